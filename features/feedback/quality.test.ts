import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveQuality, type Judgement, mondayOf } from './quality.ts';

const since = new Date('2026-11-08T17:00:00Z');
const now = new Date('2026-11-21T03:00:00Z');
const said = (over: Partial<Judgement>): Judgement => ({
  receivedAt: new Date('2026-11-17T03:00:00Z'),
  grade: 'very-suspicious',
  scheme: null,
  actual: 'scam',
  label: null,
  ...over,
});

describe('quality', () => {
  it('begins a week on Monday in Viet Nam', () => {
    expect(mondayOf(new Date('2026-11-15T16:59:59Z'))).toBe('2026-11-09');
    expect(mondayOf(new Date('2026-11-15T17:00:00Z'))).toBe('2026-11-16');
  });

  it('tells weeks without answers too', () => {
    const { weeks } = deriveQuality([said({})], since, now);
    expect(weeks.map(({ monday, answers }) => [monday, answers])).toEqual([
      ['2026-11-09', 0],
      ['2026-11-16', 1],
    ]);
  });

  it.each([
    ['a suspicion of a scam', said({}), 'right'],
    ['a suspicion of an honest message', said({ actual: 'honest' }), 'falseAlarms'],
    ['silence about a scam', said({ grade: 'nothing-found' }), 'missed'],
    ['doubt about a scam', said({ grade: 'unknown' }), 'missed'],
    ['silence about an honest message', said({ grade: 'nothing-found', actual: 'honest' }), 'right'],
    ['what nobody knows', said({ actual: 'unsure' }), 'unsure'],
    ['what the authority found to be honest', said({ label: 'honest' }), 'falseAlarms'],
    ['what the authority found to be unlawful', said({ actual: 'honest', label: 'illegal' }), 'right'],
  ] as const)('counts %s', (_, judgement, figure) => {
    expect(deriveQuality([judgement], since, now).all).toMatchObject({ answers: 1, [figure]: 1 });
  });

  it('puts the schemes with the most mistakes first', () => {
    const { schemes } = deriveQuality(
      [said({ scheme: 'a' }), said({ scheme: 'a' }), said({ scheme: 'b', actual: 'honest' })],
      since,
      now,
    );
    expect(schemes.map(({ scheme }) => scheme)).toEqual(['b', 'a']);
  });

  it('counts every answer once', () => {
    const one = fc.record({
      receivedAt: fc.date({ min: since, max: now, noInvalidDate: true }),
      grade: fc.constantFrom('confirmed-scam', 'very-suspicious', 'unknown', 'nothing-found', 'official'),
      scheme: fc.constantFrom(null, 'a', 'b'),
      actual: fc.constantFrom('scam', 'honest', 'unsure'),
      label: fc.constantFrom(null, 'scam', 'illegal', 'honest'),
    }) as fc.Arbitrary<Judgement>;
    fc.assert(
      fc.property(fc.array(one), (judgements) => {
        const { all, weeks, schemes } = deriveQuality(judgements, since, now);
        expect(all.right + all.falseAlarms + all.missed + all.unsure).toBe(judgements.length);
        for (const parts of [weeks, schemes]) {
          expect(parts.reduce((sum, { answers }) => sum + answers, 0)).toBe(judgements.length);
        }
      }),
    );
  });
});
