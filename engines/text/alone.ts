import { knownRegistrable } from './hosts.ts';
import { isDigitSign, isLetterSign } from './signs.ts';
import type { Observable } from './types.ts';

/** Digits in front of letters that no reader of numbers takes for one: `4shared.com`, but not `0938020000thay.shop`. */
const MOST_DIGITS = 6;
const LONGEST_LABEL = 63;
const LONGEST_HOST = 253;
const NAME = 1;
const HYPHEN = 2;
const DOT = 3;
/** What each unit is in a plain host; 0 where it has no place there. */
const CLASSES = new Uint8Array(128);
for (let unit = 0; unit < 128; unit++) if (isLetterSign(unit) || isDigitSign(unit)) CLASSES[unit] = NAME;
CLASSES[45] = HYPHEN;
CLASSES[46] = DOT;

/**
 * A plain host and nothing else (`shopee.vn`), the commonest question of programs: read at once instead of by the pass
 * over the text. Whatever is not plain (capitals, `www.`, a number in front, unknown endings, anything around it) is
 * undefined.
 */
export function readHostAlone(text: string): Observable | undefined {
  const { length } = text;
  if (length > LONGEST_HOST || mayBeNumber(text)) return undefined;
  let label = 0;
  let last = DOT;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    const kind = unit < 128 ? (CLASSES[unit] as number) : 0;
    if (kind === NAME) {
      last = NAME;
      continue;
    }
    // No hyphen begins or ends a label, and none is empty.
    if (kind === 0 || last === DOT || (kind === DOT && (last === HYPHEN || i - label > LONGEST_LABEL)))
      return undefined;
    if (kind === DOT) label = i + 1;
    last = kind;
  }
  if (label === 0 || length - label < 2 || !isLetterSign(text.charCodeAt(label)) || last === HYPHEN) return undefined;
  const registrable = text.startsWith('www.') ? undefined : knownRegistrable(text);
  if (registrable === undefined) return undefined;
  return { kind: 'domain', value: text, key: text, host: text, registrable, raw: text, start: 0, end: length };
}

function mayBeNumber(text: string): boolean {
  let digits = 0;
  while (isDigitSign(text.charCodeAt(digits))) digits++;
  return digits > 0 && (digits > MOST_DIGITS || !isLetterSign(text.charCodeAt(digits)));
}
