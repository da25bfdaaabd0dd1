const common = new Set([...' etaoinsrlcdmup\\.:/'].map((symbol) => symbol.charCodeAt(0)));
const usual = (unit: number): number => (common.has(unit) ? 2 : unit >= 97 && unit <= 122 ? 1 : 0);

/** A guess of how much more often than others a run of three characters occurs in logs, 1 to 64. */
export const usualness = (text: string, at: number): number =>
  2 ** (usual(text.charCodeAt(at)) + usual(text.charCodeAt(at + 1)) + usual(text.charCodeAt(at + 2)));

/** Where the stretch of `length` characters begins whose runs of three cost least; the last of equals. */
export function cheapestWindow(
  text: string,
  length: number,
  cost: (at: number) => number = (at) => usualness(text, at),
): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let from = 0; from + length <= text.length; from += 1) {
    let sum = 0;
    for (let at = from; at + 2 < from + length; at += 1) sum += cost(at);
    if (sum <= least) {
      least = sum;
      best = from;
    }
  }
  return best;
}
