import type { Row, Stream } from './streams.ts';
import { parse } from './streams.ts';
import { cpuSeconds } from '../lookup/measure.ts';

/**
 * The obvious way as a peer: a list of hits for each group, whose window is counted anew at each hit. It takes hits as
 * they come, so that it does without what keeps ours right out of order.
 * @param measured how many hits at the end of the stream are timed, when the windows are full
 * @returns hits per CPU-second
 */
export function recount(stream: Stream, timespanMs: number, distinct: boolean, measured: number): number {
  const groups = new Map<string, Row[]>();
  const take = (row: Row): number => {
    const [time, , key] = row;
    let rows = groups.get(key);
    if (rows === undefined) groups.set(key, (rows = []));
    rows.push(row);
    return time;
  };
  const count = (row: Row): number => {
    const time = take(row);
    const rows = groups.get(row[2])!.filter((one) => one[0] >= time - timespanMs);
    groups.set(row[2], rows);
    return distinct ? new Set(rows.map((one) => one[3])).size : rows.length;
  };
  const rows = stream.blocks.flatMap(parse);
  const from = rows[rows.length - measured]![0] - timespanMs;
  for (const row of rows.slice(0, -measured)) if (row[0] >= from) take(row);
  let counted: number[] = [];
  const cpu = cpuSeconds(() => (counted = rows.slice(-measured).map(count)));
  if (counted.some((value) => value < 1)) throw new Error('the recount lost a hit');
  return measured / cpu;
}
