import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileReference } from '@khien/engines/text';
import { createFeeds, feedMigrations } from '@khien/features/feeds';
import { createIndicators, indicatorMigrations } from '@khien/features/indicators';
import { reference, registry } from '@khien/packs/vietnam';
import { withTx } from '@khien/platform/db';
import { testDatabase } from '@khien/platform/testkit';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { checkMigrations } from '../index.ts';
import { buildLookup } from './build.ts';
import { createLookupStore, type LookupStore } from './store.ts';

const database = await testDatabase([indicatorMigrations, feedMigrations, checkMigrations]);
const root = mkdtempSync(path.join(tmpdir(), 'khien-store-'));
afterAll(async () => {
  await database.close();
  rmSync(root, { recursive: true });
});
const { db, connection } = database;
const clock = () => new Date();
const compiled = compileReference(reference);
const indicators = createIndicators({ db, clock, reference: compiled, registry });
const feeds = createFeeds({
  db,
  connection,
  clock,
  origin: 'https://khien.example',
  reference: compiled,
  refuse: indicators.refuse,
  schemes: new Set<string>(),
});
const an = { userId: 'an', name: 'An' };
const binh = { userId: 'binh', name: 'Bình' };
const grounds = { source: 'Công an tỉnh', evidence: 'phản ánh' };
const expires = new Date(Date.now() + 30 * 86_400_000);
const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `${letter}.example.net`);
const numbers = ['tel:+84356789001', 'tel:+84356789002'];
const all = [...names, ...numbers];

/** The obvious answer, read from the tables: an officer's word, otherwise whatever a list says. */
async function truth(): Promise<boolean[]> {
  const said = new Map((await indicators.byKeys(db, all)).map((row) => [row.key, row.state]));
  const listed = await db.selectFrom('feed_entry').select('key').execute();
  const inList = new Set(listed.map((row) => row.key));
  return all.map((key) => said.get(key) === 'listed' || (said.get(key) !== 'unlisted' && inList.has(key)));
}

type Step =
  | { do: 'propose' | 'sign' | 'unlist' | 'withdraw'; key: string }
  | { do: 'import'; source: string; names: string[] }
  | { do: 'build' | 'restart' };

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('propose', 'sign', 'unlist', 'withdraw'),
      key: fc.constantFrom(...all),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('import'), source: fc.constantFrom('x', 'y'), names: fc.subarray(names) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('build', 'restart') }) },
) as fc.Arbitrary<Step>;

const kindOf = (key: string) => (key.startsWith('tel:') ? ('phone' as const) : ('domain' as const));
const valueOf = (key: string) => key.replace('tel:', '');

test('after any decisions, imports, builds and restarts the tables say what the database says', {
  timeout: 120_000,
}, async () => {
  let runs = 0;
  let fromOverlay = 0;
  let fromFiles = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
      await database.pool.query('truncate feed_entry, feed_source');
      await database.pool.query('alter table indicator_action disable trigger all');
      await database.pool.query('delete from indicator_action; delete from indicator');
      await database.pool.query('alter table indicator_action enable trigger all');
      const folder = path.join(root, String(runs++));
      const open = async (): Promise<LookupStore> => {
        const store = createLookupStore({ db, connection, folder, clock, onError: fail, buildFiles: buildLookup });
        await store.start();
        return store;
      };
      let store = await open();
      for (const one of steps) {
        switch (one.do) {
          case 'import':
            await feeds.importText(an, `${one.names.join('\n')}\n`, { source: one.source, format: 'domains', expires });
            // Imports reach the tables with the next build.
            await store.build();
            break;
          case 'build':
            await store.build();
            break;
          case 'restart':
            await store.stop();
            store = await open();
            break;
          default:
            await decide(one.do, one.key);
        }
        await store.catchUp();
        const found = store.find(all, true).map((listing) => listing !== undefined);
        expect(found).toEqual(await truth());
        if (store.state().overlay > 0) fromOverlay++;
        else if (store.state().entries > 0) fromFiles++;
      }
      await store.stop();
    }),
    { numRuns: 12 },
  );
  // Both ways of answering were really taken.
  expect(fromOverlay).toBeGreaterThan(10);
  expect(fromFiles).toBeGreaterThan(10);
});

function fail(error: unknown): never {
  throw error;
}

/** A step that is not allowed now changes nothing, as for a person who tries it. */
async function decide(what: 'propose' | 'sign' | 'unlist' | 'withdraw', key: string): Promise<void> {
  const [row] = await indicators.byKeys(db, [key]);
  await withTx(db, async (tx) => {
    if (what === 'propose') await indicators.propose(tx, an, { kind: kindOf(key), value: valueOf(key), ...grounds });
    else if (what === 'unlist') {
      await indicators.unlist(tx, binh, { kind: kindOf(key), value: valueOf(key) }, { publicNote: 'Nhầm.' });
    } else if (row && what === 'sign') await indicators.sign(tx, binh, row.id);
    else if (row) await indicators.withdraw(tx, binh, row.id);
  }).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith('indicator.'))) throw error;
  });
}
