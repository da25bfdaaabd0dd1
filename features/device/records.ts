/** Records of one width that begin with a hash, one after the other, as a million of them are sorted and kept. */

/** Gathers records in one growing piece of memory. */
export interface Records {
  readonly count: number;
  /** Room for one more, to be written at once; valid until the next call. */
  next(): Buffer;
  bytes(): Buffer;
}

export function createRecords(width: number, expected = 1024): Records {
  let bytes = Buffer.alloc(expected * width);
  let count = 0;
  return {
    get count() {
      return count;
    },
    next() {
      if ((count + 1) * width > bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2);
      return bytes.subarray(count * width, ++count * width);
    },
    bytes: () => bytes.subarray(0, count * width),
  };
}

/** Compares the first eight bytes and only then the rest: hashes seldom agree in those. */
function compare(bytes: Buffer, view: DataView, width: number, hash: number) {
  return (a: number, b: number): number =>
    view.getUint32(a * width) - view.getUint32(b * width) ||
    view.getUint32(a * width + 4) - view.getUint32(b * width + 4) ||
    bytes.compare(bytes, b * width, b * width + hash, a * width, a * width + hash) ||
    a - b;
}

/**
 * Sorts by the hash; records with one hash keep their order.
 * @param width of a record
 * @param hash how many bytes of it are the hash
 * @returns the records themselves when they were in order
 */
export function sortRecords(bytes: Buffer, width: number, hash: number): Buffer {
  const count = bytes.length / width;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const order = compare(bytes, view, width, hash);
  let ordered = true;
  for (let i = 1; ordered && i < count; i++) ordered = order(i - 1, i) <= 0;
  if (ordered) return bytes;
  // By the first two bytes at one go; what is left to compare are a few records each.
  const starts = new Uint32Array(65_537);
  for (let i = 0; i < count; i++)
    starts[view.getUint16(i * width) + 1] = (starts[view.getUint16(i * width) + 1] ?? 0) + 1;
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  const places = starts.slice();
  const index = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const first = view.getUint16(i * width);
    index[places[first] as number] = i;
    places[first] = (places[first] as number) + 1;
  }
  const sorted = Buffer.allocUnsafe(bytes.length);
  for (let first = 0; first < 65_536; first++) {
    const [from, to] = [starts[first] as number, starts[first + 1] as number];
    const bucket = index.subarray(from, to);
    if (bucket.length > 1) bucket.sort(order);
    bucket.forEach((i, at) => bytes.copy(sorted, (from + at) * width, i * width, (i + 1) * width));
  }
  return sorted;
}

/** Where the first record stands whose hash is not below `start`; all of `width` and sorted. */
export function lowerBound(bytes: Buffer, width: number, start: Uint8Array): number {
  let [low, high] = [0, bytes.length / width];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = middle * width;
    if (bytes.compare(start, 0, start.length, at, at + start.length) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
