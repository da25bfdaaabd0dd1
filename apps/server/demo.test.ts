import { demo } from '@khien/packs/demo';
import { verifyAudit } from '@khien/platform/audit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDemo, playStories } from './demo.ts';
import { readPack } from './sign-in.ts';
import { type TestServer, testServer } from './testing.ts';
import type { PackUnit } from '@khien/features/people';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const load = async (how = loadDemo) => {
  const { units } = await readPack<{ units: PackUnit[] }>('dien-bien/units.json');
  return how(server.parts, server.services.protection, units);
};
const rows = async (text: string) => (await server.parts.database.pool.query(text)).rows;

test('the stories come out as they are written, through the real services', async () => {
  const summary = await load();
  const reports = demo.stories.flatMap((story) => story.reports);
  const steps = demo.stories.flatMap((story) => story.steps ?? []);
  expect(summary).toEqual({ reports: reports.length, decisions: steps.length, appeals: demo.appeals.length });
  expect(await rows('select count(*) as n from report where not demo')).toEqual([{ n: 0 }]);
  expect(await rows('select count(*) as n from lead where not demo')).toEqual([{ n: 0 }]);
  const states = await rows('select state, count(*) as n from lead group by state order by state');
  expect(states.map((row) => row.state)).toEqual(['awaiting', 'closed', 'open']);
  const listed = await rows(`select key, state from indicator where state = 'listed' order by key`);
  expect(listed.map((row) => row.key)).toEqual(
    expect.arrayContaining(['tel:+84524218063', 'acct:970422:0000000128025', 'vneid-dong-bo.example']),
  );
  expect(await verifyAudit(server.parts.db)).toMatchObject({ ok: true });
});

test('every observable of the stories was read, and none is real', async () => {
  const found = await rows('select distinct kind, value from report_observable');
  for (const { kind, value } of found) {
    if (kind === 'phone') expect(value).toMatch(/^\+8452[014567]\d{6}$|^\+120255501\d\d$/);
    else if (kind === 'domain') expect(value).toMatch(/\.example$/);
    else if (kind === 'url') expect(value).toMatch(/^https?:\/\/[a-z0-9.-]+\.example\//);
    else if (kind === 'bank-account') expect(value).toMatch(/^\d{6}:0000000\d{6}$/);
    else expect([kind, value]).toEqual(['social', expect.stringMatching(/khien[._]demo|zalo:8452/)]);
  }
  const without = await rows(
    `select r.id from report r where not exists (select from report_observable o where o.report_id = r.id)`,
  );
  // Only the caller whose number nobody remembers.
  expect(without).toHaveLength(1);
});

test('loading again changes nothing, also when the first time was stopped before its end', async () => {
  const before = await rows('select count(*) as n from lead_action');
  expect(await load()).toEqual({ reports: 0, decisions: 0, appeals: 0 });
  expect(await load(playStories)).toEqual({ reports: 0, decisions: 0, appeals: 0 });
  expect(await rows('select count(*) as n from lead_action')).toEqual(before);
});

test('the figures of the demonstration come from real checks', async () => {
  await server.parts.events.drain();
  const [row] = await rows('select max(helped_count) as most, sum(helped_count) as all from report');
  expect(row?.most).toBeGreaterThanOrEqual(9);
});
