import { compileReference } from '@khien/engines/text';
import { createGuard, indicatorMigrations } from '@khien/features/indicators';
import { reference, registry, schemes } from '@khien/packs/vietnam';
import { testDatabase } from '@khien/platform/testkit';
import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createFeeds, feedMigrations, listingsOf, streamListings } from './index.ts';

const database = await testDatabase([indicatorMigrations, feedMigrations]);
afterAll(() => database.close());
const { db, connection } = database;
let now = new Date('2026-11-21T00:00:00Z');
const feeds = createFeeds({
  db,
  connection,
  clock: () => now,
  origin: 'https://khien.example',
  reference: compileReference(reference),
  refuse: createGuard(registry),
  schemes: new Set(schemes.schemes.map(({ id }) => id)),
});
const by = { userId: 'phan-tich', name: 'Phân tích' };
const options = { source: 'nguon', format: 'hosts', expires: new Date('2027-01-01T00:00:00Z') } as const;
const keys = async (source = 'nguon') =>
  (
    await db
      .selectFrom('feed_entry as e')
      .innerJoin('feed_source as s', 's.id', 'e.source_id')
      .select('e.key')
      .where('s.name', '=', source)
      .orderBy('e.key')
      .execute()
  ).map((row) => row.key);

beforeEach(async () => {
  await database.pool.query('truncate feed_entry, feed_source, outbox');
});

test('the same list twice changes nothing; a new one replaces the old', async () => {
  const first = await feeds.importText(by, 'a.example.com\nb.example.com\nwww.a.example.com\n', options);
  expect(first).toMatchObject({ imported: true, added: 2, kept: 0, removed: 0, duplicates: 1, lines: 3 });
  const before = await db.selectFrom('feed_entry').selectAll().orderBy('key').execute();
  now = new Date('2026-11-22T00:00:00Z');
  const again = await feeds.importText(by, 'b.example.com\na.example.com\n', options);
  expect(again).toMatchObject({ imported: true, added: 0, kept: 2, removed: 0 });
  expect(await db.selectFrom('feed_entry').selectAll().orderBy('key').execute()).toEqual(before);
  const next = await feeds.importText(by, 'b.example.com\nc.example.com\n', options);
  expect(next).toMatchObject({ added: 1, kept: 1, removed: 1 });
  expect(await keys()).toEqual(['b.example.com', 'c.example.com']);
  expect((await db.selectFrom('outbox').select('type').execute()).length).toBe(3);
});

test('a wrong line is told by number and nothing is imported, unless it may be passed over', async () => {
  await feeds.importText(by, 'a.example.com\n', options);
  const list = 'b.example.com\n???\nc.example.com\nvietcombank.com.vn\n';
  const refused = await feeds.importText(by, list, options);
  expect(refused.imported).toBe(false);
  expect(refused.wrong).toEqual({ count: 1, first: [{ line: 2, problem: 'not-a-host', text: '???' }] });
  expect(await keys()).toEqual(['a.example.com']);
  const passed = await feeds.importText(by, list, { ...options, skipWrong: true });
  expect(passed).toMatchObject({ imported: true, added: 2, removed: 1, wrong: { count: 1 } });
  expect(passed.refused.first).toEqual([{ line: 4, refused: 'official', text: 'vietcombank.com.vn' }]);
  expect(await keys()).toEqual(['b.example.com', 'c.example.com']);
});

test('a source that fails half-way leaves what was there', async () => {
  await feeds.importText(by, 'a.example.com\n', options);
  async function* failing() {
    yield new TextEncoder().encode('b.example.com\n'.repeat(20_000));
    throw new Error('the file is gone');
  }
  await expect(feeds.import(by, failing(), options)).rejects.toThrow('the file is gone');
  expect(await keys()).toEqual(['a.example.com']);
});

test('two imports of one source at once end as one of them', async () => {
  const lists = ['a.example.com\nb.example.com\n', 'b.example.com\nc.example.com\n'];
  const done = await Promise.all(lists.map((list) => feeds.importText(by, list, options)));
  expect(done.every((summary) => summary.imported)).toBe(true);
  expect([
    ['a', 'b'],
    ['b', 'c'],
  ]).toContainEqual((await keys()).map((key) => key[0]));
});

test('values with marks that COPY reads as its own arrive as they are', async () => {
  const path = '/a\\b%09c?x=\\N&y=\\.';
  await feeds.importText(by, `https://x.example.com${path}\n`, { ...options, format: 'urls' });
  const [key] = await keys();
  expect(key).toBe(`x.example.com${path}`);
});

test('whatever hosts a list names are found again, exactly those', async () => {
  const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/);
  const host = fc.tuple(label, label).map(([a, b]) => `${a}.${b}.example`);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(host, { maxLength: 30 }), async (hosts) => {
      const summary = await feeds.importText(by, hosts.map((name) => `0.0.0.0 ${name}\n`).join(''), options);
      const expected = new Set(hosts.map((name) => name.replace(/^www\./, '')));
      expect(summary.wrong.count).toBe(0);
      expect(new Set(await keys())).toEqual(expected);
      const found = await listingsOf(db, [...expected, 'nowhere.example'], now);
      expect(new Set(found.map((row) => row.key))).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test('entries end with their source or before it, and the sweep takes them out a month later', async () => {
  const list = 'value,expires\nlong.example.com,\nshort.example.com,2026-12-01\n';
  await feeds.importText(by, list, { ...options, format: 'csv', kind: 'domain' });
  const holding = async (at: string) => {
    const held: string[] = [];
    await db.transaction().execute(async (tx) => {
      for await (const rows of streamListings(tx, new Date(at))) held.push(...rows.map((row) => row.key));
    });
    return held.sort();
  };
  expect(await holding('2026-11-30T00:00:00Z')).toEqual(['long.example.com', 'short.example.com']);
  expect(await holding('2026-12-02T00:00:00Z')).toEqual(['long.example.com']);
  expect(await holding('2027-01-02T00:00:00Z')).toEqual([]);
  now = new Date('2027-02-15T00:00:00Z');
  await feeds.sweep();
  expect(await keys()).toEqual([]);
});

test('an end in the past is refused before anything is read', async () => {
  now = new Date('2027-06-01T00:00:00Z');
  await expect(feeds.importText(by, 'a.example.com\n', options)).rejects.toThrow('feed.expires-in-the-past');
});

test('a large list that came in one request does not hold up others', async () => {
  now = new Date('2026-11-21T00:00:00Z');
  const list = Array.from({ length: 60_000 }, (_, n) => `host-${n}.example.com\n`).join('');
  // In time of the processor: on a busy machine any turn may take long by the clock.
  const spent = (): number => process.cpuUsage().user / 1000;
  const before = spent();
  let longest = 0;
  let last = before;
  const ticking = setInterval(() => {
    const now = spent();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  const summary = await feeds.importText(by, list, options);
  clearInterval(ticking);
  expect(summary.added).toBe(60_000);
  expect(longest).toBeLessThan(Math.max(50, (spent() - before) / 2));
});
