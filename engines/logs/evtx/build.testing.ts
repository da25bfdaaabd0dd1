import { crc32 } from './crc32.ts';

/** A writer of small Windows event logs, for tests: what they need and nothing more. */
export interface Value {
  type: number;
  /** A fragment is written for the place where it will stand. */
  bytes: readonly number[] | ((b: Binary) => void);
}

export const u16 = (n: number): number[] => [n & 0xff, (n >> 8) & 0xff];
export const u32 = (n: number): number[] => [...u16(n & 0xffff), ...u16(n >>> 16)];
export const u64 = (n: bigint): number[] => [...u32(Number(n & 0xffffffffn)), ...u32(Number((n >> 32n) & 0xffffffffn))];
export const utf16 = (text: string): number[] =>
  [...text].flatMap((c) => c.split('').flatMap((u) => u16(u.charCodeAt(0))));

/** BinXML of one chunk at a known place. Names are written where they are first used, as Windows does. */
export class Binary {
  readonly bytes: number[];
  readonly start: number;
  readonly names: Map<string, number>;

  constructor(start: number, names = new Map<string, number>()) {
    this.bytes = [];
    this.start = start;
    this.names = names;
  }

  get at(): number {
    return this.start + this.bytes.length;
  }

  put(...bytes: number[]): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  name(name: string): this {
    const known = this.names.get(name);
    if (known !== undefined) return this.put(...u32(known));
    this.names.set(name, this.at + 4);
    return this.put(...u32(this.at + 4), ...u32(0), ...u16(0), ...u16(name.length), ...utf16(name), 0, 0);
  }

  /** `dependency` undefined: an element outside of templates, which has none. */
  element(
    name: string,
    attributes: Readonly<Record<string, (b: Binary) => void>>,
    content?: (b: Binary) => void,
    dependency?: number,
  ): this {
    const pairs = Object.entries(attributes);
    this.put(pairs.length > 0 ? 0x41 : 0x01);
    if (dependency !== undefined) this.put(...u16(dependency));
    this.put(...u32(0)).name(name);
    if (pairs.length > 0) {
      const hole = this.bytes.length;
      this.put(0, 0, 0, 0);
      pairs.forEach(([key, fill], i) => {
        this.put(i + 1 < pairs.length ? 0x46 : 0x06).name(key);
        fill(this);
      });
      u32(this.bytes.length - hole - 4).forEach((byte, i) => {
        this.bytes[hole + i] = byte;
      });
    }
    if (content === undefined) return this.put(0x03);
    this.put(0x02);
    content(this);
    return this.put(0x04);
  }

  text(text: string): this {
    return this.put(0x05, 0x01, ...u16(text.length), ...utf16(text));
  }

  hole(index: number, type = 0x01, optional = false): this {
    return this.put(optional ? 0x0e : 0x0d, ...u16(index), type);
  }

  /** An instance with its definition beside it; `known` is a definition that was written before. Gives its offset. */
  instance(values: readonly Value[], definition: ((b: Binary) => void) | number): number {
    this.put(0x0c, 1, ...u32(7));
    let offset: number;
    if (typeof definition === 'number') {
      offset = definition;
      this.put(...u32(offset));
    } else {
      offset = this.at + 4;
      this.put(...u32(offset), ...u32(0), ...u64(0n), ...u64(0n));
      const body = new Binary(this.at + 4, this.names).put(0x0f, 1, 1, 0);
      definition(body);
      body.put(0);
      this.put(...u32(body.bytes.length), ...body.bytes);
    }
    this.put(...u32(values.length));
    const start = this.at + 4 * values.length;
    // Once to learn the sizes (names may be written or only named, wherever it stands), once in its place.
    const sizes = placed(values, start, new Map(this.names)).map((bytes) => bytes.length);
    values.forEach(({ type }, i) => this.put(...u16(sizes[i] ?? 0), type, 0));
    for (const bytes of placed(values, start, this.names)) this.put(...bytes);
    return offset;
  }
}

