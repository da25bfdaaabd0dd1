/** A run of bytes in the wire format of Protocol Buffers, and how far it was read. */
export interface Wire {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  readonly end: number;
}

/** The bytes are not in the wire format. Thrown inside this folder only. */
export class WireError extends Error {}

export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

export function openWire(bytes: Uint8Array): Wire {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, end: bytes.length };
}

/** The number of the next field times 8 plus its wire type; 0 at the end. */
export function readTag(wire: Wire): number {
  if (wire.at >= wire.end) return 0;
  const tag = readUint32(wire);
  if (tag >>> 3 === 0) throw new WireError('field 0');
  return tag;
}

/** Of a varint the lower 32 bits, unsigned. */
export function readUint32(wire: Wire): number {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = next(wire);
    if (shift < 32) value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
  throw new WireError('a varint without end');
}

/** A varint as a signed number of 64 bits. */
export function readInt64(wire: Wire): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = next(wire);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asIntN(64, value);
  }
  throw new WireError('a varint without end');
}

export function readFixed64(wire: Wire): bigint {
  const at = skipBytes(wire, 8);
  return wire.view.getBigUint64(at, true);
}

export function readDouble(wire: Wire): number {
  const at = skipBytes(wire, 8);
  return wire.view.getFloat64(at, true);
}

/** The content of a field of bytes, as a view: nothing is copied. */
export function readBytes(wire: Wire): Uint8Array {
  const length = readUint32(wire);
  const at = skipBytes(wire, length);
  return wire.bytes.subarray(at, at + length);
}

/** The content of an inner message. */
export function readMessage(wire: Wire): Wire {
  const length = readUint32(wire);
  const at = skipBytes(wire, length);
  return { bytes: wire.bytes, view: wire.view, at, end: at + length };
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Up to this length building text by hand is quicker than calling the decoder. */
const shortText = 24;

/** Text; what is not UTF-8 becomes U+FFFD. */
export function readText(wire: Wire): string {
  const length = readUint32(wire);
  const at = skipBytes(wire, length);
  if (length <= shortText) {
    let text = '';
    let seen = 0;
    for (let i = at; i < at + length; i++) {
      const byte = wire.bytes[i] as number;
      seen |= byte;
      text += String.fromCharCode(byte);
    }
    if (seen < 0x80) return text;
  }
  return utf8.decode(wire.bytes.subarray(at, at + length));
}

/** Lets a field by that is not known, or that has another wire type than it should. */
export function skip(wire: Wire, wireType: number): void {
  switch (wireType) {
    case wireTypes.varint:
      readUint32(wire);
      return;
    case wireTypes.fixed64:
      skipBytes(wire, 8);
      return;
    case wireTypes.bytes:
      skipBytes(wire, readUint32(wire));
      return;
    case wireTypes.fixed32:
      skipBytes(wire, 4);
      return;
    default:
      // Groups went out of use long before this format.
      throw new WireError(`wire type ${wireType}`);
  }
}

function next(wire: Wire): number {
  if (wire.at >= wire.end) throw new WireError('cut off');
  return wire.bytes[wire.at++] as number;
}

/** Where the skipped bytes begin. */
function skipBytes(wire: Wire, length: number): number {
  const at = wire.at;
  if (length > wire.end - at) throw new WireError('cut off');
  wire.at = at + length;
  return at;
}
