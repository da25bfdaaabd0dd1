import { describe, expect, it } from 'vitest';
import { toPage } from './page.ts';

/** A picture of one colour with some pixels of another. */
function picture(width: number, height: number, ground: number[], ink: number[], dots: number[]) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([...(dots.includes(i) ? ink : ground), 255], i * 4);
  return { width, height, data };
}

function read(pgm: Uint8Array) {
  const text = Buffer.from(pgm).toString('latin1');
  const [head, width, height] = /^P5\n(\d+) (\d+)\n255\n/.exec(text) ?? [''];
  return { width: Number(width), height: Number(height), pixels: pgm.subarray(head.length) };
}

describe('toPage', () => {
  it('keeps dark letters on light ground', () => {
    const { width, height, pixels } = read(toPage(picture(1000, 700, [255, 255, 255], [0, 0, 0], [5])));
    expect([width, height, pixels.length]).toEqual([1000, 700, 700_000]);
    expect([...pixels.subarray(4, 7)]).toEqual([255, 0, 255]);
  });

  it('turns a dark page over, and its coloured bubbles become ground like the rest', () => {
    const violet = picture(1000, 700, [16, 16, 16], [122, 62, 240], [5, 6, 7]);
    violet.data.set([255, 255, 255], 6 * 4);
    const { pixels } = read(toPage(violet));
    expect([...pixels.subarray(4, 9)]).toEqual([239, 193, 0, 193, 239]);
  });

  it('doubles a small picture and halves a huge one', () => {
    const small = read(toPage(picture(3, 2, [255, 255, 255], [0, 0, 0], [1])));
    expect([small.width, small.height]).toEqual([6, 4]);
    expect([...small.pixels.subarray(0, 6)]).toEqual([255, 127, 0, 127, 255, 255]);
    const huge = read(toPage(picture(4001, 2001, [255, 255, 255], [0, 0, 0], [0])));
    expect([huge.width, huge.height, huge.pixels[0], huge.pixels[1]]).toEqual([2000, 1000, 191, 255]);
  });

  it('leaves out what was read as a code, also where its corners lie outside', () => {
    const { pixels } = read(
      toPage(picture(1000, 700, [200, 200, 200], [0, 0, 0], [0, 1, 2, 1000]), [
        { left: -9, top: -3, right: 2, bottom: 1 },
      ]),
    );
    expect([...pixels.subarray(0, 3), pixels[1000]]).toEqual([255, 255, 0, 0]);
  });
});
