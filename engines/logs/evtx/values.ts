import { utf16 } from './text.ts';

/** Types of BinXML values; {@link arrayFlag} is added for an array of them. */
export const valueType = {
  null: 0x00,
  string: 0x01,
  ansi: 0x02,
  int8: 0x03,
  uint8: 0x04,
  int16: 0x05,
  uint16: 0x06,
  int32: 0x07,
  uint32: 0x08,
  int64: 0x09,
  uint64: 0x0a,
  real32: 0x0b,
  real64: 0x0c,
  bool: 0x0d,
  binary: 0x0e,
  guid: 0x0f,
  size: 0x10,
  filetime: 0x11,
  systemtime: 0x12,
  sid: 0x13,
  hex32: 0x14,
  hex64: 0x15,
  binXml: 0x21,
} as const;
export const arrayFlag = 0x80;

/** Bytes of each type that has one size. */
export const fixedSize: Readonly<Record<number, number>> = {
  [valueType.null]: 0,
  [valueType.int8]: 1,
  [valueType.uint8]: 1,
  [valueType.int16]: 2,
  [valueType.uint16]: 2,
  [valueType.int32]: 4,
  [valueType.uint32]: 4,
  [valueType.int64]: 8,
  [valueType.uint64]: 8,
  [valueType.real32]: 4,
  [valueType.real64]: 8,
  [valueType.bool]: 4,
  [valueType.guid]: 16,
  [valueType.filetime]: 8,
  [valueType.systemtime]: 16,
  [valueType.hex32]: 4,
  [valueType.hex64]: 8,
};

/** Bytes and a view of the same bytes. */
interface Source {
  bytes: Uint8Array;
  view: DataView;
}

/**
 * One value, not an array, as text. Hexadecimal numbers are as Windows shows them and rules name them (`0x17`), or
 * padded to their width (`0x00000017`), as some converters do.
 *
 * A value whose size is not that of its type, or whose type is none, is given as its bytes in hexadecimal: the rest of
 * the record is still worth reading.
 *
 * @throws RangeError if the value ends behind the bytes.
 */
export function valueText(source: Source, type: number, at: number, size: number, padded: boolean): string {
  const { bytes, view } = source;
  const expected = fixedSize[type];
  if (expected !== undefined && expected !== size) return hexBytes(view, at, size);
  switch (type) {
    case valueType.null:
      return '';
    case valueType.string:
      return utf16(bytes, at, endOfText(view, at, size) >> 1);
    case valueType.ansi:
      return ansi(bytes.slice(at, at + size));
    case valueType.int8:
      return `${view.getInt8(at)}`;
    case valueType.uint8:
      return `${view.getUint8(at)}`;
    case valueType.int16:
      return `${view.getInt16(at, true)}`;
    case valueType.uint16:
      return `${view.getUint16(at, true)}`;
    case valueType.int32:
      return `${view.getInt32(at, true)}`;
    case valueType.uint32:
      return `${view.getUint32(at, true)}`;
    case valueType.int64:
      return `${view.getBigInt64(at, true)}`;
    case valueType.uint64:
      return unsigned(view, at);
    case valueType.real32:
      return `${Number(view.getFloat32(at, true).toPrecision(7))}`;
    case valueType.real64:
      return `${view.getFloat64(at, true)}`;
    case valueType.bool:
      return view.getUint32(at, true) === 0 ? 'false' : 'true';
    case valueType.binary:
      return hexBytes(view, at, size);
    case valueType.guid:
      return guid(view, at);
    case valueType.size:
      if (size === 4) return hex32(view, at, padded);
      return size === 8 ? hex64(view, at, padded) : hexBytes(view, at, size);
    case valueType.filetime:
      return filetime(view, at);
    case valueType.systemtime:
      return systemtime(view, at);
    case valueType.sid:
      return sid(view, at, size);
    case valueType.hex32:
      return hex32(view, at, padded);
    case valueType.hex64:
      return hex64(view, at, padded);
    default:
      return hexBytes(view, at, size);
  }
}

/** The values of an array: texts end with NUL, everything else has the size of its type. */
export function arrayTexts(source: Source, type: number, at: number, size: number, padded: boolean): string[] {
  const { view } = source;
  const texts: string[] = [];
  const end = at + size;
  if (type === valueType.string || type === valueType.ansi) {
    const unit = type === valueType.string ? 2 : 1;
    for (let start = at; start < end; ) {
      let stop = start;
      while (stop + unit <= end && (unit === 2 ? view.getUint16(stop, true) : view.getUint8(stop)) !== 0) stop += unit;
      texts.push(valueText(source, type, start, stop - start, padded));
      start = stop + unit;
    }
    return texts;
  }
  for (let start = at; start < end; ) {
    const wanted = type === valueType.sid ? 8 + 4 * view.getUint8(start + 1) : fixedSize[type];
    // Zero, unknown, or more than there is: the rest is one value.
    const one = wanted === undefined || wanted === 0 || start + wanted > end ? end - start : wanted;
    texts.push(valueText(source, type, start, one, padded));
    start += one;
  }
  return texts;
}

