/**
 * Vietnamese syllables without their marks: an onset and a rime out of two short closed lists. Telling `tien` from
 * `tjxn` is what makes it safe to undo disguises: a change is kept only when a syllable comes out.
 */
const ONSETS = [
  '',
  'b',
  'c',
  'ch',
  'd',
  'g',
  'gh',
  'gi',
  'h',
  'k',
  'kh',
  'l',
  'm',
  'n',
  'ng',
  'ngh',
  'nh',
  'p',
  'ph',
  'qu',
  'r',
  's',
  't',
  'th',
  'tr',
  'v',
  'x',
];
const RIMES = (
  'a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu ' +
  'o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc op ot ' +
  'u ua uan uang uat uau uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu ' +
  'y yem yen yeng yet yeu'
).split(' ');

const SYLLABLES = new Set(ONSETS.flatMap((onset) => RIMES.map((rime) => onset + rime)));
const LONGEST = 7;

/** Whether lower-case ASCII letters are one Vietnamese syllable. */
export function isSyllable(letters: string): boolean {
  return letters.length <= LONGEST && SYLLABLES.has(letters);
}

/**
 * Cuts letters written together into syllables, the longest first (`layngay` → `lay`, `ngay`); undefined when they
 * are no Vietnamese. Single vowels do not count as syllables here, or anything could be cut.
 */
export function intoSyllables(letters: string): string[] | undefined {
  if (letters.length > 30) return undefined;
  // ends[i]: length of the first syllable of a cut of letters.slice(i), or 0 when there is none.
  const first = new Uint8Array(letters.length + 1);
  for (let from = letters.length - 2; from >= 0; from--) {
    for (let size = Math.min(LONGEST, letters.length - from); size >= 2; size--) {
      const rest = from + size;
      if ((rest === letters.length || first[rest] !== 0) && SYLLABLES.has(letters.slice(from, rest))) {
        first[from] = size;
        break;
      }
    }
  }
  if (first[0] === 0) return undefined;
  const out: string[] = [];
  for (let from = 0; from < letters.length; ) {
    const size = first[from] ?? 0;
    out.push(letters.slice(from, from + size));
    from += size;
  }
  return out;
}
