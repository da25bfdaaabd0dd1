/** Encodings that a value may stand in: UTF-16 and Base64, from bytes (values here are at most a few lines long). */

export const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];

export function utf16(text: string, order: 'little' | 'big', mark: boolean): number[] {
  const bytes = mark ? [0xff, 0xfe] : [];
  for (const unit of text.split('')) {
    const code = unit.charCodeAt(0);
    if (order === 'little') bytes.push(code & 0xff, code >> 8);
    else bytes.push(code >> 8, code & 0xff);
  }
  return bytes;
}

export const base64 = (bytes: readonly number[]): string => btoa(String.fromCharCode(...bytes));

/**
 * What is the same whatever stands around the value: it may start at any of three places of a group of three bytes, and
 * the letters that share bits with a neighbour are cut off (specification, modifier `base64offset`). Where nothing is
 * left, that place says nothing.
 */
export function base64offset(bytes: readonly number[]): string[] {
  const variants = [0, 1, 2].map((shift) => {
    const encoded = base64([...Array<number>(shift).fill(0x20), ...bytes]);
    const cut = [0, 3, 2][(bytes.length + shift) % 3] as number;
    return encoded.slice([0, 2, 3][shift], encoded.length - cut);
  });
  return variants.filter((variant) => variant !== '');
}