/** Bytes of a text without the NULs that some providers count in. */
function endOfText(view: DataView, at: number, size: number): number {
  let end = size & ~1;
  while (end > 0 && view.getUint16(at + end - 2, true) === 0) end -= 2;
  return end;
}

function ansi(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return new TextDecoder('windows-1252').decode(bytes.subarray(0, end));
}

function unsigned(view: DataView, at: number): string {
  const high = view.getUint32(at + 4, true);
  const low = view.getUint32(at, true);
  return high < 0x200000 ? `${high * 0x100000000 + low}` : `${view.getBigUint64(at, true)}`;
}

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase());

function hexBytes(view: DataView, at: number, size: number): string {
  let text = '';
  for (let i = 0; i < size; i++) text += pairs[view.getUint8(at + i)];
  return text;
}

function hex32(view: DataView, at: number, padded: boolean): string {
  const digits = view.getUint32(at, true).toString(16);
  return padded ? `0x${digits.padStart(8, '0')}` : `0x${digits}`;
}

function hex64(view: DataView, at: number, padded: boolean): string {
  const high = view.getUint32(at + 4, true);
  const low = view.getUint32(at, true).toString(16);
  if (padded) return `0x${high.toString(16).padStart(8, '0')}${low.padStart(8, '0')}`;
  return high === 0 ? `0x${low}` : `0x${high.toString(16)}${low.padStart(8, '0')}`;
}

function guid(view: DataView, at: number): string {
  const part = (size: number, from: number): string => {
    let text = '';
    for (let i = 0; i < size; i++) text += pairs[view.getUint8(from + i)];
    return text;
  };
  const swapped = (size: number, from: number): string => {
    let text = '';
    for (let i = size - 1; i >= 0; i--) text += pairs[view.getUint8(from + i)];
    return text;
  };
  return `{${swapped(4, at)}-${swapped(2, at + 4)}-${swapped(2, at + 6)}-${part(2, at + 8)}-${part(6, at + 10)}}`;
}

function sid(view: DataView, at: number, size: number): string {
  const count = size < 8 ? 0xff : view.getUint8(at + 1);
  if (size < 8 + 4 * count) return hexBytes(view, at, size);
  const authority = view.getUint16(at + 2) * 0x100000000 + view.getUint32(at + 4);
  let text = `S-${view.getUint8(at)}-${authority}`;
  for (let i = 0; i < count; i++) text += `-${view.getUint32(at + 8 + 4 * i, true)}`;
  return text;
}

/** Seconds from 1601, the epoch of FILETIME, to 1970. */
const epochGap = 11_644_473_600;
const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

/** A FILETIME (100 ns since 1601) as whole seconds since 1970 and what is left of it, in 100 ns. */
export function splitFiletime(view: DataView, at: number): { seconds: number; rest: number } {
  // Long division by 10^7 in digits of 16 bits, because 64 bits do not fit into a number.
  let seconds = 0;
  let rest = 0;
  for (let digit = 3; digit >= 0; digit--) {
    const value = rest * 65_536 + view.getUint16(at + 2 * digit, true);
    const quotient = Math.floor(value / 10_000_000);
    seconds = seconds * 65_536 + quotient;
    rest = value - quotient * 10_000_000;
  }
  return { seconds: seconds - epochGap, rest };
}

let knownDay = Number.NaN;
let knownDate = '';

/** `2019-04-27T15:57:25.868863200Z`; a year of five digits has a sign, as ISO 8601 wants it. */
function filetime(view: DataView, at: number): string {
  const { seconds, rest } = splitFiletime(view, at);
  const day = Math.floor(seconds / 86_400);
  if (day !== knownDay) {
    knownDate = new Date(day * 86_400_000).toISOString().slice(0, -14);
    knownDay = day;
  }
  const second = seconds - day * 86_400;
  const minute = Math.floor(second / 60);
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}:${two(second % 60)}`;
  return `${knownDate}T${time}.${`${rest}`.padStart(7, '0')}00Z`;
}

function systemtime(view: DataView, at: number): string {
  const part = (index: number): number => view.getUint16(at + 2 * index, true);
  const date = `${`${part(0)}`.padStart(4, '0')}-${two(part(1))}-${two(part(3))}`;
  return `${date}T${two(part(4))}:${two(part(5))}:${two(part(6))}.${`${part(7)}`.padStart(3, '0')}Z`;
}
