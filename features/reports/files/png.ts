import { crc32 } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Text, time and Exif chunks (PNG third edition §11.3): everything else is needed to show the picture. */
const telling = new Set(['tEXt', 'zTXt', 'iTXt', 'tIME', 'eXIf']);

/** A PNG without what tells about its maker. @returns undefined when it is not a whole PNG */
export function cleanPng(bytes: Buffer): Buffer | undefined {
  if (!bytes.subarray(0, 8).equals(signature)) return undefined;
  const kept: Buffer[] = [signature];
  let hasData = false;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    const chunk = bytes.subarray(at, end);
    const name = chunk.subarray(4, 8).toString('latin1');
    if (at === 8 && name !== 'IHDR') return undefined;
    if (crc32(chunk.subarray(4, -4)) !== chunk.readUInt32BE(chunk.length - 4)) return undefined;
    if (name === 'IDAT') hasData = true;
    if (!telling.has(name)) kept.push(chunk);
    if (name === 'IEND') return hasData ? Buffer.concat(kept) : undefined;
    at = end;
  }
  return undefined;
}
