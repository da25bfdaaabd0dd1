/** The disguises a verdict must see through, as the trainer does not make them: every one always the same. */
const leetOf: Record<string, string> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };
const cyrillic: Record<string, string> = { a: 'а', c: 'с', e: 'е', o: 'о', p: 'р', x: 'х', y: 'у', i: 'і' };

/** A number from 0 to 99 that depends on the word and its place only. */
function lot(word: string, at: number): number {
  let hash = at + 7;
  for (const sign of word) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 10_007;
  return hash % 100;
}

/** Words of letters; links, numbers and codes stay. */
const words = (text: string, share: number, change: (word: string) => string): string =>
  text.replace(/(?<![\p{L}\p{N}./:@_-])\p{L}{3,}(?![\p{L}\p{N}/:@_-]|\.\p{L})/gu, (word, at: number) =>
    lot(word, at) < share ? change(word) : word,
  );

const replaced =
  (table: Record<string, string>) =>
  (word: string): string =>
    Array.from(word, (letter) => table[letter.toLowerCase()] ?? letter).join('');

export const disguises: Record<string, (text: string) => string> = {
  'accents stripped': (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D'),
  'leet in 35 % of words': (text) => words(text, 35, replaced(leetOf)),
  'separators in 50 % of words': (text) =>
    words(text, 50, (word) => {
      const cut = 1 + (lot(word, 3) % (word.length - 1));
      return word.slice(0, cut) + '.-_/'.charAt(lot(word, 5) % 4) + word.slice(cut);
    }),
  'Cyrillic letters in 50 % of words': (text) => words(text, 50, replaced(cyrillic)),
};
