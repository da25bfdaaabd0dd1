import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { testDatabase } from '@khien/platform/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkKeys, countUses, createVault, keyIdOf, rewrapColumns, sealedColumns } from './index.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'khien-vault-'));
afterAll(() => rmSync(folder, { recursive: true }));
let counter = 0;
const newFile = () => path.join(folder, `${counter++}`, 'keys.json');

describe('a sealed value', () => {
  const vault = createVault(newFile());

  test('opens in its context only', () => {
    const sealed = vault.seal({ phone: '0912345678' }, 'report:1');
    expect(vault.openJson(sealed, 'report:1')).toEqual({ phone: '0912345678' });
    expect(() => vault.open(sealed, 'report:2')).toThrow(/does not open/);
    expect(sealed.includes('0912345678')).toBe(false);
  });

  test('does not open when any one byte is changed', () => {
    const sealed = vault.seal('Nguyễn Thị Mai', 'name');
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(i) ^ 1, i);
      expect(() => vault.open(changed, 'name'), `byte ${i}`).toThrow();
    }
    expect(() => vault.open(sealed.subarray(0, -1), 'name')).toThrow();
    expect(() => vault.open(Buffer.alloc(10), 'name')).toThrow();
  });

  test('looks different each time', () => {
    expect(vault.seal('a', 'x').equals(vault.seal('a', 'x'))).toBe(false);
  });

  test('may be empty, binary, or a part of a larger buffer', () => {
    expect(vault.openText(vault.seal('', 'x'), 'x')).toBe('');
    const big = new Uint8Array(10_000).map((_, i) => i);
    const inside = new Uint8Array([1, 2, ...vault.seal(big, 'x'), 3]).subarray(2, -1);
    expect(new Uint8Array(vault.open(inside, 'x'))).toEqual(big);
  });
});

describe('the key file', () => {
  test('is made once, for its owner only', () => {
    const file = newFile();
    const first = createVault(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = createVault(file);
    expect(second.openText(first.seal('x', 'c'), 'c')).toBe('x');
    expect(second.hashCode('ABCD')).toEqual(first.hashCode('ABCD'));
    expect(createVault(newFile()).hashCode('ABCD')).not.toEqual(first.hashCode('ABCD'));
  });

  test('is refused when others may read it, or when it is damaged', () => {
    const file = newFile();
    createVault(file);
    chmodSync(file, 0o640);
    expect(() => createVault(file)).toThrow(/chmod 600/);
  });

  test('a key added by another process is used at once', () => {
    const file = newFile();
    const [server, command] = [createVault(file), createVault(file)];
    const old = server.seal('x', 'c');
    const id = command.keys.add();
    expect(keyIdOf(server.seal('y', 'c'))).toBe(id);
    expect(server.openText(old, 'c')).toBe('x');
    const fresh = command.keys.rewrap(old);
    expect(fresh && keyIdOf(fresh)).toBe(id);
    expect(fresh && server.openText(fresh, 'c')).toBe('x');
    expect(fresh && command.keys.rewrap(fresh)).toBeUndefined();
    expect(() => command.keys.remove(id)).toThrow();
    command.keys.remove(keyIdOf(old));
    expect(() => server.open(old, 'c')).toThrow(/is not in/);
    expect(readFileSync(file, 'utf8')).not.toContain(keyIdOf(old));
  });
});

describe('in the database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  test('a key file that does not belong to the database is noticed', async () => {
    const right = createVault(newFile());
    await checkKeys(database.db, right);
    await checkKeys(database.db, right);
    await expect(checkKeys(database.db, createVault(newFile()))).rejects.toThrow(/does not belong/);
    await database.pool.query('delete from key_canary');
  });

  test('changing keys finds every sealed value', async () => {
    const vault = createVault(newFile());
    await checkKeys(database.db, vault);
    await sql`create table secret (id int, sealed_text bytea, hash bytea default 'x')`.execute(database.db);
    for (let i = 0; i < 450; i++) {
      await sql`insert into secret (id, sealed_text) values (${i}, ${i % 10 === 0 ? null : vault.seal(`value ${i}`, `secret:${i}`)})`.execute(
        database.db,
      );
    }
    expect(await sealedColumns(database.db)).toEqual([
      { table: 'key_canary', column: 'sealed' },
      { table: 'secret', column: 'sealed_text' },
    ]);
    const old = vault.keys.current();
    expect(await countUses(database.db, old)).toBe(406);
    vault.keys.add();
    expect(await rewrapColumns(database.db, vault)).toBe(406);
    expect(await rewrapColumns(database.db, vault)).toBe(0);
    expect(await countUses(database.db, old)).toBe(0);
    vault.keys.remove(old);
    await checkKeys(database.db, vault);
    const rows = await sql<{ id: number; sealed: Buffer | null }>`select id, sealed_text as sealed from secret`.execute(
      database.db,
    );
    for (const { id, sealed } of rows.rows) {
      if (sealed) expect(vault.openText(sealed, `secret:${id}`)).toBe(`value ${id}`);
    }
  });
});
