import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { passwordHash, readPasswordRange } from '@khien/engines/lookup';
import { createHttp } from '@khien/platform/http';
import { zxcvbnAsync, zxcvbnOptions } from '@zxcvbn-ts/core';
import { haveIBeenPwned, matcherPwnedFactory } from '@zxcvbn-ts/matcher-pwned';
import { pwnedPassword, pwnedPasswordRange } from 'hibp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importPasswords } from './import.ts';
import { openInput } from './input.ts';
import { passwordRoutes } from './routes.ts';
import { createPasswords } from './service.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'khien-range-'));
const list = path.join(folder, 'list.txt');
const COMMON = 30_000;
writeFileSync(
  list,
  ['password', 'matkhau', 'mật khẩu', ...Array.from({ length: COMMON }, (_, i) => `pho-bien-${i}`)].join('\n'),
);

const failed: unknown[] = [];
const passwords = createPasswords({
  folder: path.join(folder, 'passwords'),
  defaultList: list,
  onError: (error) => failed.push(error),
});
const app = await createHttp({ origin: 'https://khien.example', clock: () => new Date(), limitFactor: 1000 });
passwordRoutes(app, passwords);
let origin = '';

beforeAll(async () => {
  await passwords.start();
  await app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app.close();
  await passwords.stop();
  rmSync(folder, { recursive: true });
  expect(failed).toEqual([]);
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
const linesOf = (body: string) => body.split('\r\n').slice(0, -1);

test('the npm client hibp works unchanged', async () => {
  for (const options of [{ baseUrl: origin }, { baseUrl: origin, addPadding: true }]) {
    expect(await pwnedPassword('matkhau', options)).toBe(1);
    expect(await pwnedPassword('mật khẩu', options)).toBe(1);
    expect(await pwnedPassword('chưa ai dùng câu này', options)).toBe(0);
  }
  const prefix = passwordHash('password').slice(0, 5);
  const range = await pwnedPasswordRange(prefix, { baseUrl: origin, addPadding: true });
  expect(range[passwordHash('password').slice(5)]).toBe(1);
  expect(Object.values(range).filter((count) => count === 0).length).toBeGreaterThan(700);
  // It asks for NTLM where there is no such list: told so, in the way the client knows.
  await expect(pwnedPasswordRange(prefix, { baseUrl: origin, mode: 'ntlm' })).rejects.toThrow(/NTLM/);
});

test('the npm client @zxcvbn-ts/matcher-pwned works unchanged', async () => {
  const url = `${origin}/range/`;
  expect(await haveIBeenPwned('matkhau', { universalFetch: fetch, url })).toBe(`${passwordHash('matkhau').slice(5)}:1`);
  expect(await haveIBeenPwned('chưa ai dùng câu này', { universalFetch: fetch, url })).toBeUndefined();
  const matcher = matcherPwnedFactory(fetch, zxcvbnOptions, { url });
  zxcvbnOptions.addMatcher('pwned', matcher);
  const [bad, good] = [await zxcvbnAsync('matkhau'), await zxcvbnAsync('câu này chưa ai dùng')];
  expect(bad.sequence.map(({ pattern }) => pattern)).toEqual(['pwned']);
  expect(good.sequence.map(({ pattern }) => pattern)).not.toContain('pwned');
});

test('looks like the service it stands in for', async () => {
  const hash = passwordHash('password');
  for (const prefix of [hash.slice(0, 5), hash.slice(0, 5).toLowerCase()]) {
    const answer = await get(`/range/${prefix}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain',
      'cache-control': 'public, max-age=2678400',
      'access-control-allow-origin': '*',
    });
    for (const line of linesOf(answer.body)) expect(line).toMatch(/^[0-9A-F]{35}:\d+$/);
    expect(readPasswordRange(answer.body, hash)).toBe(1);
    const again = await get(`/range/${prefix}`, { 'if-none-match': String(answer.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  }
});

test('padded answers have one length and 800 to 1,000 lines, whatever was asked', async () => {
  const sizes = new Set<number>();
  for (let i = 0; i < 1 << 20; i += 4099) {
    const prefix = i.toString(16).padStart(5, '0');
    const bare = await get(`/range/${prefix}`);
    const padded = await get(`/range/${prefix}`, { 'add-padding': 'true' });
    expect([bare.statusCode, padded.statusCode]).toEqual([200, 200]);
    expect(padded.body.startsWith(bare.body)).toBe(true);
    const lines = linesOf(padded.body);
    expect(lines.length).toBeGreaterThanOrEqual(800);
    expect(lines.length).toBeLessThanOrEqual(1000);
    expect(new Set(lines.map((line) => line.slice(0, 35))).size).toBe(lines.length);
    sizes.add(padded.body.length);
  }
  expect(sizes.size).toBe(1);
});

test('three digits tell the server less: always padded, and nothing is missing', async () => {
  const found = new Set<string>();
  const sizes = new Set<number>();
  for (let i = 0; i < 4096; i++) {
    const prefix = i.toString(16).padStart(3, '0').toUpperCase();
    const { body } = await get(`/v1/range/password/${prefix}`);
    sizes.add(body.length);
    expect(body).toMatch(/^(?:[0-9A-F]{37}:\d+\r\n)+$/);
    for (const line of linesOf(body)) if (!line.endsWith(':0')) found.add(prefix + line.slice(0, 37));
  }
  expect(sizes.size).toBe(1);
  expect(found.size).toBe(COMMON + 3);
  for (let i = 0; i < COMMON; i += 100) expect(found).toContain(passwordHash(`pho-bien-${i}`));
});

test('refuses prefixes of other lengths', async () => {
  for (const url of [
    '/range/5BA',
    '/range/5BAA',
    '/range/5BAA6A',
    '/range/5BAAG',
    '/v1/range/password/5BAA',
    '/range/%00',
  ]) {
    const answer = await get(url);
    expect([url, answer.statusCode]).toEqual([url, url.includes('%00') ? 422 : 400]);
    if (answer.statusCode === 400) expect(answer.json()).toMatchObject({ code: 'range.prefix' });
  }
  expect((await get('/range/5BAA6?mode=ntlm')).json().code).toBe('range.no-ntlm');
  expect((await get('/range/5BAA6?mode=md5')).statusCode).toBe(422);
});

test('takes over an import without a restart, with counts of any length still padded to one', async () => {
  const hashes = Array.from({ length: 900 }, (_, i) => `ABCDE${passwordHash(`${i}`).slice(5)}:${10 ** (i % 9)}`);
  const more = path.join(folder, 'more.txt');
  writeFileSync(more, `${hashes.join('\r\n')}\r\n`);
  await importPasswords({ folder: path.join(folder, 'passwords'), input: openInput(more) });
  const ntlm = path.join(folder, 'ntlm.txt');
  writeFileSync(ntlm, '8846F7EAEE8FB117AD06BDD830B7586C:3\n');
  await importPasswords({ folder: path.join(folder, 'passwords'), input: openInput(ntlm) });
  await passwords.refresh();
  const ask = async (prefix: string) => (await get(`/range/${prefix}`, { 'add-padding': 'true' })).body;
  const [full, empty] = [await ask('ABCDE'), await ask('00000')];
  expect(linesOf(full).filter((line) => !/:0+$/.test(line)).length).toBe(900);
  // Too many for the first length: the next one.
  expect((full.length - empty.length) % 192).toBe(0);
  expect(await pwnedPassword('matkhau', { baseUrl: origin })).toBe(1);
  const range = await pwnedPasswordRange('8846F', { baseUrl: origin, mode: 'ntlm' });
  expect(range).toEqual({ '7EAEE8FB117AD06BDD830B7586C': 3 });
});
