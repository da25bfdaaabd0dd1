import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  decodeDelta,
  keyHash,
  openFuse16,
  prefixDigits,
  prefixOf,
  type RangeKind,
  rangeKinds,
  readRange,
  shortHash,
  signedPart,
} from '@khien/engines/lookup';
import { compileReference } from '@khien/engines/text';
import { createFeeds, feedMigrations } from '@khien/features/feeds';
import { createIndicators, indicatorMigrations } from '@khien/features/indicators';
import { reference, registry } from '@khien/packs/vietnam';
import { createVault, verifySignature } from '@khien/platform/crypto';
import { withTx } from '@khien/platform/db';
import { createHttp } from '@khien/platform/http';
import { testDatabase } from '@khien/platform/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDevice, deviceMigrations } from '../index.ts';
import { buildList } from './build.ts';

const database = await testDatabase([indicatorMigrations, feedMigrations, deviceMigrations]);
const folder = mkdtempSync(path.join(tmpdir(), 'khien-device-'));
const { db, connection } = database;
let now = new Date();
const clock = () => now;
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
const vault = createVault(path.join(folder, 'keys.json'), clock);
const onError = (error: unknown) => {
  throw error;
};
const open = () =>
  createDevice({ db, connection, clock, dataFolder: folder, passwordList: undefined, signer: vault.signer, onError });
const device = open();
const app = await createHttp({ origin: 'https://khien.example', clock, limitFactor: 1000 });
device.routes(app);

const an = { userId: 'an', name: 'An' };
const binh = { userId: 'binh', name: 'Bình' };
const grounds = { source: 'Công an tỉnh', evidence: 'phản ánh' };
const expires = new Date(now.getTime() + 30 * 86_400_000);
const said = 'Bảo vệ Điện Biên';

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
const ask = async (kind: RangeKind, key: string) => {
  const answer = await get(`/v1/range/${kind}/${prefixOf(kind, key)}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return readRange(answer.body, key);
};
/** Makes the next version, a moment later. */
async function next(): Promise<number> {
  now = new Date(now.getTime() + 2000);
  const version = await buildList({ connection, now });
  await device.list.follow();
  return version;
}

async function list(kind: 'phone' | 'domain' | 'bank-account', value: string, tlp: 'CLEAR' | 'AMBER' = 'CLEAR') {
  const proposed = await withTx(db, (tx) => indicators.propose(tx, an, { kind, value, tlp, ...grounds }));
  if (proposed.state !== 'listed') await withTx(db, (tx) => indicators.sign(tx, binh, proposed.id));
}

beforeAll(() => device.start());
afterAll(async () => {
  await device.stop();
  await app.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

test('tells of what may be told, and of nothing else', async () => {
  await list('phone', '0356 789 001');
  await list('phone', '0356 789 002', 'AMBER');
  await list('bank-account', '970436:0123456789');
  await list('domain', 'xau.example.net');
  const waiting = await withTx(db, (tx) =>
    indicators.propose(tx, an, { kind: 'phone', value: '0356 789 003', ...grounds }),
  );
  expect(waiting.state).toBe('proposed');
  const lines = 'value,kind\nlua.example.org,domain\n0356789002,phone\n0356789004,phone\n';
  await feeds.importText(an, lines, { source: said, format: 'csv', tlp: 'CLEAR', expires, skipWrong: false });
  await feeds.importText(an, 'kin.example.org\n', {
    source: 'Nội bộ',
    format: 'domains',
    tlp: 'AMBER',
    expires,
    skipWrong: false,
  });
  await next();
  expect(await ask('phone', 'tel:+84356789001')).toMatchObject({ source: grounds.source, id: expect.any(String) });
  expect(await ask('phone', 'tel:+84356789004')).toEqual({ source: said, listedAt: expect.any(String) });
  expect(await ask('account', 'acct:970436:0123456789')).toMatchObject({ source: grounds.source });
  expect(await ask('account', 'acct:any:0123456789')).toMatchObject({ source: grounds.source });
  expect(await ask('host', 'xau.example.net')).toMatchObject({ source: grounds.source });
  expect(await ask('host', 'lua.example.org')).toMatchObject({ source: said });
  // An officer's word that is not for everybody, also where a list says it too; not signed yet; a list in confidence.
  for (const key of ['tel:+84356789002', 'tel:+84356789003']) expect(await ask('phone', key)).toBeUndefined();
  for (const key of ['kin.example.org', 'example.net']) expect(await ask('host', key)).toBeUndefined();
  expect((await get('/v1/device/manifest')).json().entries).toBe(6);
});

test('every answer of a kind has one length, and is the same each time', async () => {
  for (const kind of rangeKinds) {
    const answers = device.list.answers(kind);
    const prefixes = Array.from({ length: 4096 }, (_, i) => i.toString(16).padStart(3, '0'));
    for (const prefix of kind === 'host' ? prefixes.map((p) => `${p}00000`) : prefixes) {
      const answer = answers?.answer(prefix);
      expect(answer?.length).toBe(answers?.size);
      expect(answers?.answer(prefix).equals(answer ?? Buffer.alloc(0))).toBe(true);
    }
    const known = kind === 'phone' ? 'tel:+84356789001' : kind === 'host' ? 'xau.example.net' : 'acct:any:0123456789';
    const { body } = await get(`/v1/range/${kind}/${prefixOf(kind, known)}`);
    expect(Buffer.byteLength(body)).toBe(answers?.size);
    const lines = body.split('\r\n').slice(0, -1);
    expect(lines.toSorted()).toEqual(lines);
    const line = new RegExp(`^[0-9a-f]{${64 - prefixDigits[kind]}}:(?:0+|\\{.*\\})$`);
    for (const one of lines) expect(one).toMatch(line);
    expect(body).toContain(keyHash(known).slice(prefixDigits[kind]));
  }
});

test('refuses prefixes that say too much or too little, and answers "not changed"', async () => {
  for (const url of ['phone/ab', 'phone/abcd', 'account/0123456789', 'host/abc', 'phone/xyz', 'phone/abg']) {
    const answer = await get(`/v1/range/${url}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'range.prefix']);
    expect(answer.json().title).toMatch(url.startsWith('host') ? / 8 / : / 3 /);
  }
  expect((await get('/v1/range/mail/abc')).statusCode).toBe(422);
  const first = await get('/v1/range/phone/abc');
  expect(first.headers).toMatchObject({ 'cache-control': 'public, max-age=300', etag: expect.any(String) });
  const again = await get('/v1/range/phone/ABC', { 'if-none-match': String(first.headers.etag) });
  expect([again.statusCode, again.body]).toEqual([304, '']);
});

