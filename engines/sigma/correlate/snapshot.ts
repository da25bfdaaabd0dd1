import { readBrought, writeBrought } from './brought.ts';
import { checksum, createReader, createWriter } from './bytes.ts';
import type { Brought } from './entries.ts';
import { keyOf } from './groups.ts';
import type { Plan, Target } from './plan.ts';
import { enqueue, inputAt, type Queue } from './queue.ts';
import { moveSource, newestOf, sourceId, type Sources } from './sources.ts';
import type { State } from './state.ts';

const FORMAT = 'khien-correlator-1';

export interface Numbers {
  decided: number;
  byHand: number;
  firings: number;
  totals: { late: number; withoutTime: number; hurried: number; manyValues: number };
}

interface Parts {
  queue: Queue;
  sources: Sources;
  states: readonly State[];
}

const countsDistinct = ({ correlation }: Plan): boolean => correlation.type === 'value_count';

/** All state as bytes: a checksum of four bytes, then the format, numbers, sources, correlations, and what waits. */
export function saveSnapshot(
  { queue, sources, states, decided, byHand, firings, totals }: Parts & Numbers,
  targets: readonly Target[],
): Uint8Array {
  const writer = createWriter();
  writer.text(FORMAT);
  const { late, withoutTime, hurried, manyValues } = totals;
  for (const number of [decided, byHand, firings, late, withoutTime, hurried, manyValues]) writer.number(number);
  writer.number(sources.names.length);
  sources.names.forEach((name, id) => {
    writer.text(name);
    writer.number(newestOf(sources, id));
    writer.number(sources.late[id]!);
  });
  writer.number(states.length);
  for (const { plan, counts, write } of states) {
    writer.text(plan.mark);
    writer.number(plan.rich ? 1 : 0);
    writer.number(countsDistinct(plan) ? 1 : 0);
    writer.number(plan.needs.length);
    for (const name of plan.needs) writer.text(name);
    for (const count of countsOf(counts)) writer.number(count);
    const inner = createWriter();
    write(inner);
    writer.bytes(inner.finish());
  }
  writer.number(queue.size);
  // In the order in which hits came: those of the same moment keep it.
  for (const slots of queue.buckets.values()) {
    for (const slot of slots) {
      const { target, time, ref, group, value, brought } = inputAt(queue, slot);
      const { plan, position } = targets[target]!;
      const { groups, valueText } = states[plan.index]!;
      writer.number(plan.index);
      writer.number(position);
      writer.number(time);
      writer.number(ref);
      writer.text(keyOf(groups, group));
      if (countsDistinct(plan)) writer.text(valueText(value));
      else writer.number(value);
      writeBrought(writer, brought);
    }
  }
  const body = writer.finish();
  const bytes = new Uint8Array(body.length + 4);
  new DataView(bytes.buffer).setUint32(0, checksum(body), true);
  bytes.set(body, 4);
  return bytes;
}

const countsOf = ({
  fired,
  missingGroupField,
  missingValue,
  evictedGroups,
  evictedEntries,
}: State['counts']): number[] => [fired, missingGroupField, missingValue, evictedGroups, evictedEntries];

/** Fills empty parts. @throws Error if the bytes are no snapshot or damaged */
export function loadSnapshot(bytes: Uint8Array, { queue, sources, states }: Parts): Numbers {
  const body = bytes.subarray(4);
  const stored = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (stored !== checksum(body)) throw new Error('the snapshot of the correlations is damaged');
  const reader = createReader(body);
  if (reader.text() !== FORMAT) throw new Error('these bytes are no snapshot of correlations');
  const [decided, byHand, firings] = [reader.number(), reader.number(), reader.number()];
  const [late, withoutTime] = [reader.number(), reader.number()];
  const totals = { late, withoutTime, hurried: reader.number(), manyValues: reader.number() };
  for (let left = reader.count(); left > 0; left--) {
    const id = sourceId(sources, reader.text());
    const newest = reader.number();
    if (newest !== Infinity) moveSource(sources, id, newest);
    sources.late[id] = reader.number();
  }
  /** By the index in the snapshot. */
  const found: { state: State | undefined; keep: Keep; isDistinct: boolean }[] = [];
  for (let left = reader.count(); left > 0; left--) {
    const mark = reader.text();
    const rich = reader.number() === 1;
    const isDistinct = reader.number() === 1;
    const names: string[] = [];
    for (let n = reader.count(); n > 0; n--) names.push(reader.text());
    const counts = [reader.number(), reader.number(), reader.number(), reader.number(), reader.number()] as const;
    const inner = reader.bytes();
    // Without what outer correlations now ask for there is nothing to go on with.
    const state = states.find(({ plan }) => plan.mark === mark && plan.rich === rich);
    const keep = keepFor(names, state?.plan.needs ?? []);
    found.push({ state, keep, isDistinct });
    if (state === undefined) continue;
    const [fired, missingGroupField, missingValue, evictedGroups, evictedEntries] = counts;
    Object.assign(state.counts, { fired, missingGroupField, missingValue, evictedGroups, evictedEntries });
    state.read(createReader(inner), keep);
  }
  for (let left = reader.count(); left > 0; left--) {
    const place = found[reader.number()];
    const position = reader.number();
    const [time, ref, key] = [reader.number(), reader.number(), reader.text()];
    const value = place?.isDistinct ? reader.text() : reader.number();
    const brought = readBrought(reader);
    const target = place?.state?.plan.targets[position];
    if (place?.state === undefined || target === undefined) continue;
    const number = typeof value === 'string' ? place.state.valueId(value) : value;
    enqueue(queue, target, time, ref, place.state.await(key), number, place.keep(brought));
  }
  return { decided, byHand, firings, totals };
}

type Keep = (brought: Brought | undefined) => Brought | undefined;

/** Puts fields into the order of what is needed now; what was not kept then is absent. */
function keepFor(names: readonly string[], needs: readonly string[]): Keep {
  if (names.length === needs.length && names.every((name, i) => name === needs[i])) return (brought) => brought;
  const places = needs.map((name) => names.indexOf(name));
  return (brought) => brought && { fields: places.map((place) => brought.fields[place] ?? []), events: brought.events };
}
