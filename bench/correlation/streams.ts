import { createRandom } from '../lookup/keys.ts';

export interface Shape {
  name: string;
  hits: number;
  /** Hits in a second of event time. */
  perSecond: number;
  groups: number;
  /** Different values over the whole stream. */
  values: number;
  /** How many sources send, and how far each of their hits may come late, in milliseconds. */
  sources: number;
  lateMs: number;
}

/** A hit as it comes out of a parser: a time, who sent it, and two fields. */
export type Row = [time: number, source: string, group: string, value: string];

/** Hits in the order in which they arrive, as text in blocks: {@link parse} makes them. */
export interface Stream {
  shape: Shape;
  blocks: readonly string[];
}

export const FROM = Date.UTC(2026, 0, 1);
const BLOCK = 2_000;

/** Seeded hits that come out of order: each is up to `lateMs` on its way. */
export function createStream(seed: number, shape: Shape): Stream {
  const { hits, perSecond, groups, values, sources, lateMs } = shape;
  const random = createRandom(seed);
  const arrives = new Float64Array(hits);
  for (let i = 0; i < hits; i++) arrives[i] = (i * 1000) / perSecond + random(lateMs + 1);
  const order = Uint32Array.from({ length: hits }, (_, i) => i).sort((a, b) => arrives[a]! - arrives[b]! || a - b);
  const blocks: string[] = [];
  for (let start = 0; start < hits; start += BLOCK) {
    const rows: Row[] = Array.from(order.subarray(start, start + BLOCK), (i) => [
      FROM + Math.floor((i * 1000) / perSecond),
      `sensor-${random(sources)}.dienbien.example`,
      `user-${String(random(groups)).padStart(7, '0')}`,
      `10.20.${random(values)}`,
    ]);
    blocks.push(JSON.stringify(rows));
  }
  return { shape, blocks };
}

/** The hits of a block. Their texts are new objects, as they are when an event was just parsed. */
export const parse = (block: string): Row[] => JSON.parse(block) as Row[];
