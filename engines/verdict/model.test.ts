import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../text/index.ts';
import { createTextModel, type Placed, places, type TextModelData, writeGrams } from './model.ts';

const buckets = 5_000;

/** A model that knows one word: every gram of it weighs for a scam. */
function knowing(word: string): TextModelData {
  const weights = new Int8Array(buckets);
  const { slots, chars, words } = writeGrams(word, fold(word), [], buckets);
  for (const slot of slots.subarray(0, chars + words)) weights[slot] = 100;
  return {
    version: 'test',
    rulesVersion: 'test',
    corpus: '',
    buckets,
    step: 0.01,
    bias: -1,
    signals: { loud: 2 },
    calibration: {
      sender: [
        { score: 0, falseAlarms: 1 },
        { score: 2, falseAlarms: 0.5 },
        { score: 4, falseAlarms: 0 },
      ],
      noSender: [{ score: 1, falseAlarms: 0.1 }],
      english: [{ score: -5, falseAlarms: 0.2 }],
    },
    levels: {
      sender: { strong: 3, weak: 1 },
      noSender: { strong: 2, weak: 1 },
      english: { strong: 0, weak: -9 },
    },
    weights: btoa(String.fromCharCode(...new Uint8Array(weights.buffer))),
  };
}
const score = (data: TextModelData, text: string, placed: Placed[] = [], signals: number[] = []): number =>
  createTextModel(data).score(text, fold(text), placed, signals, true).score;
const grams = (text: string, placed: Placed[] = []): number[] => {
  const { slots, chars, words, raws } = writeGrams(text, fold(text), placed, buckets);
  return Array.from(slots.subarray(0, chars + words + raws));
};

describe('text model', () => {
  const model = knowing('trung thuong');

  it('scores a text by the words it knows, with and without accents', () => {
    expect(score(model, 'ban da trung thuong xe may')).toBeGreaterThan(score(model, 'ban da ve den nha hay chua'));
    expect(score(model, 'bạn đã trúng thưởng xe máy')).toBeGreaterThan(score(model, 'bạn đã về đến nhà hay chưa'));
  });

  it('adds the signals that are on', () => {
    const loud = createTextModel(model).signalNumber('loud') as number;
    expect(score(model, 'alo', [], [loud])).toBeCloseTo(score(model, 'alo') + 2);
    expect(createTextModel(model).signalNumber('unheard')).toBeUndefined();
  });

  it('reads the rate of false alarms between the points of the curve of its case', () => {
    const silent = { ...model, weights: btoa('\0'.repeat(buckets)) };
    const at = (bias: number, text: string, senderKnown = true) =>
      createTextModel({ ...silent, bias }).score(text, fold(text), [], [], senderKnown);
    expect([-1, 0, 1, 2, 3, 9].map((bias) => at(bias, 'xin chào').falseAlarms)).toEqual([1, 1, 0.75, 0.5, 0.25, 0]);
    expect([0, 1, 3].map((bias) => at(bias, 'xin chào').likeness)).toEqual([undefined, 'weak', 'strong']);
    expect(at(2, 'xin chào', false)).toMatchObject({ falseAlarms: 0.1, likeness: 'strong' });
    expect(at(-1, 'please call this number now')).toMatchObject({ falseAlarms: 0.2, likeness: 'weak' });
    expect(at(-1, 'chi tiet vui long lien he cua hang').likeness).toBeUndefined();
  });

  it('points to the words it knows', () => {
    const text = 'hôm qua tôi nghe nói anh trúng thưởng, hôm nay trời lại mưa to';
    const folded = fold(text);
    const [first] = createTextModel(model).explain(text, folded, []);
    expect(folded.ascii.slice(first?.from, first?.end)).toContain('trung thuong');
    expect((first?.end ?? 99) - (first?.from ?? 0)).toBeLessThan(40);
  });

  it('refuses weights of another size than it says', () => {
    expect(() => createTextModel({ ...model, buckets: 6_000 })).toThrow('6000');
  });

  it('does not read the letters of what a message points to, only its kind', () => {
    const at = (link: string): Placed[] => [{ start: 4, end: 4 + link.length, place: 'unknown-link' }];
    expect(grams('vào abc.top ngay', at('abc.top'))).toEqual(grams('vào xyzxyz.vip/q ngay', at('xyzxyz.vip/q')));
    expect(grams('vào abc.top ngay', at('abc.top'))).not.toEqual(grams('vào abc.top ngay'));
  });

  it('reads digits as digits, whatever their value', () => {
    expect(grams('mã 123456 nhé')).toEqual(grams('mã 98765432 nhé'));
  });

  it('reads words with combining marks like composed ones', () => {
    const text = 'Bạn đã trúng thưởng';
    expect(grams(text.normalize('NFD'))).toEqual(grams(text));
  });

  it('takes any text and any places, and points inside it', () => {
    const compiled = createTextModel(model);
    const anywhere = fc.array(fc.tuple(fc.nat(60), fc.nat(20), fc.constantFrom(...places)), { maxLength: 4 });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), anywhere, (text, spans) => {
        const placed = spans
          .map(([start, length, place]) => ({ start, end: start + length, place }))
          .sort((a, b) => a.start - b.start);
        const folded = fold(text);
        expect(compiled.score(text, folded, placed, [], false).score).toSatisfy(Number.isFinite);
        for (const { from, end } of compiled.explain(text, folded, placed)) {
          expect(from).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(folded.ascii.length);
        }
      }),
    );
  });

  it('reads the beginning of a very long text only', () => {
    const long = 'a b c '.repeat(3_000);
    expect(grams(long)).toEqual(grams(`${long} trung thuong`));
  });
});