function placed(values: readonly Value[], start: number, names: Map<string, number>): (readonly number[])[] {
  let at = start;
  return values.map(({ bytes }) => {
    let written = bytes;
    if (typeof written === 'function') {
      const body = new Binary(at, names).put(0x0f, 1, 1, 0);
      written(body);
      written = body.put(0).bytes;
    }
    at += written.length;
    return written;
  });
}

/** A chunk of records, each written by one of the functions. */
export function chunkOf(...records: readonly ((b: Binary) => void)[]): Uint8Array {
  const chunk = new Uint8Array(65_536);
  chunk.set(Buffer.from('ElfChnk\0', 'latin1'));
  const names = new Map<string, number>();
  let at = 512;
  records.forEach((write, i) => {
    const body = new Binary(at + 24, names).put(0x0f, 1, 1, 0);
    write(body);
    body.put(0);
    while (body.bytes.length % 8 !== 4) body.put(0);
    const size = body.bytes.length + 28;
    chunk.set([0x2a, 0x2a, 0, 0, ...u32(size), ...u64(BigInt(i + 1)), ...u64(written)], at);
    chunk.set(body.bytes, at + 24);
    chunk.set(u32(size), at + size - 4);
    at += size;
  });
  chunk.set(u32(128), 40);
  chunk.set(u32(at), 48);
  return sealed(chunk);
}

/** Both checksums of a chunk as they must be. */
export function sealed(chunk: Uint8Array): Uint8Array {
  const free = new DataView(chunk.buffer, chunk.byteOffset).getUint32(48, true);
  chunk.set(u32(crc32(chunk, [512, free])), 52);
  chunk.set(u32(crc32(chunk, [0, 120], [128, 512])), 124);
  return chunk;
}

/** 2024-02-29T12:34:56.7890123Z as FILETIME: 100 ns since 1601. */
export const written = BigInt(Date.UTC(2024, 1, 29, 12, 34, 56, 789) + 11_644_473_600_000) * 10_000n + 123n;

export function logOf(...chunks: readonly Uint8Array[]): Uint8Array {
  const log = new Uint8Array(4096 + 65_536 * chunks.length);
  log.set(Buffer.from('ElfFile\0', 'latin1'));
  log.set([...u32(128), ...u16(1), ...u16(3), ...u16(4096), ...u16(chunks.length)], 32);
  log.set(u32(crc32(log, [0, 120])), 124);
  chunks.forEach((chunk, i) => log.set(chunk, 4096 + 65_536 * i));
  return log;
}

const none = 0xffff;

/** The template of a usual event: System by values 0-4 and the user data in value 5. */
export function usualTemplate(b: Binary): void {
  const filled = (name: string, index: number, type: number): unknown =>
    b.element(name, {}, () => b.hole(index, type, true), none);
  b.element(
    'Event',
    { xmlns: (a) => a.text('http://schemas.microsoft.com/win/2004/08/events/event') },
    () => {
      b.element(
        'System',
        {},
        () => {
          b.element('Provider', { Name: (a) => a.text('Test-Provider') }, undefined, none);
          b.element('EventID', { Qualifiers: (a) => a.hole(1, 0x06, true) }, () => b.hole(0, 0x06, true), none);
          b.element('Version', {}, () => b.hole(2, 0x04, true), 2);
          b.element('TimeCreated', { SystemTime: (a) => a.hole(3, 0x11, true) }, undefined, none);
          filled('Keywords', 4, 0x15);
          b.element('Channel', {}, () => b.text('Test & more'), none);
        },
        none,
      );
      b.hole(5, 0x21, true);
    },
    none,
  );
}

export const noValue: Value = { type: 0, bytes: [] };
export const text = (value: string): Value => ({ type: 1, bytes: utf16(value) });

/** Values of {@link usualTemplate}; the last one is a fragment. */
export const usualValues = (id: number, data: Value): Value[] => [
  { type: 0x06, bytes: u16(id) },
  noValue,
  noValue,
  { type: 0x11, bytes: u64(written) },
  { type: 0x15, bytes: u64(0x8020_0000_0000_0000n) },
  data,
];
