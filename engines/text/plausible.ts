import { type Host, readHost } from './hosts.ts';
import { isSharedHost } from './keys.ts';
import { ends, joinLabels, starts, writtenEnding } from './labels.ts';
import { letters, wordsBefore } from './near.ts';
import { hasPath } from './paths.ts';
import type { Scan } from './state.ts';
import { isSpaceUnit } from './signs.ts';
import { isSyllable } from './syllables.ts';
import { endingKind } from './tlds.ts';

const DOT = 46;
const HYPHEN = 45;
const MOST_GLUED = 12;

/** Words that announce a link, so that an ending that is also a word may be one. */
const ANNOUNCED = new Set([
  'link',
  'web',
  'website',
  'cap',
  'vao',
  'tai',
  'trang',
  'app',
  'click',
  'at',
  'visit',
  'url',
  'domain',
  'mien',
  'site',
  'nhap',
]);

/** The longest run of labels that is a host: cuts what a sentence glued on behind (`vietcombank.com.Vui lòng`). */
export function chooseHost(
  scan: Scan,
  count: number,
  scheme: boolean,
  obfuscated: boolean,
): { host: Host; end: number } | undefined {
  const { text } = scan;
  const first = starts[0] as number;
  // A sentence glues one or two words on behind, not a dozen.
  for (let last = count - 1; last >= Math.max(1, count - MOST_GLUED); last--) {
    const end = ends[last] as number;
    const ending = writtenEnding(text, last);
    const kind = endingKind(ending);
    if (kind === undefined && !(last === count - 1 && isNamed(scan, count, ending, scheme))) continue;
    if (!scheme && kind !== undefined && !isPlausible(scan, count, last, ending, kind, obfuscated)) continue;
    const host = readHost(joinLabels(text, last));
    if (host !== undefined && (host.registrable !== undefined || scheme || isAloneOnLine(text, first, end)))
      return { host, end };
  }
  return undefined;
}

/** An ending that does not exist is taken when a scheme or a line of its own says that a host is meant. */
function isNamed(scan: Scan, count: number, ending: string, scheme: boolean): boolean {
  if (scheme) return /^(?=[0-9-]*[a-z])[a-z0-9-]{2,}$/.test(ending);
  return count > 2 && isAloneOnLine(scan.text, starts[0] as number, ends[count - 1] as number);
}

/** Whether labels without a scheme are meant as a host and not as two sentences without a blank between. */
function isPlausible(
  scan: Scan,
  count: number,
  last: number,
  ending: string,
  kind: NonNullable<ReturnType<typeof endingKind>>,
  obfuscated: boolean,
): boolean {
  const { text } = scan;
  const before = letters(text, starts[last - 1] as number, ends[last - 1] as number);
  const end = ends[last] as number;
  if (before === '') return false;
  if (last > 1 && letters(text, starts[0] as number, ends[0] as number) === 'www') return true;
  if (last === count - 1 && !obfuscated && isAloneOnLine(text, starts[0] as number, end)) return true;
  const capital = isCapitalised(text.slice(starts[last] as number, end));
  if (capital && kind !== 'sentence') return false;
  const syllable = isSyllable(before);
  if (capital && syllable) return false;
  if (obfuscated && syllable && !isEnclosed(text, starts[0] as number, end)) return false;
  if (kind === 'sentence' || kind === 'strong') return before.length > 1 || hasPath(text, end) || ending === 'com';
  if (hasPath(text, end) || /[a-z-][0-9-]|[0-9-][a-z-]/.test(before)) return true;
  if (isSharedHost(`${before}.${ending}`) || (kind === 'weak' && hasOddLabel(text, last))) return true;
  if (kind === 'wordy') return before.length > 1 && !syllable;
  return !syllable && wordsBefore(text, starts[0] as number, scan.floor, 1).some(({ word }) => ANNOUNCED.has(word));
}

/** Three labels or more of which one is no word: `olso8rv.gezne.de`. */
function hasOddLabel(text: string, last: number): boolean {
  if (last < 2) return false;
  for (let i = 0; i < last; i++) {
    const label = letters(text, starts[i] as number, ends[i] as number);
    if (/[a-z]\d|\d[a-z]/.test(label) || (label.length > 3 && !isSyllable(label))) return true;
  }
  return false;
}

/** `[ ehoaq. com ]`: brackets around a host with blanks in it. */
function isEnclosed(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start).trimEnd();
  const after = text.slice(end, end + 2).trimStart();
  return /[[({<"“]$/.test(before) && /^[\])}>"”]/.test(after);
}

/** A host that somebody pasted by itself is meant as one, whatever its ending. */
function isAloneOnLine(text: string, start: number, end: number): boolean {
  let at = start - 1;
  while (isSpaceUnit(text.charCodeAt(at))) at--;
  if (at >= 0 && text.charCodeAt(at) !== 10) return false;
  at = end;
  while (isSpaceUnit(text.charCodeAt(at))) at++;
  const unit = text.charCodeAt(at);
  return at >= text.length || unit === 10 || unit === 13;
}

/** Whether a number goes on as the name of a host: `0912345678-vn.weebly.com`, but not `0912345678.Vui lòng`. */
export function goesOnAsHost(text: string, start: number, end: number): boolean {
  const next = text.charCodeAt(end);
  if (next !== DOT && next !== HYPHEN) return false;
  const name = /^[\w-]*(?:\.[\w-]+)*\.([a-z]{2,24})(?![\w-])/i.exec(text.slice(end, end + 120));
  if (name === null) return false;
  const kind = endingKind(name[1] ?? '');
  return (
    kind !== undefined &&
    (kind !== 'weak' || isAloneOnLine(text, start, end + name[0].length)) &&
    !isCapitalised(name[1] ?? '')
  );
}

function isCapitalised(label: string): boolean {
  return (
    label.length > 1 &&
    label.charAt(0) !== label.charAt(0).toLowerCase() &&
    label.slice(1) === label.slice(1).toLowerCase()
  );
}
