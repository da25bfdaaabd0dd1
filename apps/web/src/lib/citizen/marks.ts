export interface Piece {
  text: string;
  marked: boolean;
}

/**
 * Cuts a text at the quoted places, so that they can be marked in it. Quotes may overlap (two reasons, one phrase),
 * lie out of order or, from another version of the rules, outside the text: what cannot be placed is not marked.
 *
 * @param quotes  UTF-16 offsets into `text`
 */
export function pieces(text: string, quotes: { start: number; end: number }[]): Piece[] {
  const spans = quotes
    .map((q) => ({ start: Math.max(0, q.start), end: Math.min(text.length, q.end) }))
    .filter((q) => q.start < q.end)
    .sort((a, b) => a.start - b.start);
  const out: Piece[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    if (from > at) out.push({ text: text.slice(at, from), marked: false });
    const last = out.at(-1);
    if (last?.marked && from === at) last.text += text.slice(from, end);
    else out.push({ text: text.slice(from, end), marked: true });
    at = end;
  }
  if (at < text.length) out.push({ text: text.slice(at), marked: false });
  return out;
}
