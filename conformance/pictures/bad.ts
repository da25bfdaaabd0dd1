import { crc32, deflateSync } from 'node:zlib';

/** A file that is no picture to read, what the API calls that, and the sentence on the device. */
export interface BadFile {
  name: string;
  mime: string;
  bytes: Buffer;
  code: 'picture.kind' | 'picture.too-large' | 'picture.broken';
  /** Key of the page's message. */
  said: 'picture_kind' | 'picture_large' | 'picture_broken';
}

/** @param screenshot a good PNG; @param photo a good JPEG */
export function badFiles(screenshot: Buffer, photo: Buffer): BadFile[] {
  const part = (file: Buffer) => file.subarray(0, Math.floor(file.length * 0.6));
  const kind = { code: 'picture.kind', said: 'picture_kind' } as const;
  const broken = { code: 'picture.broken', said: 'picture_broken' } as const;
  const large = { code: 'picture.too-large', said: 'picture_large' } as const;
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(4000)]);
  return [
    { name: 'cut-off.png', mime: 'image/png', bytes: part(screenshot), ...broken },
    { name: 'cut-off.jpg', mime: 'image/jpeg', bytes: part(photo), ...broken },
    { name: 'bomb.png', mime: 'image/png', bytes: bomb(20_000), ...large },
    { name: 'photo.heic', mime: 'image/heic', bytes: heic, ...kind },
    {
      name: 'drawing.svg',
      mime: 'image/svg+xml',
      bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      ...kind,
    },
    {
      name: 'letter.pdf',
      mime: 'application/pdf',
      bytes: Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n'),
      ...kind,
    },
    { name: 'renamed.png', mime: 'image/png', bytes: Buffer.from('Tài khoản của bạn sẽ bị khóa.'), ...kind },
  ];
}

/** A sound PNG of `side` × `side` black pixels in some fifty kilobytes. */
function bomb(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
