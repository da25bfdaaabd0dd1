/** A picture as four bytes a pixel, as canvases give it. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Part of a picture, in pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The upright box around a code that may stand askew. */
export function around(corners: readonly { x: number; y: number }[]): Box {
  const x = corners.map((corner) => corner.x);
  const y = corners.map((corner) => corner.y);
  return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
}

/** Below this a page is dark: light letters on it, as in a phone's night mode. */
const DARK = 110;
/** Letters of a small picture are too small to be told apart; of a huge one they only cost time. */
const SMALL = 600_000;
const LARGE = 8_000_000;

/**
 * The picture as the text reader likes it: grey, dark letters on light ground, of a middling size, without the QR
 * codes, which it would take for odd letters.
 *
 * On a dark page the darkest of the three colours counts: coloured bubbles of a chat, a middling grey otherwise, become
 * as dark as the page and their white letters stay white, before all is turned over.
 *
 * @returns a file in the form PGM (`P5`), which every reader takes without a decoder
 */
export function toPage(pixels: Pixels, without: readonly Box[] = []): Uint8Array {
  const { width, height } = pixels;
  const grey = toGrey(pixels);
  for (const box of without) {
    const left = clamp(box.left, width);
    const right = clamp(box.right, width);
    for (let y = clamp(box.top, height); y < clamp(box.bottom, height); y++) {
      grey.fill(255, y * width + left, y * width + right);
    }
  }
  const size = width * height;
  if (size < SMALL) return asPgm(twice(grey, width, height), width * 2, height * 2);
  if (size > LARGE) return asPgm(half(grey, width, height), width >> 1, height >> 1);
  return asPgm(grey, width, height);
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));

function toGrey({ width, height, data }: Pixels): Uint8Array {
  const grey = new Uint8Array(width * height);
  let sum = 0;
  for (let i = 0, at = 0; i < grey.length; i++, at += 4) {
    // Luma of ITU-R BT.601 in 256ths.
    const luma = ((data[at] as number) * 77 + (data[at + 1] as number) * 150 + (data[at + 2] as number) * 29) >> 8;
    grey[i] = luma;
    sum += luma;
  }
  if (sum >= grey.length * DARK) return grey;
  for (let i = 0, at = 0; i < grey.length; i++, at += 4) {
    grey[i] = 255 - Math.min(data[at] as number, data[at + 1] as number, data[at + 2] as number);
  }
  return grey;
}

/** Twice as wide and high, with the means of neighbours between the pixels. */
function twice(grey: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const below = y + 1 < height ? width : 0;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const right = x + 1 < width ? 1 : 0;
      const a = grey[at] as number;
      const b = grey[at + right] as number;
      const c = grey[at + below] as number;
      const d = grey[at + below + right] as number;
      const to = y * 4 * width + x * 2;
      out[to] = a;
      out[to + 1] = (a + b) >> 1;
      out[to + 2 * width] = (a + c) >> 1;
      out[to + 2 * width + 1] = (a + b + c + d) >> 2;
    }
  }
  return out;
}

/** Half as wide and high; each pixel the mean of four. */
function half(grey: Uint8Array, width: number, height: number): Uint8Array {
  const w = width >> 1;
  const h = height >> 1;
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = y * 2 * width + x * 2;
      const sum =
        (grey[at] as number) +
        (grey[at + 1] as number) +
        (grey[at + width] as number) +
        (grey[at + width + 1] as number);
      out[y * w + x] = sum >> 2;
    }
  }
  return out;
}

function asPgm(grey: Uint8Array, width: number, height: number): Uint8Array {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const file = new Uint8Array(head.length + grey.length);
  file.set(head);
  file.set(grey, head.length);
  return file;
}
