import type { Brought } from './entries.ts';
import { longer, roomFor } from './room.ts';

/**
 * Hits that wait, in buckets of time: a bucket is put in order when it leaves. Rows of 40 bytes instead of objects,
 * because a hit waits longer than the young generation of the collector lasts.
 */
export interface Queue {
  stepMs: number;
  size: number;
  /** A row: its time, the number of the event, the value; then by `ints` target, group, order and position. */
  floats: Float64Array;
  ints: Int32Array;
  /** By row; empty while nothing brings anything. */
  brought: (Brought | undefined)[];
  used: number;
  free: number[];
  buckets: Map<number, number[]>;
  /** A heap of the numbers of the buckets that hold something. */
  heap: number[];
}

const ROW_BYTES = 40;
/** Numbers of a row in `floats`, and their places. */
const FLOATS = 5;
const TIME = 0;
const REF = 1;
const VALUE = 2;
/** Numbers of a row in `ints`, and their places after the three numbers above. */
const INTS = 10;
const TARGET = 6;
const GROUP = 7;
const ORDER = 8;
const POSITION = 9;

/** A hit, read for one target and one group. */
export interface Input {
  /** By number in {@link Plans.targets}. */
  target: number;
  group: number;
  /** Inputs of one moment go by order, event and position. */
  order: number;
  position: number;
  time: number;
  ref: number;
  value: number;
  brought: Brought | undefined;
}

const viewsOf = (buffer: ArrayBuffer) => ({ floats: new Float64Array(buffer), ints: new Int32Array(buffer) });

export const createQueue = (stepMs: number): Queue => ({
  stepMs,
  size: 0,
  ...viewsOf(new ArrayBuffer(64 * ROW_BYTES)),
  brought: [],
  used: 0,
  free: [],
  buckets: new Map(),
  heap: [],
});

/** Puts a hit into the bucket of its time. */
export function enqueue(
  queue: Queue,
  { id, order, position }: { id: number; order: number; position: number },
  time: number,
  ref: number,
  group: number,
  value: number,
  brought: Brought | undefined,
): void {
  const slot = queue.free.pop() ?? queue.used++;
  if ((slot + 1) * FLOATS > queue.floats.length) {
    Object.assign(queue, viewsOf(longer(queue.floats.buffer, roomFor(slot) * ROW_BYTES)));
  }
  const { floats, ints } = queue;
  floats[slot * FLOATS + TIME] = time;
  floats[slot * FLOATS + REF] = ref;
  floats[slot * FLOATS + VALUE] = value;
  ints[slot * INTS + TARGET] = id;
  ints[slot * INTS + GROUP] = group;
  ints[slot * INTS + ORDER] = order;
  ints[slot * INTS + POSITION] = position;
  if (brought !== undefined) queue.brought[slot] = brought;
  queue.size++;
  const number = Math.floor(time / queue.stepMs);
  const bucket = queue.buckets.get(number);
  if (bucket !== undefined) bucket.push(slot);
  else {
    queue.buckets.set(number, [slot]);
    push(queue.heap, number);
  }
}

export const timeAt = (queue: Queue, slot: number): number => queue.floats[slot * FLOATS + TIME]!;
export const targetAt = (queue: Queue, slot: number): number => queue.ints[slot * INTS + TARGET]!;

export const inputAt = (queue: Queue, slot: number): Input => ({
  target: targetAt(queue, slot),
  group: queue.ints[slot * INTS + GROUP]!,
  order: queue.ints[slot * INTS + ORDER]!,
  position: queue.ints[slot * INTS + POSITION]!,
  time: timeAt(queue, slot),
  ref: queue.floats[slot * FLOATS + REF]!,
  value: queue.floats[slot * FLOATS + VALUE]!,
  brought: queue.brought[slot],
});

/** When the first bucket ends; Infinity if nothing waits. */
export const firstEnd = (queue: Queue): number =>
  queue.heap.length === 0 ? Infinity : (queue.heap[0]! + 1) * queue.stepMs;

/** Takes the first bucket out, in order. Its slots are to be given back by {@link release}. */
export function takeFirst(queue: Queue): Int32Array {
  const number = pop(queue.heap);
  const slots = Int32Array.from(queue.buckets.get(number)!);
  queue.buckets.delete(number);
  return sort(queue, slots);
}

export function release(queue: Queue, slots: Int32Array): void {
  for (const slot of slots) {
    if (queue.brought.length > 0) queue.brought[slot] = undefined;
    queue.free.push(slot);
  }
  queue.size -= slots.length;
}

/** Time, then correlation (and rule), then event, then rule. */
function isAfter({ floats, ints }: Queue, a: number, b: number): boolean {
  const time = floats[a * FLOATS + TIME]! - floats[b * FLOATS + TIME]!;
  if (time !== 0) return time > 0;
  const order = ints[a * INTS + ORDER]! - ints[b * INTS + ORDER]!;
  if (order !== 0) return order > 0;
  const ref = floats[a * FLOATS + REF]! - floats[b * FLOATS + REF]!;
  if (ref !== 0) return ref > 0;
  return ints[a * INTS + POSITION]! > ints[b * INTS + POSITION]!;
}

/** A stable merge sort that starts from the runs of eight that insertion makes. */
function sort(queue: Queue, slots: Int32Array): Int32Array {
  const RUN = 8;
  const n = slots.length;
  for (let start = 0; start < n; start += RUN) {
    const end = Math.min(start + RUN, n);
    for (let i = start + 1; i < end; i++) {
      const slot = slots[i]!;
      let j = i;
      for (; j > start && isAfter(queue, slots[j - 1]!, slot); j--) slots[j] = slots[j - 1]!;
      slots[j] = slot;
    }
  }
  let from = slots;
  let to = n > RUN ? new Int32Array(n) : slots;
  for (let width = RUN; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const middle = Math.min(start + width, n);
      const end = Math.min(start + 2 * width, n);
      let [left, right] = [start, middle];
      for (let i = start; i < end; i++) {
        const takeRight = left === middle || (right < end && isAfter(queue, from[left]!, from[right]!));
        to[i] = takeRight ? from[right++]! : from[left++]!;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

function push(heap: number[], number: number): void {
  let at = heap.length;
  heap.push(number);
  while (at > 0) {
    const parent = (at - 1) >>> 1;
    if (heap[parent]! <= number) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = number;
}

function pop(heap: number[]): number {
  const first = heap[0]!;
  const number = heap.pop()!;
  if (heap.length === 0) return first;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= number) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = number;
  return first;
}
