import type { CompiledBook } from './book.ts';
import type { Hit } from './words.ts';

/** How far behind its words a "không phải trả …" still speaks of a fee, and what ends it. */
const freeReach = 14;
const turnsBack = /[.,;:!?]|\b(?:ma|nhung|chi|con|rieng|but|only)\b/;
const takenByFree = new Set(['money', 'ask', 'honest']);

/**
 * What only seems to be said. Phrases know no sentences, so none may reach over the end of one. Words of the role
 * `free` take back the demands and orders they are about ("không phải trả phí ship" is no fee), and right behind words
 * of the role `makes` a payment is demanded and not made ("bảo em đóng 10%").
 */
export function withoutTakenBack({ groups }: CompiledBook, ascii: string, hits: Hit[]): Hit[] {
  const roleOf = ({ group }: Hit): string => groups[group]?.role ?? '';
  const within = hits.filter(({ from, end }) => !/[.!?;] /.test(ascii.slice(from, end)));
  const free = within.filter((hit) => roleOf(hit) === 'free');
  const makes = within.filter((hit) => roleOf(hit) === 'makes');
  const isFree = ({ from }: Hit): boolean =>
    free.some(
      (one) =>
        from >= one.from &&
        from <= one.end + freeReach &&
        !turnsBack.test(ascii.slice(one.end, Math.max(one.end, from))),
    );
  const isMade = ({ from }: Hit): boolean => makes.some(({ end }) => from - end === 1);
  return within.filter((hit) => {
    const role = roleOf(hit);
    return !(takenByFree.has(role) && isFree(hit)) && !(role === 'paid' && isMade(hit));
  });
}
