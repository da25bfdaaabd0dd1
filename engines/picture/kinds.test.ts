import { describe, expect, it } from 'vitest';
import { isWhole, type PictureKind, sniffPicture } from './kinds.ts';

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const u16 = (value: number) => String.fromCharCode(value >> 8, value & 255);
const u32 = (value: number) => u16(value >>> 16) + u16(value & 0xffff);

const png = (width: number, height: number) =>
  `\x89PNG\r\n\x1a\n${u32(13)}IHDR${u32(width)}${u32(height)}\x08\x02\0\0\0\0\0\0\0${u32(0)}IEND\xae\x42\x60\x82`;
const exif = (turn: number) =>
  `\xff\xe1${u16(34)}Exif\0\0MM\0\x2a${u32(8)}${u16(1)}${u16(0x0112)}${u16(3)}${u32(1)}${u16(turn)}${u16(0)}${u32(0)}`;
const jpeg = (width: number, height: number, before = '') =>
  `\xff\xd8${before}\xff\xc2${u16(11)}\x08${u16(height)}${u16(width)}\x01\x11\0\0\xff\xda${u16(2)}rows\xff\xd9`;
const webp = (chunk: string, size: string) => `RIFF\x30\0\0\0WEBP${chunk}\x0a\0\0\0${size}`.padEnd(56, '\0');

describe('sniffPicture', () => {
  it.each<[string, string, PictureKind, number, number, number]>([
    ['PNG', png(20_000, 20_000), 'png', 20_000, 20_000, 1],
    ['JPEG', jpeg(1080, 2400), 'jpeg', 1080, 2400, 1],
    ['JPEG on its side', jpeg(4000, 3000, exif(6)), 'jpeg', 4000, 3000, 6],
    ['JPEG with an impossible turn', jpeg(4, 3, exif(9)), 'jpeg', 4, 3, 1],
    ['lossy WebP', webp('VP8 ', '\0\0\0\x9d\x01\x2a\x38\x04\x60\x09'), 'webp', 1080, 2400, 1],
    ['lossless WebP', webp('VP8L', '\x2f\x37\xc4\x57\x02'), 'webp', 1080, 2400, 1],
    ['extended WebP', webp('VP8X', '\0\0\0\0\x37\x04\0\x5f\x09\0'), 'webp', 1080, 2400, 1],
    ['GIF', 'GIF89a\x38\x04\x60\x09', 'gif', 1080, 2400, 1],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'heic', 0, 0, 1],
    ['AVIF', '\0\0\0\x1cftypavif\0\0\0\0avifmif1', 'avif', 0, 0, 1],
    ['film', '\0\0\0\x18ftypmp42\0\0\0\0isommp42', 'other', 0, 0, 1],
    ['SVG', '<?xml version="1.0"?>\n<svg width="9e9">', 'svg', 0, 0, 1],
    ['PDF', '%PDF-1.7', 'pdf', 0, 0, 1],
    ['text', 'Tai khoan cua ban', 'other', 0, 0, 1],
    ['nothing', '', 'other', 0, 0, 1],
  ])('%s', (_name, file, kind, width, height, turn) => {
    expect(sniffPicture(latin(file))).toEqual({ kind, width, height, turn });
  });

  it('takes every beginning of a file without failing', () => {
    for (const file of [png(3, 3), jpeg(3, 3, exif(6)), webp('VP8X', '\0'.repeat(10)), webp('VP8L', '')]) {
      for (let length = 0; length <= file.length; length++) {
        expect(() => sniffPicture(latin(file.slice(0, length)))).not.toThrow();
      }
    }
  });
});

describe('isWhole', () => {
  it('tells a file that was cut off', () => {
    const small = `${jpeg(160, 120)}`;
    const photo = jpeg(4000, 3000, `\xff\xe1${u16(2 + small.length)}${small}`).replace(
      /rows(?=\xff\xd9$)/,
      'rows'.repeat(99),
    );
    const files: [PictureKind, string][] = [
      ['png', png(3, 3)],
      ['jpeg', photo],
      ['webp', webp('VP8 ', '')],
    ];
    for (const [kind, file] of files) {
      expect(isWhole(kind, latin(file)), kind).toBe(true);
      expect(isWhole(kind, latin(file.slice(0, file.length - 9))), kind).toBe(false);
    }
    expect(isWhole('jpeg', latin(`${photo}a film behind it`))).toBe(true);
  });
});
