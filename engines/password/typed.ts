import type { Typing } from './types.ts';

/** A syllable read in a password. */
export interface Edge {
  end: number;
  /** Without marks, as in a book: `khau`. */
  base: string;
  typing: Typing;
  /** VNI digits at the very end only: `khau1` may as well be a plain `khau` and a 1. */
  loose: boolean;
}

/** `nghieengs`, `nghie6ng5` and the like. */
const LONGEST = 10;
const vowels = new Set('aeiouy');

/**
 * Letters of the alphabet without marks: one for each unit of the input, so that offsets stay; `marked` tells where one
 * was taken away.
 */
export function withoutMarks(text: string): { plain: string; marked: boolean[] } {
  const marked: boolean[] = [];
  let plain = '';
  for (let i = 0; i < text.length; i++) {
    const unit = (text[i] as string).toLowerCase();
    const bare = unit === 'đ' ? 'd' : unit.normalize('NFD').charAt(0);
    // `İ` and a few others become two units in lower case.
    const kept = bare.length === 1 ? bare : '\0';
    marked.push(kept !== unit);
    plain += kept;
  }
  return { plain, marked };
}

/** Syllables of the book that begin at a place, however they were typed. */
export function syllablesAt(
  { plain, marked }: { plain: string; marked: boolean[] },
  start: number,
  known: ReadonlySet<string>,
): Edge[] {
  const edges: Edge[] = [];
  let hasMarks = false;
  for (let end = start + 1; end <= Math.min(plain.length, start + LONGEST); end++) {
    const last = plain[end - 1] as string;
    if (!/[a-z0-9]/.test(last)) break;
    hasMarks ||= marked[end - 1] === true;
    const token = plain.slice(start, end);
    if (known.has(token)) edges.push({ end, base: token, typing: hasMarks ? 'marks' : 'plain', loose: false });
    // A syllable may also be another one's typing: `noong` is a place and `nông`.
    if (!hasMarks) {
      for (const read of undo(token)) if (known.has(read.base)) edges.push({ end, ...read });
    }
  }
  return edges;
}

/**
 * Takes the letters and digits of Telex and VNI out of a syllable: `khaaur` and `kha63u` are `khau`, `ddieenj` is
 * `dien`. They may stand where they are typed or at the end (`mataj`), as both input methods allow.
 */
function undo(token: string): Omit<Edge, 'end'>[] {
  let from = 0;
  while (from < token.length && !vowels.has(token[from] as string) && token[from] !== 'w') from++;
  if (from === token.length) return [];
  let onset = token.slice(0, from);
  let letters = 0;
  let digits = 0;
  if (onset === 'dd') {
    onset = 'd';
    letters++;
  } else if (onset === 'd9') {
    onset = 'd';
    digits++;
  } else if (/\d/.test(onset)) return [];
  let rest = '';
  let tones = 0;
  let inner = digits > 0;
  let horns = 0;
  for (let i = from; i < token.length; i++) {
    const unit = token[i] as string;
    if (unit >= '0' && unit <= '9') {
      if (rest === '' || unit === '0' || (unit === '9' && onset !== 'd')) return [];
      if (unit <= '5') tones++;
      else horns++;
      digits++;
      inner ||= /[a-z]/.test(token.slice(i + 1));
    } else if ('sfrxjz'.includes(unit)) {
      tones++;
      letters++;
    } else if (unit === 'w') {
      if (!/[aou]/.test(rest)) rest += 'u';
      horns++;
      letters++;
    } else if (unit === 'd') {
      if (onset !== 'd') return [];
      letters++;
    } else rest += unit;
  }
  if (tones > 1 || horns > 2 || (letters > 0 && digits > 0)) return [];
  const reads: Omit<Edge, 'end'>[] = [];
  const add = (base: string, doubled: boolean) => {
    if (digits > 0 && doubled) return;
    if (letters === 0 && digits === 0 && !doubled) return;
    reads.push({ base, typing: digits > 0 ? 'vni' : 'telex', loose: digits > 0 && !inner });
  };
  add(onset + rest, false);
  // The second a, e or o is the circumflex of the first.
  for (let i = rest.length - 1; i > 0; i--) {
    const unit = rest[i] as string;
    if ('aeo'.includes(unit) && rest.indexOf(unit) < i) {
      add(onset + rest.slice(0, i) + rest.slice(i + 1), true);
      break;
    }
  }
  return reads;
}
