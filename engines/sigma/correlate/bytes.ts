/** Numbers and text into bytes that grow as needed. */
export interface Writer {
  number(value: number): void;
  text(value: string): void;
  bytes(value: Uint8Array): void;
  finish(): Uint8Array;
}

/** Reads what a {@link Writer} wrote. @throws Error if the bytes end too early */
export interface Reader {
  number(): number;
  /** A whole number between 0 and what could still follow at one byte each: how often something stands here. */
  count(): number;
  text(): string;
  bytes(): Uint8Array;
}

/** A small whole number takes one byte; 254 announces 32 bits, 255 a double. */
const WORD = 254;
const DOUBLE = 255;

export function createWriter(): Writer {
  let view = new DataView(new ArrayBuffer(1 << 16));
  let at = 0;
  const room = (bytes: number): void => {
    if (at + bytes <= view.byteLength) return;
    const larger = new Uint8Array(Math.max(at + bytes, view.byteLength * 2));
    larger.set(new Uint8Array(view.buffer));
    view = new DataView(larger.buffer);
  };
  const number = (value: number): void => {
    room(9);
    if (value >= 0 && value < WORD && Number.isInteger(value) && !Object.is(value, -0)) view.setUint8(at++, value);
    else if (value === value >>> 0 && !Object.is(value, -0)) {
      view.setUint8(at, WORD);
      view.setUint32(at + 1, value, true);
      at += 5;
    } else {
      view.setUint8(at, DOUBLE);
      view.setFloat64(at + 1, value, true);
      at += 9;
    }
  };
  return {
    number,
    text(value) {
      let wide = false;
      for (let i = 0; i < value.length && !wide; i++) wide = value.charCodeAt(i) > 255;
      number(value.length * 2 + (wide ? 1 : 0));
      room(value.length * 2);
      for (let i = 0; i < value.length; i++) {
        if (wide) view.setUint16(at + 2 * i, value.charCodeAt(i), true);
        else view.setUint8(at + i, value.charCodeAt(i));
      }
      at += wide ? value.length * 2 : value.length;
    },
    bytes(value) {
      number(value.length);
      room(value.length);
      new Uint8Array(view.buffer).set(value, at);
      at += value.length;
    },
    finish: () => new Uint8Array(view.buffer.slice(0, at)),
  };
}

export function createReader(bytes: Uint8Array): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const need = (length: number): void => {
    if (at + length > bytes.length) throw new Error('the snapshot of the correlations ends too early');
  };
  const number = (): number => {
    need(1);
    const first = view.getUint8(at++);
    if (first < WORD) return first;
    need(first === WORD ? 4 : 8);
    const value = first === WORD ? view.getUint32(at, true) : view.getFloat64(at, true);
    at += first === WORD ? 4 : 8;
    return value;
  };
  const count = (most: number): number => {
    const value = number();
    if (!(Number.isInteger(value) && value >= 0 && value <= most)) {
      throw new Error('the snapshot of the correlations is damaged');
    }
    return value;
  };
  return {
    number,
    count: () => count(bytes.length - at),
    text() {
      const head = count(2 * bytes.length + 1);
      const wide = head % 2 === 1;
      const length = head >>> 1;
      need(wide ? 2 * length : length);
      let text = '';
      for (let start = 0; start < length; start += 4096) {
        const units: number[] = [];
        for (let i = start; i < Math.min(length, start + 4096); i++) {
          units.push(wide ? view.getUint16(at + 2 * i, true) : view.getUint8(at + i));
        }
        text += String.fromCharCode(...units);
      }
      at += wide ? 2 * length : length;
      return text;
    },
    bytes() {
      const length = count(bytes.length - at);
      need(length);
      at += length;
      return bytes.subarray(at - length, at);
    },
  };
}

/** FNV-1a of 32 bits: tells a snapshot that was damaged on its way. */
export function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}
