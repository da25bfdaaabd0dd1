const table = new Uint32Array(256).map((_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 (IEEE 802.3) of some stretches of bytes, taken as one. */
export function crc32(bytes: Uint8Array, ...stretches: readonly (readonly [start: number, end: number])[]): number {
  let c = 0xffffffff;
  for (const [start, end] of stretches) {
    for (let at = start; at < end; at++) c = (table[(c ^ (bytes[at] as number)) & 0xff] as number) ^ (c >>> 8);
  }
  return (c ^ 0xffffffff) >>> 0;
}
