import { describe, expect, it } from 'vitest';
import confusables from './confusables.json' with { type: 'json' };
import { mixesScripts, readIdnLabel } from './idn.ts';
import { skeleton } from './skeleton.ts';

const aLabel = (label: string): string => new URL(`http://${label}.com/`).hostname.replace(/\.com$/, '');

describe('readIdnLabel', () => {
  it.each([
    ['ngânhàng', 'nganhang', { foreign: false, mixed: false }],
    ['vietcombаnk', 'vietcombank', { foreign: true, mixed: true }],
    ['раураӏ', 'paypal', { foreign: true, mixed: false }],
    ['ѕhopeе', 'shopee', { foreign: true, mixed: true }],
    ['ոapas', 'napas', { foreign: true, mixed: true }],
    ['νnpost', 'vnpost', { foreign: true, mixed: true }],
    ['日本shop', 'shop', { foreign: true, mixed: false }],
  ])('%s may be read %s', (label, expected, said) => {
    const read = readIdnLabel(aLabel(label));
    expect(read.readings.map(skeleton)).toContain(skeleton(expected));
    expect(read).toMatchObject(said);
  });

  it.each([
    ['khoхoa.com', true],
    ['an.khoхoa.com', true],
    ['кафе.com', false],
    ['bánhmì.vn', false],
    ['日本shop.com', false],
    ['plain.com', false],
  ])('%s mixes scripts: %s', (host, mixed) => expect(mixesScripts(new URL(`http://${host}/`).hostname)).toBe(mixed));

  it('keeps to lower-case letters and digits of other alphabets', () => {
    const letters = Object.values(confusables.letters).join('');
    expect(Array.from(letters).length).toBe(new Set(letters).size);
    for (const letter of letters) {
      expect(letter).toMatch(/^[\p{Ll}\p{Lo}\p{Lm}\p{Nd}]$/u);
      expect(letter).not.toMatch(/^[\x20-\x7e]$/);
    }
    for (const ascii of Object.keys(confusables.letters)) expect(ascii).toMatch(/^[a-z0-9]{1,2}$/);
  });
});
