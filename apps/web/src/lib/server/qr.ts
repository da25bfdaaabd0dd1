import { encode } from 'uqr';

/**
 * A QR code as the `d` of one SVG path in modules, with its size, so that the page colours it and no HTML is built
 * from strings. Error correction M: read from a cracked screen or a poor print.
 */
export function qrSvg(text: string): { d: string; size: number } {
  // Four modules of quiet zone, as ISO/IEC 18004 asks.
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  let d = '';
  for (const [y, row] of data.entries()) {
    for (const [x, dark] of row.entries()) if (dark) d += `M${x} ${y}h1v1h-1z`;
  }
  return { d, size };
}
