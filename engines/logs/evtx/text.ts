const few = 12;
/** Lists of every short length, used again: a new one for each name and number is a burden for the collector. */
const lists = Array.from({ length: few + 1 }, (_, length) => Array.from({ length }, () => 0));
const most = 4096;
const low = new Uint8Array(most);
const ascii = new TextDecoder('latin1');

/**
 * UTF-16LE units to a string, broken pairs as they are. The bytes may start at an odd offset, so no Uint16Array can be
 * laid over them. Texts that are all ASCII, which nearly all are, become strings of one byte a sign, half as large as
 * those that a decoder of UTF-16 makes, and faster to search.
 *
 * @throws RangeError if the text ends behind the bytes.
 */
export function utf16(bytes: Uint8Array, start: number, units: number): string {
  const end = start + 2 * units;
  if (start < 0 || end > bytes.length) throw new RangeError('text outside the chunk');
  if (units <= few) return short(bytes, start, units);
  if (units <= most) return long(bytes, start, units);
  let text = '';
  for (let at = start; at < end; at += 2 * most) text += long(bytes, at, Math.min(most, (end - at) >> 1));
  return text;
}

function short(bytes: Uint8Array, start: number, units: number): string {
  const list = lists[units] as number[];
  for (let i = 0, at = start; i < units; i++, at += 2) list[i] = unitAt(bytes, at);
  return String.fromCharCode.apply(null, list);
}

function long(bytes: Uint8Array, start: number, units: number): string {
  let high = 0;
  for (let i = 0, at = start; i < units; i++, at += 2) {
    const byte = bytes[at] as number;
    low[i] = byte;
    high |= (bytes[at + 1] as number) | (byte & 0x80);
  }
  if (high === 0) return ascii.decode(low.subarray(0, units));
  const list: number[] = [];
  for (let i = 0, at = start; i < units; i++, at += 2) list.push(unitAt(bytes, at));
  return String.fromCharCode.apply(null, list);
}

const unitAt = (bytes: Uint8Array, at: number): number => (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
