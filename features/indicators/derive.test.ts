import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derive, type IndicatorAction, nothing, step } from './derive.ts';
import { addMonths, defaultMonths, indicatorKinds, peopleNeeded } from './kinds.ts';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const action = (type: IndicatorAction['type'], actor: string, day: number, until?: Date): IndicatorAction => ({
  type,
  actor,
  at: at(day),
  ...(until ? { until } : {}),
});

test('a phone number needs two different people', () => {
  const proposed = derive('phone', [action('propose', 'an', 1, at(300))]);
  expect(step('phone', proposed, action('list', 'an', 1))).toEqual({ ok: false, problem: 'second-person-needed' });
  expect(step('phone', proposed, action('sign', 'an', 2))).toEqual({ ok: false, problem: 'same-person' });
  const listed = derive('phone', [
    action('propose', 'an', 1, at(300)),
    action('sign', 'binh', 2),
    action('list', 'binh', 2),
  ]);
  expect(listed).toMatchObject({ state: 'listed', signers: ['an', 'binh'], listedAt: at(2), expiresAt: at(300) });
});

test('what was taken off can be proposed anew, and needs new signatures', () => {
  const history = [
    action('propose', 'an', 1, at(300)),
    action('sign', 'binh', 2),
    action('list', 'binh', 2),
    action('unlist', 'chi', 3),
    action('propose', 'an', 4, at(300)),
  ];
  expect(derive('bank-account', history)).toMatchObject({ state: 'proposed', signers: ['an'] });
});

test('a history that breaks the rules is refused', () => {
  expect(() => derive('phone', [action('propose', 'an', 1), action('list', 'an', 1)])).toThrow('second-person-needed');
});

const anyAction = fc.record({
  type: fc.constantFrom<IndicatorAction['type']>('propose', 'sign', 'list', 'unlist', 'extend', 'expire'),
  actor: fc.constantFrom('an', 'binh', 'chi'),
  at: fc.integer({ min: 1, max: 28 }).map(at),
  until: fc.option(fc.integer({ min: 1, max: 700 }).map(at), { nil: undefined }),
});

test('no story of any length lists without enough different people', () => {
  let listed = 0;
  fc.assert(
    fc.property(fc.constantFrom(...indicatorKinds), fc.array(anyAction, { maxLength: 25 }), (kind, actions) => {
      let state = nothing;
      const accepted: IndicatorAction[] = [];
      for (const one of actions) {
        const result = step(kind, state, one);
        if (!result.ok) continue;
        state = result.next;
        accepted.push(one);
        if (state.state !== 'listed') continue;
        listed++;
        // Slow and obvious: the different people since the proposal that led here.
        const since = accepted.findLastIndex((a) => a.type === 'propose');
        const people = new Set(
          accepted.slice(since).flatMap((a) => (a.type === 'propose' || a.type === 'sign' ? [a.actor] : [])),
        );
        expect(people.size).toBeGreaterThanOrEqual(peopleNeeded(kind));
      }
      expect(derive(kind, accepted)).toEqual(state);
    }),
    { numRuns: 500 },
  );
  expect(listed).toBeGreaterThan(50);
});

test('validity ends sooner for what changes hands', () => {
  expect(addMonths(new Date('2026-01-31T10:00:00Z'), 1).toISOString()).toBe('2026-02-28T10:00:00.000Z');
  expect(addMonths(new Date('2026-11-21T10:00:00Z'), defaultMonths('phone')).toISOString()).toBe(
    '2027-11-21T10:00:00.000Z',
  );
  expect(defaultMonths('domain')).toBe(24);
});
