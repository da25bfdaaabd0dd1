import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8').replaceAll('"', "'");

type Theme = Record<string, string>;

/** Custom properties of the nth rule whose selector is given. */
function rule(selector: string): Theme {
  const start = css.indexOf(`${selector} {`);
  if (start < 0) throw new Error(`no rule ${selector}`);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((m) => [m[1], m[2]]));
}

const light = rule(':root');
const darkByMedia = rule(":root:not([data-theme='light'])");
const darkBySwitch = rule(":root[data-theme='dark']");

type Rgb = [number, number, number];

function linear(hex: string | undefined): Rgb {
  if (!hex || !/^#[0-9a-f]{6}$/.test(hex)) throw new Error(`not a colour: ${hex}`);
  return [1, 3, 5].map((i) => {
    const v = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

/** WCAG 2.2 relative luminance and contrast ratio. */
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(a: string | undefined, b: string | undefined): number {
  const [x, y] = [luminance(linear(a)), luminance(linear(b))].sort((p, q) => q - p);
  return ((x ?? 0) + 0.05) / ((y ?? 0) + 0.05);
}

// Machado, Oliveira & Fernandes 2009, severity 1.0, applied to linear RGB.
const sight: Record<string, number[]> = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** OKLab (Ottosson 2020); a distance of 0.02 is about a just noticeable difference. */
function oklab(rgb: Rgb): Rgb {
  const [r, g, b] = rgb.map((v) => Math.min(1, Math.max(0, v))) as Rgb;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function seen(hex: string | undefined, matrix: number[]): Rgb {
  const c = linear(hex);
  const at = (i: number) => matrix[i] ?? 0;
  return oklab([0, 3, 6].map((row) => at(row) * c[0] + at(row + 1) * c[1] + at(row + 2) * c[2]) as Rgb);
}

const grades = ['confirmed', 'suspicious', 'unknown', 'nothing', 'official'];

describe.each([
  ['light', light],
  ['dark', darkByMedia],
])('%s tokens', (_name, theme) => {
  const c = (name: string) => theme[`--${name}`];

  test('text on every ground has 7:1', () => {
    const grounds = ['paper', 'sheet', 'accent-pale', ...grades.map((g) => `${g}-pale`)];
    const poor = grounds.flatMap((ground) =>
      ['ink', 'ink-soft', 'accent', 'fault']
        .filter((text) => contrast(c(text), c(ground)) < 7)
        .map((text) => `${text} on ${ground}: ${contrast(c(text), c(ground)).toFixed(2)}`),
    );
    expect(poor).toEqual([]);
    expect(contrast(c('on-accent'), c('accent'))).toBeGreaterThanOrEqual(7);
    expect(contrast(c('on-accent'), c('accent-hover'))).toBeGreaterThanOrEqual(7);
    expect(contrast(c('on-mark'), c('mark'))).toBeGreaterThanOrEqual(7);
  });

  test('lines of controls and the focus ring have 3:1', () => {
    for (const ground of ['paper', 'sheet']) {
      expect(contrast(c('line-strong'), c(ground))).toBeGreaterThanOrEqual(3);
      expect(contrast(c('focus'), c(ground))).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(grades)('%s: its word is readable on its colour', (grade) => {
    // The badge is bold and large (21 px), where 4.5:1 is the AAA demand.
    expect(contrast(c(`on-${grade}`), c(grade))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.entries(sight))('five verdicts stay apart with %s', (_sight, matrix) => {
    const near: string[] = [];
    for (const [i, a] of grades.entries()) {
      for (const b of grades.slice(i + 1)) {
        const [x, y] = [seen(c(a), matrix), seen(c(b), matrix)];
        const distance = Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
        if (distance < 0.1) near.push(`${a} and ${b}: ${distance.toFixed(3)}`);
      }
    }
    expect(near).toEqual([]);
  });
});

test('dark by the system and dark by the switch are the same', () => {
  expect(darkBySwitch).toEqual(darkByMedia);
  expect(Object.keys(darkByMedia).length).toBeGreaterThan(20);
});
