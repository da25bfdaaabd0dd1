import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { audit } from '@khien/platform/audit';
import { createFolderStore } from '@khien/platform/blobs';
import { checkKeys, createVault } from '@khien/platform/crypto';
import { type Database, openDatabase, stopCluster, withSnapshot, withTx } from '@khien/platform/db';
import { migrationFolders } from '@khien/server/migrations';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

// Each command is a process, and many of them start a database.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = mkdtempSync(path.join(os.tmpdir(), 'khien-cli-'));
chmodSync(root, 0o711);
const folders = new Set<string>();
afterAll(async () => {
  for (const folder of folders) await stopCluster(folder);
  rmSync(root, { recursive: true });
});
const home = (name: string) => {
  const folder = path.join(root, name);
  folders.add(folder);
  return folder;
};

/** The real command, in a process of its own. */
function khien(dataFolder: string, ...words: string[]) {
  const main = path.join(import.meta.dirname, 'main.ts');
  const env = { PATH: process.env.PATH, KHIEN_DATA: dataFolder, KHIEN_DATABSE: 'misspelt' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    encoding: 'utf8',
    env,
    cwd: root,
  });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) as never };
}

const open = (dataFolder: string) =>
  openDatabase<Database>({ database: { kind: 'embedded' }, dataFolder, migrations: migrationFolders });

const image = randomBytes(300_000);

/** An installation with something of every kind in it. */
async function fill(dataFolder: string): Promise<void> {
  const database = await open(dataFolder);
  const vault = createVault(path.join(dataFolder, 'keys.json'));
  await checkKeys(database.db, vault);
  await createFolderStore({ folder: path.join(dataFolder, 'files'), vault }).put(image);
  await withTx(database.db, (tx) =>
    audit(tx, { action: 'test.done', subject: 'nothing', detail: { 'tiếng Việt': '\t\n\\' } }),
  );
  await withTx(database.db, (tx) => audit(tx, { action: 'test.again', subject: 'nothing' }));
  await database.pool.query(`
    insert into unit (id, parent_id, kind, name_vi, name_en) values
      ('b', null, 'province', 'Điện Biên', 'Điện Biên'), ('a', 'b', 'commune', 'Thanh Nưa', 'Thanh Nưa');
    insert into outbox (type, payload, done) values ('test.x', '{"a": [1, null]}', true);
    insert into indicator (id, kind, value, key, verdict, tlp, source, evidence, state, created_by, created_at, change, changed_at)
      values (gen_random_uuid(), 'domain', 'x.example', 'x.example', 'scam', 'CLEAR', 's', 'e', 'listed', 'me', now(), next_lookup_change(), now());
    insert into indicator_action (indicator_id, seq, type, actor, at) select id, 1, 'list', 'me', now() from indicator;
    select graphile_worker.add_job('test.job', payload => '{"n": 1}', run_at => '2030-01-01', job_key => 'k');`);
  await database.close();
}

/** Everything in the database as text, by table. */
async function content(dataFolder: string): Promise<Record<string, string>> {
  const database = await open(dataFolder);
  try {
    return await withSnapshot(database.connection, async ({ tables, sequences, copyOut, query }) => {
      const found: Record<string, string> = { sequences: JSON.stringify(sequences) };
      for (const table of tables) found[table.name] = await text(copyOut(table));
      found.jobs = JSON.stringify(
        await query('select task_identifier, key, run_at, max_attempts from graphile_worker.jobs'),
      );
      return found;
    });
  } finally {
    await database.close();
  }
}

const first = home('first');
beforeAll(() => fill(first));

test('backup and restore give the same rows, files and keys', async () => {
  const backup = path.join(root, 'backup');
  const made = khien(first, 'backup', backup, '--with-keys', '--json');
  expect(made.stderr).toContain('The keys are in the backup');
  expect(made.status).toBe(0);
  expect(made.json()).toMatchObject({ folder: backup, withKeys: true });
  for (const name of readdirSync(backup, { recursive: true, withFileTypes: true })) {
    expect(statSync(path.join(name.parentPath, name.name)).mode & 0o077, name.name).toBe(0);
  }
  const second = home('second');
  const restored = khien(second, 'restore', backup);
  expect(restored.stderr + restored.stdout).toMatch(/Restored \d+ rows/);
  expect(restored.status).toBe(0);
  const [before, after] = [await content(first), await content(second)];
  expect(Object.keys(before).length).toBeGreaterThan(15);
  expect(before.audit_log).toContain('tiếng Việt');
  expect(before.jobs).toContain('test.job');
  expect(after).toEqual(before);
  const vault = createVault(path.join(second, 'keys.json'));
  const store = createFolderStore({ folder: path.join(second, 'files'), vault });
  for await (const sha256 of store.list()) expect((await store.get(sha256))?.equals(image)).toBe(true);

  // Triggers are back in force, and what comes next takes the next number.
  const database = await open(second);
  await expect(database.pool.query('delete from audit_log')).rejects.toThrow(/only added to/);
  await database.pool.query(`insert into outbox (type, payload) values ('test.next', '{}')`);
  await database.close();

  const again = khien(second, 'restore', backup);
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('--force')]);
  expect(khien(second, 'restore', backup, '--force').status).toBe(0);
  expect(await content(second)).toEqual(before);
});

