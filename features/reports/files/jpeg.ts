const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;
const APP1 = 0xe1;

/**
 * A JPEG (ITU-T T.81 annex B) without comments and application data; only JFIF, the colour profile, Adobe's colour
 * mark and the picture's orientation stay. @returns undefined when it is not a whole JPEG
 */
export function cleanJpeg(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xff00 + SOI) return undefined;
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let orientation = 1;
  let hasFrame = false;
  let hasScan = false;
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === EOI) {
      if (!hasFrame || !hasScan) return undefined;
      if (orientation > 1) kept.splice(1, 0, orientationSegment(orientation));
      return Buffer.concat([...kept, bytes.subarray(at, at + 2)]);
    }
    if (at + 4 > bytes.length) return undefined;
    let end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end < at + 4 || end > bytes.length) return undefined;
    if (marker === SOS) {
      end = endOfScan(bytes, end);
      hasScan = true;
    }
    if (isFrame(marker)) hasFrame = true;
    const segment = bytes.subarray(at, end);
    if (marker === APP1) orientation = orientationOf(segment) ?? orientation;
    if (isKept(marker)) kept.push(segment);
    at = end;
  }
  return undefined;
}

const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Application data is dropped but for 0 (JFIF), 2 (colour profile) and 14 (Adobe's colour transform). */
function isKept(marker: number): boolean {
  const application = marker >= 0xe0 && marker <= 0xef;
  return application ? [0xe0, 0xe2, 0xee].includes(marker) : marker !== COM;
}

/** Inside a scan `FF 00` is a byte and `FF D0…D7` a restart; any other marker ends it. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1] as number;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

/** Tag 0x0112 of the first directory of an Exif segment. */
function orientationOf(segment: Buffer): number | undefined {
  if (segment.subarray(4, 10).toString('latin1') !== 'Exif\0\0' || segment.length < 20) return undefined;
  const tiff = segment.subarray(10);
  const little = tiff.subarray(0, 2).toString('latin1') === 'II';
  const u16 = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directory = u32(4);
  const entries = Math.min(u16(directory), 200);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * 12;
    if (u16(entry) === 0x0112) {
      const value = u16(entry + 8);
      return value >= 1 && value <= 8 ? value : undefined;
    }
  }
  return undefined;
}

/** An Exif segment that holds nothing but which way is up. */
function orientationSegment(orientation: number): Buffer {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from([0xff, APP1, 0, 34]), Buffer.from('Exif\0\0', 'latin1'), Buffer.from(tiff)]);
}
