/** In a VP8X header: there is Exif (bit 3), there is XMP (bit 2). */
const telling = 0b1100;

/** A WebP (RFC 9649) without Exif and XMP. @returns undefined when it is not a whole WebP */
export function cleanWebp(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 20 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') {
    return undefined;
  }
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) return undefined;
  const kept: Buffer[] = [];
  let hasPicture = false;
  let at = 12;
  while (at + 8 <= end) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const next = at + 8 + size + (size & 1);
    if (next > end) return undefined;
    const chunk = Buffer.from(bytes.subarray(at, next));
    if (name === 'VP8X' && size >= 1) chunk[8] = (chunk[8] as number) & ~telling;
    if (name === 'VP8 ' || name === 'VP8L' || name === 'ANMF') hasPicture = true;
    if (name !== 'EXIF' && name !== 'XMP ') kept.push(chunk);
    at = next;
  }
  if (!hasPicture || at !== end) return undefined;
  const body = Buffer.concat(kept);
  const head = Buffer.alloc(12);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  head.write('WEBP', 8, 'latin1');
  return Buffer.concat([head, body]);
}
