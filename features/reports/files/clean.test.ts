import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanFile } from './clean.ts';

const secret = 'GPS 21.3869 103.0230 Nguyễn Văn A';

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Exif, big-endian, with the orientation and one text. */
function exif(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM', 0, 'latin1');
  tiff.writeUInt16BE(42, 2);
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from(secret)]);
}

const scan = Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]);
const jpeg = (orientation: number) =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0')),
    segment(0xe1, exif(orientation)),
    segment(0xed, Buffer.from(secret)),
    segment(0xfe, Buffer.from(secret)),
    segment(0xc0, Buffer.alloc(9)),
    segment(0xda, Buffer.alloc(6)),
    scan,
    Buffer.from([0xff, 0xd9]),
  ]);

function chunk(name: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'),
  chunk('IHDR', header),
  chunk('tEXt', Buffer.from(secret)),
  chunk('eXIf', exif(1)),
  chunk('IDAT', deflateSync(Buffer.from([0, 0]))),
  chunk('IEND', Buffer.alloc(0)),
]);

function riff(...chunks: [string, Buffer][]): Buffer {
  const body = Buffer.concat(
    chunks.map(([name, content]) => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(content.length);
      return Buffer.concat([Buffer.from(name, 'latin1'), size, content, Buffer.alloc(content.length & 1)]);
    }),
  );
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length + 4);
  return Buffer.concat([Buffer.from('RIFF'), size, Buffer.from('WEBP'), body]);
}

const webp = riff(
  ['VP8X', Buffer.from([0b11100, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['VP8 ', Buffer.alloc(11, 7)],
  ['EXIF', Buffer.from(secret)],
  ['XMP ', Buffer.from(secret)],
);
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n');

test('pictures lose what tells about the sender and stay whole', () => {
  const cleaned = cleanFile(jpeg(1));
  expect(cleaned?.mime).toBe('image/jpeg');
  expect(cleaned?.bytes.includes(secret)).toBe(false);
  expect(cleaned?.bytes.includes(scan)).toBe(true);
  expect(cleanFile(png)).toMatchObject({ mime: 'image/png' });
  expect(cleanFile(png)?.bytes.includes('GPS')).toBe(false);
  expect(cleanFile(png)?.bytes.includes('IDAT')).toBe(true);
  const web = cleanFile(webp);
  expect(web?.mime).toBe('image/webp');
  expect(web?.bytes.includes('GPS')).toBe(false);
  expect(web?.bytes[20]).toBe(0b10000);
  expect(web?.bytes.readUInt32LE(4)).toBe((web?.bytes.length ?? 0) - 8);
});

test('a photograph keeps which way is up, and nothing else of its Exif', () => {
  const once = cleanFile(jpeg(6))?.bytes;
  expect(once?.includes('Exif')).toBe(true);
  expect(once?.includes('GPS')).toBe(false);
  expect(cleanFile(once ?? Buffer.alloc(0))?.bytes).toEqual(once);
});

test('what hangs on behind a picture is cut off', () => {
  for (const file of [jpeg(1), png]) {
    const tail = cleanFile(Buffer.concat([file, Buffer.from('<script>alert(1)</script>')]));
    expect(tail?.bytes).toEqual(cleanFile(file)?.bytes);
  }
});

test('a PDF stays as it is', () => {
  expect(cleanFile(pdf)).toEqual({ mime: 'application/pdf', bytes: pdf });
});

test('half files, other files and disguised files are refused', () => {
  for (const file of [jpeg(1), png, webp, pdf]) expect(cleanFile(file.subarray(0, file.length >> 1))).toBeUndefined();
  for (const other of ['', 'MZ\x90', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF89a', 'PK\x03\x04', '%PDF-'])
    expect(cleanFile(Buffer.from(other))).toBeUndefined();
  const wrongSum = Buffer.from(png);
  wrongSum[20] = (wrongSum[20] as number) ^ 1;
  expect(cleanFile(wrongSum)).toBeUndefined();
});

test('no bytes break it', () => {
  const files = [jpeg(3), png, webp, pdf];
  fc.assert(
    fc.property(fc.nat(3), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 8 }), (which, changes) => {
      const file = Buffer.from(files[which] as Buffer);
      for (const [at, value] of changes) if (at < file.length) file[at] = value;
      const cleaned = cleanFile(file);
      if (cleaned) expect(cleanFile(cleaned.bytes)?.mime).toBe(cleaned.mime);
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => void cleanFile(Buffer.from(bytes))));
});
