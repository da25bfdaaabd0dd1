/** Numbers in order, in blocks: adding, removing and reading by place cost about the root of how many there are. */
export interface SortedNumbers {
  size: number;
  blocks: Float64Array[];
  sizes: number[];
}

const FIRST = 4;
const BLOCK = 512;

export const createSorted = (): SortedNumbers => ({ size: 0, blocks: [], sizes: [] });

/** The first block whose last number is not below; the last block if there is none. */
function blockOf(sorted: SortedNumbers, number: number): number {
  let [low, high] = [0, sorted.blocks.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted.blocks[middle]![sorted.sizes[middle]! - 1]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place in a block whose number is not below. */
function placeIn(block: Float64Array, size: number, number: number): number {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (block[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insertNumber(sorted: SortedNumbers, number: number): void {
  sorted.size++;
  if (sorted.blocks.length === 0) {
    sorted.blocks.push(new Float64Array(FIRST));
    sorted.sizes.push(0);
  }
  let at = blockOf(sorted, number);
  let block = sorted.blocks[at]!;
  let size = sorted.sizes[at]!;
  if (size === BLOCK) {
    const half = BLOCK / 2;
    const upper = new Float64Array(BLOCK);
    upper.set(block.subarray(half));
    sorted.blocks.splice(at + 1, 0, upper);
    sorted.sizes.splice(at, 1, half, half);
    if (block[half - 1]! < number) at++;
    block = sorted.blocks[at]!;
    size = half;
  } else if (size === block.length) {
    const larger = new Float64Array(size * 2);
    larger.set(block);
    sorted.blocks[at] = block = larger;
  }
  const place = placeIn(block, size, number);
  block.copyWithin(place + 1, place, size);
  block[place] = number;
  sorted.sizes[at] = size + 1;
}

/** Removes a number that was inserted before. */
export function removeNumber(sorted: SortedNumbers, number: number): void {
  const at = blockOf(sorted, number);
  const block = sorted.blocks[at]!;
  const size = sorted.sizes[at]!;
  const place = placeIn(block, size, number);
  block.copyWithin(place, place + 1, size);
  sorted.size--;
  sorted.sizes[at] = size - 1;
  if (size === 1) {
    sorted.blocks.splice(at, 1);
    sorted.sizes.splice(at, 1);
  }
}

function numberAt(sorted: SortedNumbers, place: number): number {
  let at = 0;
  let rest = place;
  while (rest >= sorted.sizes[at]!) rest -= sorted.sizes[at++]!;
  return sorted.blocks[at]![rest]!;
}

/** The percentile (0-100), interpolated between the two nearest numbers. There must be a number. */
export function percentileOf(sorted: SortedNumbers, percentile: number): number {
  const place = (percentile / 100) * (sorted.size - 1);
  const below = Math.floor(place);
  const low = numberAt(sorted, below);
  if (below === place) return low;
  return low + (numberAt(sorted, below + 1) - low) * (place - below);
}