test('a backup without keys asks for them; the wrong ones restore nothing', async () => {
  const backup = path.join(root, 'without');
  expect(khien(first, 'backup', backup).stderr).toContain('cannot be read without them');
  const third = home('third');
  expect(khien(third, 'restore', backup).stderr).toContain('put its key file');
  createVault(path.join(third, 'keys.json'));
  const refused = khien(third, 'restore', backup);
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('not the one of this backup')]);
  rmSync(path.join(third, 'keys.json'));
  writeFileSync(path.join(third, 'keys.json'), readFileSync(path.join(first, 'keys.json')), { mode: 0o600 });
  expect(khien(third, 'restore', backup).status).toBe(0);
});

test('a damaged or unfinished backup is refused before anything is touched', () => {
  const backup = path.join(root, 'damaged');
  expect(khien(first, 'backup', backup, '--with-keys').status).toBe(0);
  const fourth = home('fourth');
  appendFileSync(path.join(backup, 'tables', 'unit.gz'), 'x');
  expect(khien(fourth, 'restore', backup).stderr).toContain('tables/unit.gz is not what was written');
  rmSync(path.join(backup, 'tables', 'unit.gz'));
  expect(khien(fourth, 'restore', backup).stderr).toContain('tables/unit.gz is missing');
  rmSync(path.join(backup, 'manifest.json'));
  expect(khien(fourth, 'restore', backup).stderr).toContain('is no backup');
  expect(readdirSync(root)).not.toContain('fourth');
});

test('audit verify tells the first broken row', async () => {
  const whole = khien(first, 'audit', 'verify', '--json');
  expect(whole.status).toBe(0);
  expect(whole.json()).toMatchObject({ ok: true, rows: 2 });
  const fifth = home('fifth');
  await fill(fifth);
  const database = await open(fifth);
  await database.pool.query(
    `begin; set local session_replication_role = replica; update audit_log set action = 'nothing' where seq = 2; commit`,
  );
  await database.close();
  const broken = khien(fifth, 'audit', 'verify');
  expect([broken.status, broken.stdout.trim()]).toEqual([1, 'The audit log is broken: row 2 was changed.']);
  expect(khien(fifth, 'doctor').stdout).toContain('fail  audit      broken at row 2');
});

test('keys rotate puts everything under a new key', async () => {
  const rotated = khien(first, 'keys', 'rotate', '--json');
  expect(rotated.status, rotated.stderr).toBe(0);
  expect(rotated.json()).toMatchObject({ values: 1, files: 1 });
  const list = khien(first, 'keys', 'list', '--json').json() as { uses: number; retiredAt?: string }[];
  expect(list.map(({ uses }) => uses)).toEqual([0, 1]);
  expect(khien(first, 'keys', 'prune').stdout).toContain('nothing to remove');
  expect(khien(first, 'doctor').stdout).toContain('1 retired');
});

test('doctor looks everything over', () => {
  const { status, stdout } = khien(first, 'doctor');
  expect(status).toBe(0);
  for (const line of [
    'ok    version',
    'ok    disk',
    'warn  settings   KHIEN_DATABSE',
    'own PostgreSQL 18',
    'up to date',
    'ok    audit',
    'ok    events',
    'ok    jobs',
    'ok    lists',
  ]) {
    expect(stdout).toContain(line);
  }
  chmodSync(path.join(first, 'keys.json'), 0o644);
  expect(khien(first, 'doctor').status).toBe(1);
  chmodSync(path.join(first, 'keys.json'), 0o600);
});

test('the documented settings are those that there are', () => {
  const documented = readFileSync(path.join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
  expect(documented).toContain(khien(first, 'doctor', '--config').stdout.trim());
});

test('wrong usage is told from failure', () => {
  expect(khien(first, 'nonsense').status).toBe(2);
  expect(khien(first, 'restore').status).toBe(2);
  expect(khien(first, '--help').status).toBe(0);
  expect(khien(first, 'restore', '/nowhere').status).toBe(1);
});
