import type { Actor } from '@khien/platform/auth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gravity } from './derive.ts';
import type { LeadRow } from './schema.ts';
import { type DeskHarness, deskHarness } from './testing.ts';

let h: DeskHarness;
let minh: Actor;
beforeAll(async () => {
  h = await deskHarness();
  minh = await h.person('Lò Văn Minh', 'officer', '11');
  const losses = [undefined, 300_000, 4_999_999, 5_000_000, 20_000_000, 99_000_000, 100_000_000, 700_000_000];
  let number = 100;
  for (const amount of losses) {
    number++;
    const loss = amount === undefined ? {} : { kind: 'loss' as const, loss: { amount } };
    const unitId = number % 2 === 0 ? '03328' : '03316';
    await h.send(`Số 0355 111 ${number}`, { ...loss, unitId });
    for (let more = 0; more < number % 5; more++) await h.send(`Lại số 0355111${number}`, { unitId });
    h.pass(60_000);
  }
});
afterAll(() => h.close());

const queue = (query: Parameters<DeskHarness['desk']['queue']>[1]) => h.desk.queue(minh, query, 'vi');
const byRule = (a: LeadRow, b: LeadRow) => b.gravity - a.gravity || (a.lastReportAt < b.lastReportAt ? 1 : -1);

test('SQL orders by the same rule as derive', async () => {
  const { leads, counts } = await queue({});
  expect(leads).toHaveLength(8);
  expect(counts).toEqual({ open: 8, awaiting: 0, closed: 0 });
  for (const lead of leads) expect(lead.gravity).toBe(gravity(lead.lost, lead.reports24h));
  expect(new Set(leads.map((lead) => lead.gravity)).size).toBeGreaterThan(3);
  expect(leads).toEqual([...leads].sort(byRule));
});

test('pages join without gap or repeat, in both orders', async () => {
  for (const sort of ['grave', 'newest'] as const) {
    const whole = (await queue({ sort })).leads.map((lead) => lead.number);
    const seen: number[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await queue({ sort, limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.leads.map((lead) => lead.number));
      cursor = page.next;
      if (!cursor) break;
    }
    expect(seen).toEqual(whole);
  }
  await expect(queue({ cursor: 'không phải' })).rejects.toThrow('input.invalid');
});

test('filters by unit, kind, words, number and person', async () => {
  const all = (await queue({})).leads;
  expect((await queue({ unit: '03328' })).leads.every((lead) => lead.unitId === '03328')).toBe(true);
  expect((await queue({ kind: 'attempt' })).leads).toHaveLength(1);
  expect((await queue({ state: 'closed' })).leads).toHaveLength(0);
  for (const written of ['0355 111 103', '+84355111103', '355111103', '111103']) {
    const found = (await queue({ q: written })).leads;
    expect(found.map((lead) => lead.observables[0]?.value)).toEqual(['+84355111103']);
  }
  const one = all[2];
  expect((await queue({ q: `#${one?.number}` })).leads[0]?.id).toBe(one?.id);
  expect((await queue({ q: '%' })).leads).toHaveLength(0);
  expect((await queue({ mine: true })).leads).toHaveLength(0);
  await h.act(minh, one?.id ?? '', { type: 'take' });
  expect((await queue({ mine: true })).leads.map((lead) => lead.takenBy?.name)).toEqual(['Lò Văn Minh']);
});

test('yesterday’s burst is no burst today', async () => {
  const before = (await queue({ kind: 'attempt' })).leads[0];
  expect(before?.reports24h).toBe(before?.reportCount);
  h.pass(25 * 3_600_000);
  expect((await queue({ kind: 'attempt' })).leads[0]).toMatchObject({ reports24h: 0, gravity: 0 });
});
