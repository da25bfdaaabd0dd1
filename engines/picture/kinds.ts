/** What a file is by its first bytes, whatever it is called. */
export type PictureKind = 'png' | 'jpeg' | 'webp' | 'gif' | 'bmp' | 'heic' | 'avif' | 'svg' | 'pdf' | 'other';

export interface Sniffed {
  kind: PictureKind;
  /** Pixels as stored; 0 when the kind has none or they were not found. */
  width: number;
  height: number;
  /** Exif orientation 1–8 of a JPEG: which way is up. */
  turn: number;
}

/**
 * Reads kind and size without decoding anything: a file of a few kilobytes can claim 400 million pixels, and that must
 * be known before memory is taken for them.
 *
 * @param bytes the file, or its beginning: a JPEG may carry 64 KiB of other things before its size
 */
export function sniffPicture(bytes: Uint8Array): Sniffed {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (from: number, length: number) => String.fromCharCode(...bytes.subarray(from, from + length));
  const found = (kind: PictureKind, width = 0, height = 0, turn = 1): Sniffed => ({ kind, width, height, turn });
  if (at(0, 8) === '\x89PNG\r\n\x1a\n') {
    return bytes.length < 24 ? found('png') : found('png', view.getUint32(16), view.getUint32(20));
  }
  if (at(0, 3) === '\xff\xd8\xff') return jpeg(view);
  if (at(0, 4) === 'RIFF' && at(8, 4) === 'WEBP') return found('webp', ...webpSize(view, at(12, 4)));
  if (/^GIF8[79]a$/.test(at(0, 6))) {
    return bytes.length < 10 ? found('gif') : found('gif', view.getUint16(6, true), view.getUint16(8, true));
  }
  if (at(0, 2) === 'BM' && bytes.length > 26) {
    return found('bmp', Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true)));
  }
  if (at(4, 4) === 'ftyp')
    return found(/avi[fs]/.test(at(8, 24)) ? 'avif' : /hei|hev|mif1|msf1/.test(at(8, 24)) ? 'heic' : 'other');
  if (at(0, 5) === '%PDF-') return found('pdf');
  return found(/<svg[\s>]/i.test(at(0, 1024)) ? 'svg' : 'other');
}

/** Walks the segments up to the frame header, which holds the size (ITU-T T.81 annex B). */
function jpeg(view: DataView): Sniffed {
  const found: Sniffed = { kind: 'jpeg', width: 0, height: 0, turn: 1 };
  let at = 2;
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { ...found, width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1) found.turn = turnOf(view, at + 4, Math.min(at + 2 + length, view.byteLength)) ?? found.turn;
    if (marker === 0xda || length < 2) return found;
    at += 2 + length;
  }
  return found;
}

/** Tag 0x0112 of the first directory of an Exif segment. */
function turnOf(view: DataView, from: number, end: number): number | undefined {
  const tiff = from + 6;
  if (tiff + 8 > end || view.getUint32(from) !== 0x45786966) return undefined;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > end) return undefined;
  const entries = view.getUint16(directory, little);
  for (let entry = directory + 2; entry + 12 <= end && entry < directory + 2 + entries * 12; entry += 12) {
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const turn = view.getUint16(entry + 8, little);
    return turn >= 1 && turn <= 8 ? turn : undefined;
  }
  return undefined;
}

/** Three ways of writing it (RFC 9649): lossy, lossless, extended. */
function webpSize(view: DataView, chunk: string): [number, number] {
  if (view.byteLength < 30) return [0, 0];
  const u24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (chunk === 'VP8X') return [u24(24) + 1, u24(27) + 1];
  if (chunk === 'VP8 ') return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  if (chunk !== 'VP8L') return [0, 0];
  const bits = view.getUint32(21, true);
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}

/**
 * Whether a file goes on to its end: browsers show the upper half of a picture that was cut off without a word, and
 * half a message must not be judged as if it were whole.
 */
export function isWhole(kind: PictureKind, bytes: Uint8Array): boolean {
  if (kind === 'png') return endsWith(bytes, [0x49, 0x45, 0x4e, 0x44], bytes.length - 65_536);
  // A small copy of the photo, in its first part, ends in the same way. Phones add films behind the end.
  if (kind === 'jpeg') return endsWith(bytes, [0xff, 0xd9], bytes.length >> 1);
  if (kind !== 'webp') return true;
  return bytes.length >= 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
}

function endsWith(bytes: Uint8Array, mark: readonly number[], from: number): boolean {
  for (let at = bytes.length - mark.length; at >= Math.max(0, from); at--) {
    if (mark.every((byte, i) => bytes[at + i] === byte)) return true;
  }
  return false;
}
