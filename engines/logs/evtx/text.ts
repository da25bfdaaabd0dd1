const few = 64;

/**
 * UTF-16LE units to a string. The bytes may start at an odd offset, so no Uint16Array can be laid over them, and a
 * TextDecoder costs more than short values are worth.
 *
 * @throws RangeError if the text ends behind the bytes.
 */
export function utf16(bytes: Uint8Array, start: number, units: number): string {
  const end = start + 2 * units;
  if (start < 0 || end > bytes.length) throw new RangeError('text outside the chunk');
  if (units <= few) return piece(bytes, start, end);
  let text = '';
  for (let at = start; at < end; at += 4096) text += piece(bytes, at, Math.min(at + 4096, end));
  return text;
}

function piece(bytes: Uint8Array, start: number, end: number): string {
  const units: number[] = [];
  for (let at = start; at < end; at += 2) units.push((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
  return String.fromCharCode.apply(null, units);
}
