/** More by half, and of many by a quarter: a row costs little, a million of them do not. */
export const roomFor = (length: number): number => length + (length >>> (length < 65_536 ? 1 : 2));

/** The same bytes in a longer buffer. */
export function longer(buffer: ArrayBufferLike, bytes: number): ArrayBuffer {
  const copy = new Uint8Array(bytes);
  copy.set(new Uint8Array(buffer));
  return copy.buffer;
}
