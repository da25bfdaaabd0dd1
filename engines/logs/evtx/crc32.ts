/** Four tables of 256, for four bytes a turn: table k is table 0 followed by k zero bytes. */
const tables = new Uint32Array(1024);
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  tables[n] = c;
}
for (let n = 256; n < 1024; n++) {
  const before = tables[n - 256] as number;
  tables[n] = (tables[before & 0xff] as number) ^ (before >>> 8);
}

/** CRC-32 (IEEE 802.3) of some stretches of bytes, taken as one. */
export function crc32(bytes: Uint8Array, ...stretches: readonly (readonly [start: number, end: number])[]): number {
  const t = tables;
  let c = -1;
  for (const [start, end] of stretches) {
    let at = start;
    for (; at + 4 <= end; at += 4) {
      c ^=
        (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24);
      c =
        (t[768 + (c & 0xff)] as number) ^
        (t[512 + ((c >>> 8) & 0xff)] as number) ^
        (t[256 + ((c >>> 16) & 0xff)] as number) ^
        (t[c >>> 24] as number);
    }
    for (; at < end; at++) c = (t[(c ^ (bytes[at] as number)) & 0xff] as number) ^ (c >>> 8);
  }
  return ~c >>> 0;
}