async function download() {
  const manifest = (await get('/v1/device/manifest')).json();
  expect(verifySignature(manifest.publicKey, signedPart(manifest), manifest.signature)).toBe(true);
  const { rawPayload } = await get(manifest.files.filter.url);
  expect(hash('sha256', rawPayload)).toBe(manifest.files.filter.sha256);
  expect(rawPayload.length).toBe(manifest.files.filter.bytes);
  return { manifest, filter: openFuse16(rawPayload) };
}

test('what a device downloads is signed, complete, and kept up to date by changes', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => `nhieu${i}.example.org`);
  await feeds.importText(an, many.join('\n'), {
    source: 'Dài',
    format: 'domains',
    tlp: 'CLEAR',
    expires,
    skipWrong: false,
  });
  await next();
  const old = await download();
  expect(many.every((key) => old.filter.has(shortHash(key)))).toBe(true);
  expect(Date.parse(old.manifest.expires) - now.getTime()).toBeGreaterThan(6 * 86_400_000);
  // Two versions later: something new, something withdrawn.
  await list('domain', 'moi.example.net');
  const middle = await next();
  await withTx(db, (tx) =>
    indicators.unlist(tx, binh, { kind: 'domain', value: 'xau.example.net' }, { publicNote: 'Nhầm.' }),
  );
  await next();
  const { manifest } = await download();
  const { url, sha256 } = manifest.deltas.find(({ from }: { from: number }) => from === old.manifest.version);
  const { rawPayload } = await get(url);
  expect(hash('sha256', rawPayload)).toBe(sha256);
  const delta = decodeDelta(rawPayload);
  expect([delta.from, delta.to]).toEqual([old.manifest.version, manifest.version]);
  expect([...delta.added]).toEqual([shortHash('moi.example.net')]);
  expect([...delta.removed]).toEqual([shortHash('xau.example.net')]);
  expect(await ask('host', 'xau.example.net')).toBeUndefined();
  const { rawPayload: last } = await get(`/v1/device/filter/${middle}`);
  expect(openFuse16(last).has(shortHash('moi.example.net'))).toBe(true);
  // The filter before this one is still there for who has just read the older manifest; very old ones are not.
  expect((await get(`/v1/device/filter/${old.manifest.version}`)).statusCode).toBe(404);
  expect((await get('/v1/device/delta/1/2')).json().code).toBe('device.version-gone');
});

test('of builds at once the first makes the version, and the others see it', async () => {
  await list('domain', 'nhanh.example.net');
  const before = device.list.version();
  now = new Date(now.getTime() + 2000);
  const made = await Promise.all(Array.from({ length: 4 }, () => buildList({ connection, now })));
  expect(new Set(made).size).toBe(1);
  expect(made[0]).toBeGreaterThan(before);
  await device.list.follow();
  expect(await ask('host', 'nhanh.example.net')).toMatchObject({ source: grounds.source });
});

test('no new version without a change; a restart answers the same', async () => {
  const before = device.list.version();
  expect(await next()).toBe(before);
  const again = open();
  await again.start();
  expect(again.list.version()).toBe(before);
  expect(again.list.manifest()).toEqual(device.list.manifest());
  expect(again.list.answers('host')?.answer(prefixOf('host', 'moi.example.net'))).toEqual(
    device.list.answers('host')?.answer(prefixOf('host', 'moi.example.net')),
  );
  await again.stop();
});
