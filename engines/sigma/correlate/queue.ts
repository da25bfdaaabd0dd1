import type { Brought } from './entries.ts';
import { larger, roomFor } from './groups.ts';
import type { Target } from './plan.ts';

/** A hit, read for one target and one group. */
export interface Input {
  target: Target;
  time: number;
  ref: number;
  key: string;
  /** The text of a distinct value, or a number. */
  value: string | number | undefined;
  brought: Brought | undefined;
}

/**
 * Hits that wait, in buckets of time: a bucket is put in order when it leaves. Columns instead of objects, because a hit
 * waits longer than the young generation of the collector lasts.
 */
export interface Queue {
  stepMs: number;
  size: number;
  times: Float64Array;
  orders: Float64Array;
  refs: Float64Array;
  targets: (Target | undefined)[];
  keys: string[];
  values: (string | number | undefined)[];
  brought: (Brought | undefined)[];
  free: number[];
  buckets: Map<number, number[]>;
  /** A heap of the numbers of the buckets that hold something. */
  heap: number[];
}

export const createQueue = (stepMs: number): Queue => ({
  stepMs,
  size: 0,
  times: new Float64Array(64),
  orders: new Float64Array(64),
  refs: new Float64Array(64),
  targets: [],
  keys: [],
  values: [],
  brought: [],
  free: [],
  buckets: new Map(),
  heap: [],
});

export function enqueue(queue: Queue, input: Input): void {
  put(queue, input.target, input.time, input.ref, input.key, input.value, input.brought);
}

export function put(
  queue: Queue,
  target: Target,
  time: number,
  ref: number,
  key: string,
  value: string | number | undefined,
  brought: Brought | undefined,
): void {
  const slot = queue.free.pop() ?? queue.targets.length;
  if (slot === queue.times.length) {
    const room = roomFor(slot);
    queue.times = larger(queue.times, room);
    queue.orders = larger(queue.orders, room);
    queue.refs = larger(queue.refs, room);
  }
  queue.times[slot] = time;
  queue.orders[slot] = target.order;
  queue.refs[slot] = ref;
  queue.targets[slot] = target;
  queue.keys[slot] = key;
  queue.values[slot] = value;
  queue.brought[slot] = brought;
  queue.size++;
  const number = Math.floor(time / queue.stepMs);
  const bucket = queue.buckets.get(number);
  if (bucket !== undefined) bucket.push(slot);
  else {
    queue.buckets.set(number, [slot]);
    push(queue.heap, number);
  }
}

export function inputAt(queue: Queue, slot: number): Input {
  return {
    target: queue.targets[slot]!,
    time: queue.times[slot]!,
    ref: queue.refs[slot]!,
    key: queue.keys[slot]!,
    value: queue.values[slot],
    brought: queue.brought[slot],
  };
}

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
    queue.targets[slot] = undefined;
    queue.keys[slot] = '';
    queue.values[slot] = undefined;
    queue.brought[slot] = undefined;
    queue.free.push(slot);
  }
  queue.size -= slots.length;
}

/** Time, then correlation (and rule), then event, then rule. */
function isAfter(queue: Queue, a: number, b: number): boolean {
  const time = queue.times[a]! - queue.times[b]!;
  if (time !== 0) return time > 0;
  const order = queue.orders[a]! - queue.orders[b]!;
  if (order !== 0) return order > 0;
  const ref = queue.refs[a]! - queue.refs[b]!;
  if (ref !== 0) return ref > 0;
  return queue.targets[a]!.position > queue.targets[b]!.position;
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
