/** What is told of a classifier's scores. */
export interface Scored {
  score: number;
  scam: boolean;
}

/** The chance that a scam scores higher than an honest message; ties count half (Mann–Whitney). */
export function auc(scored: readonly Scored[]): number {
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]?.score === sorted[i]?.score) end++;
    const rank = (i + end + 1) / 2;
    for (; i < end; i++) if (sorted[i]?.scam) ranks += rank;
  }
  const scams = scored.filter(({ scam }) => scam).length;
  return (ranks - (scams * (scams + 1)) / 2) / (scams * (scored.length - scams));
}

/** The share of scams above the lowest threshold that at most this share of honest messages reaches. */
export function recallAt(scored: readonly Scored[], falseAlarms: number): number {
  const honest = scored
    .filter(({ scam }) => !scam)
    .map(({ score }) => score)
    .sort((a, b) => b - a);
  const threshold = honest[Math.floor(honest.length * falseAlarms)] ?? Number.NEGATIVE_INFINITY;
  const scams = scored.filter(({ scam }) => scam);
  return scams.filter(({ score }) => score > threshold).length / scams.length;
}

export interface Counts {
  found: number;
  scams: number;
  alarms: number;
  honest: number;
}

export function count<T>(messages: readonly T[], isScam: (one: T) => boolean, isFlagged: (one: T) => boolean): Counts {
  const counts: Counts = { found: 0, scams: 0, alarms: 0, honest: 0 };
  for (const one of messages) {
    const scam = isScam(one);
    const flagged = isFlagged(one);
    if (scam) counts.scams++;
    else counts.honest++;
    if (scam && flagged) counts.found++;
    if (!scam && flagged) counts.alarms++;
  }
  return counts;
}

export const recall = ({ found, scams }: Counts): number => found / scams;
export const alarmRate = ({ alarms, honest }: Counts): number => alarms / honest;

export function f1({ found, scams, alarms }: Counts): number {
  return (2 * found) / (scams + found + alarms);
}

/** Wilson's 95 % interval of a share. */
export function interval(hits: number, of: number): string {
  const z = 1.96;
  const share = hits / of;
  const middle = share + (z * z) / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return `${((middle - spread) / scale).toFixed(3)}–${((middle + spread) / scale).toFixed(3)}`;
}
