import { compileReference } from '@khien/engines/text';
import { createFeeds, type ExportName, exportNames, feedMigrations } from '@khien/features/feeds';
import { createIndicators, indicatorMigrations } from '@khien/features/indicators';
import { reference, registry } from '@khien/packs/vietnam';
import { withTx } from '@khien/platform/db';
import { testDatabase } from '@khien/platform/testkit';
import fc from 'fast-check';

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
const name = fc
  .tuple(label, label, fc.constantFrom('com', 'vn', 'com.vn', 'top', 'xyz'))
  .map((parts) => parts.join('.'));
const page = fc
  .tuple(
    name,
    fc.stringMatching(/^[a-zA-Z0-9/_.-]{1,30}$/),
    fc.oneof(fc.stringMatching(/^[a-z0-9=&]{0,20}$/), fc.stringMatching(/^[a-z0-9=&%;:"'|$*^!-]{0,20}$/)),
  )
  .map(([host, path, query]) => `https://${host}/${path}${query && `?${query}`}`);

/** An installation whose officers listed names, pages and addresses, and the lists it gives out. */
export async function listSomething(count: number) {
  const database = await testDatabase([indicatorMigrations, feedMigrations]);
  const { db, connection } = database;
  const clock = () => new Date();
  const compiled = compileReference(reference);
  const indicators = createIndicators({ db, clock, reference: compiled, registry });
  const feeds = createFeeds({
    db,
    connection,
    clock,
    reference: compiled,
    refuse: indicators.refuse,
    origin: 'https://khien.example',
    schemes: new Set<string>(),
  });
  const seed = 20261121;
  const values = [
    ...fc.sample(name, { numRuns: count, seed }).map((value) => ({ kind: 'domain' as const, value })),
    ...fc.sample(page, { numRuns: count / 4, seed: seed + 1 }).map((value) => ({ kind: 'url' as const, value })),
    ...fc.sample(fc.ipV4(), { numRuns: count / 8, seed }).map((value) => ({ kind: 'ip' as const, value })),
    { kind: 'domain' as const, value: 'ngân-hàng-giả.example.com' },
    { kind: 'domain' as const, value: `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.example.com` },
  ];
  const by = { userId: 'an', name: 'An' };
  await withTx(db, async (tx) => {
    for (const value of values) await indicators.propose(tx, by, { ...value, source: 'Công an tỉnh', evidence: 'thử' });
  });
  const rows = await db.selectFrom('indicator').select(['kind', 'key']).where('state', '=', 'listed').execute();
  const lists = {} as Record<ExportName, string>;
  for (const format of exportNames) lists[format] = await (await feeds.openExport(format, false)).read();
  return {
    lists,
    names: rows.filter(({ kind }) => kind === 'domain').map(({ key }) => key),
    pages: rows.filter(({ kind }) => kind === 'url').map(({ key }) => key),
    close: () => database.close(),
  };
}
