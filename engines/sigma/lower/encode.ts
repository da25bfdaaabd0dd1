/** Encodings that detect text hidden in other text. Bytes are carried as strings of code units below 256. */

/** UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** UTF-16 bytes of a text without a mark. */
export function utf16(text: string, order: 'little' | 'big'): string {
  let bytes = '';
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const low = String.fromCharCode(unit & 0xff);
    const high = String.fromCharCode(unit >> 8);
    bytes += order === 'little' ? low + high : high + low;
  }
  return bytes;
}

export function base64(bytes: string): string {
  return btoa(bytes);
}

/**
 * The three texts that Base64 shows for bytes inside a longer text, by their offset in it; characters that also depend
 * on the neighbours are cut off (specification, `base64offset`). Pieces too short to keep a character are left out.
 */
export function base64Offsets(bytes: string): string[] {
  const texts: string[] = [];
  for (let offset = 0; offset < 3; offset += 1) {
    const text = btoa('\0'.repeat(offset) + bytes);
    const cut = [0, 3, 2][(bytes.length + offset) % 3] as number;
    const shown = text.slice([0, 2, 3][offset] as number, text.length - cut);
    if (shown !== '') texts.push(shown);
  }
  return texts;
}
