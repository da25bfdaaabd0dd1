import { fold } from '../fold.ts';
import type { Entry } from './suffixes.ts';

/** Whether a literal has a character beyond ASCII. Such literals are looked for only in texts that have one as well. */
export const isWide = (text: string): boolean => /[^\0-\x7f]/.test(text);

/**
 * Finds wide literals of any length (an emoji is two units): each is filed under that unit beyond ASCII which the fewest
 * others share, and compared where the unit occurs.
 */
export function wideFinder(entries: readonly Entry[]): (text: string, hit: (id: number) => void) => void {
  const shared = new Map<number, number>();
  const wideUnits = (text: string): number[] =>
    Array.from({ length: text.length }, (_, at) => at).filter((at) => text.charCodeAt(at) > 127);
  for (const { text } of entries) {
    for (const at of wideUnits(text)) shared.set(text.charCodeAt(at), (shared.get(text.charCodeAt(at)) ?? 0) + 1);
  }
  const filed = new Map<number, { text: string; offset: number; id: number }[]>();
  for (const { text, id } of entries) {
    const share = (at: number): number => shared.get(text.charCodeAt(at)) as number;
    const offset = wideUnits(text).reduce((best, at) => (share(at) < share(best) ? at : best));
    const list = filed.get(text.charCodeAt(offset));
    if (list === undefined) filed.set(text.charCodeAt(offset), [{ text, offset, id }]);
    else list.push({ text, offset, id });
  }
  return (text, hit) => {
    const folded = fold(text);
    for (let at = 0; at < folded.length; at += 1) {
      const unit = folded.charCodeAt(at);
      if (unit < 128) continue;
      for (const literal of filed.get(unit) ?? []) {
        if (at >= literal.offset && folded.startsWith(literal.text, at - literal.offset)) hit(literal.id);
      }
    }
  };
}
