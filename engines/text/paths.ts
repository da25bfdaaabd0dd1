import { isLetterOrDigit } from './labels.ts';
import { signAt } from './signs.ts';

const DOT = 46;
const SLASH = 47;
const COLON = 58;
const UNDERSCORE = 95;

export function hasPath(text: string, end: number): boolean {
  const next = text.charCodeAt(end);
  return (next === SLASH || next === 63) && isPathUnit(text, end + 1);
}

/** Port, path and query as far as they go; closing punctuation belongs to the sentence. */
export function pathEnd(text: string, from: number): number {
  let end = from;
  if (text.charCodeAt(end) === COLON) {
    let digits = end + 1;
    while (digits - end < 6 && text.charCodeAt(digits) >= 48 && text.charCodeAt(digits) <= 57) digits++;
    if (digits > end + 1) end = digits;
  }
  const next = text.charCodeAt(end);
  if (next !== SLASH && next !== 63 && next !== 35) return end;
  let stop = end;
  let brackets = 0;
  while (stop < text.length && isPathUnit(text, stop)) {
    const unit = text.charCodeAt(stop);
    if (unit === 40) brackets++;
    else if (unit === 41 && --brackets < 0) break;
    stop++;
  }
  while (stop > end + 1 && isTrailing(text.charCodeAt(stop - 1), text.charCodeAt(stop - 2))) stop--;
  return stop;
}

/** What a link may hold beyond its host: no blanks, quotes, brackets; letters of any script. */
function isPathUnit(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit !== unit || unit <= 0x20) return false;
  if (unit < 0x7f)
    return (
      unit !== 34 &&
      unit !== 39 &&
      unit !== 60 &&
      unit !== 62 &&
      unit !== 91 &&
      unit !== 93 &&
      unit !== 92 &&
      unit !== 94 &&
      unit !== 96 &&
      (unit < 123 || unit === 126)
    );
  const sign = signAt(text, index);
  return sign === 0 || isLetterOrDigit(sign);
}

function isTrailing(unit: number, before: number): boolean {
  if (unit === 41) return false;
  return (
    unit === DOT ||
    unit === 44 ||
    unit === COLON ||
    unit === 59 ||
    unit === 33 ||
    unit === 42 ||
    unit === 126 ||
    (unit === 63 && before !== SLASH) ||
    unit === 63 ||
    unit === UNDERSCORE
  );
}
