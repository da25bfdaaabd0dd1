import fc from 'fast-check';
import { expect, test } from 'vitest';
import { burstBounds, deriveLead, gravity, type LeadAction, lossBounds, stillGood, undoable } from './derive.ts';
import type { LeadActionKind } from './schema.ts';

const start = Date.parse('2026-11-21T02:00:00Z');
let made = 0;
function action(kind: LeadActionKind, over: Partial<LeadAction> = {}): LeadAction {
  made++;
  return { id: `a${made}`, seq: made, kind, at: new Date(start + made * 1000).toISOString(), detail: {}, ...over };
}
const story = (...actions: LeadAction[]) => actions.map((one, index) => ({ ...one, seq: index + 1 }));
const opened = () => action('opened', { detail: { unitId: '03328' } });

test('a lead is opened, taken, passed on, and its taker does not go with it', () => {
  const lead = deriveLead(
    story(
      opened(),
      action('taken', { actorId: 'minh' }),
      action('passed-on', { actorId: 'minh', detail: { unitId: '11' } }),
    ),
  );
  expect(lead).toMatchObject({ state: 'open', unitId: '11', version: 3 });
  expect(lead.takenBy).toBeUndefined();
});

test('a number waits for the second signature, a domain does not', () => {
  const number = action('confirmed', { actorId: 'minh', detail: { pendingIndicators: ['i1'], scheme: 'khoa-sim' } });
  const waiting = deriveLead(story(opened(), number));
  expect(waiting).toMatchObject({ state: 'awaiting', scheme: 'khoa-sim', pending: { id: number.id } });
  expect(deriveLead(story(opened(), number, action('countersigned', { actorId: 'hoa' })))).toMatchObject({
    state: 'closed',
    outcome: 'confirmed',
  });
  const refused = deriveLead(story(opened(), number, action('refused', { actorId: 'hoa' })));
  expect(refused.state).toBe('open');
  expect(refused.pending).toBeUndefined();
  const domain = action('confirmed', { detail: { indicators: ['i2'], pendingIndicators: [] } });
  expect(deriveLead(story(opened(), domain))).toMatchObject({ state: 'closed', outcome: 'confirmed' });
});

test('what is undone never happened, but is still counted', () => {
  const closed = action('closed', { actorId: 'minh', detail: { outcome: 'not-enough' } });
  const lead = deriveLead(
    story(opened(), closed, action('undone', { actorId: 'minh', detail: { actionId: closed.id } })),
  );
  expect(lead).toMatchObject({ state: 'open', version: 3 });
  expect(lead.outcome).toBeUndefined();
});

test('an answer marks the lead until somebody acts; a note is not an act', () => {
  const asked = story(opened(), action('asked', { actorId: 'minh' }), action('answered'));
  expect(deriveLead(asked).answered).toBe(true);
  expect(deriveLead(story(...asked, action('noted', { actorId: 'minh' }))).answered).toBe(true);
  expect(deriveLead(story(...asked, action('taken', { actorId: 'hoa' }))).answered).toBe(false);
});

test('a decision on what has changed is refused, a harmless action only after a harmful one', () => {
  for (const type of ['confirm', 'merge', 'split', 'not-scam', 'countersign', 'pass-on']) {
    expect(stillGood(type, [])).toBe(true);
    expect(stillGood(type, [action('joined')])).toBe(false);
  }
  for (const type of ['take', 'note', 'ask']) {
    expect(stillGood(type, [action('joined'), action('noted')])).toBe(true);
    expect(stillGood(type, [action('confirmed')])).toBe(false);
  }
});

test('only the author undoes, only the last act, only for ten minutes, and never a listing', () => {
  const taken = action('taken', { actorId: 'minh' });
  const now = new Date(Date.parse(taken.at) + 9 * 60_000);
  const lead = story(opened(), taken, action('joined'), action('noted', { actorId: 'hoa' }));
  const [, first] = lead as [LeadAction, LeadAction];
  expect(undoable(first, lead, 'minh', now)).toBe(true);
  expect(undoable(first, lead, 'hoa', now)).toBe(false);
  expect(undoable(first, lead, 'minh', new Date(now.getTime() + 61_000))).toBe(false);
  expect(undoable(first, story(...lead, action('asked', { actorId: 'hoa' })), 'minh', now)).toBe(false);
  expect(undoable(first, story(...lead, action('undone', { detail: { actionId: first.id } })), 'minh', now)).toBe(
    false,
  );
  const confirmed = action('confirmed', { actorId: 'minh' });
  expect(undoable(confirmed, story(opened(), confirmed), 'minh', now)).toBe(false);
});

test('more loss or more reports are never less grave', () => {
  const loss = fc.oneof(fc.nat(1_000_000_000), fc.constantFrom(...lossBounds, ...lossBounds.map((bound) => bound - 1)));
  const burst = fc.oneof(fc.nat(100), fc.constantFrom(...burstBounds));
  fc.assert(
    fc.property(loss, burst, fc.nat(1_000_000_000), fc.nat(100), (lost, reports, moreLost, moreReports) => {
      expect(gravity(lost + moreLost, reports + moreReports)).toBeGreaterThanOrEqual(gravity(lost, reports));
    }),
  );
  expect([gravity(0, 1), gravity(1, 1), gravity(650_000_000, 2), gravity(500_000_000, 30)]).toEqual([0, 1, 6, 9]);
});
