import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileReference } from '@khien/engines/text';
import type { Listing } from '@khien/engines/verdict';
import {
  createGuard,
  createIndicatorService,
  indicatorMigrations,
  type IndicatorKind,
} from '@khien/features/indicators';
import { peopleMigrations } from '@khien/features/people';
import { reportsMigrations } from '@khien/features/reports';
import { reference, registry } from '@khien/packs/vietnam';
import { verifyAudit } from '@khien/platform/audit';
import { createActor } from '@khien/platform/auth';
import { createVault } from '@khien/platform/crypto';
import { newId, withTx } from '@khien/platform/db';
import { testDatabase } from '@khien/platform/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { appealsMigrations, createAppeals } from './index.ts';

const database = await testDatabase([peopleMigrations, indicatorMigrations, reportsMigrations, appealsMigrations]);
const folder = mkdtempSync(path.join(tmpdir(), 'khien-appeals-'));
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});
const { db } = database;
const start = new Date('2026-11-21T02:00:00Z');
let now = start;
beforeEach(() => {
  now = start;
});
const clock = () => now;
const compiled = compileReference(reference);
const indicators = createIndicatorService({ clock, reference: compiled, refuse: createGuard(registry) });
/** A list imported from elsewhere. */
const imported = new Map<string, Listing>([
  ['bi-liet-nham.example', { kind: 'scam', source: 'feed', listedAt: '2026-01-01' }],
]);
const appeals = createAppeals({
  db,
  clock,
  vault: createVault(path.join(folder, 'keys.json')),
  reference: compiled,
  indicators,
  async lookup(keys) {
    const rows = await indicators.byKeys(db, keys);
    return keys.map((key) => {
      const row = rows.find((one) => one.key === key);
      if (row?.state !== 'listed') return row ? undefined : imported.get(key);
      return { kind: row.verdict, source: row.source, listedAt: '2026-11-21', id: row.id };
    });
  },
}).service;

const person = async (name: string) => {
  const userId = newId();
  await db
    .insertInto('app_user')
    .values({ id: userId, name, oidc_issuer: null, oidc_subject: null, created_at: now, disabled_at: null })
    .execute();
  const grants = [{ role: 'officer' as const, unitId: '11' }];
  return createActor({ userId, name, grants, method: 'passkey' }, { subtree: (id) => [id] });
};
const [minh, hoa, son] = await Promise.all(['Lò Văn Minh', 'Quàng Thị Hoa', 'Vàng A Sơn'].map(person));
if (!minh || !hoa || !son) throw new Error('unreachable');

const list = (kind: IndicatorKind, value: string) =>
  withTx(db, async (tx) => {
    const proposal = { kind, value, source: 'Công an tỉnh Điện Biên', evidence: 'x' };
    const row = await indicators.propose(tx, minh, proposal);
    return row.state === 'listed' ? row : indicators.sign(tx, hoa, row.id);
  });
const why = 'Đây là số của tôi, tôi đã đổi SIM từ tháng trước.';

test('only what is listed can be appealed, however it is written', async () => {
  await expect(appeals.submit({ value: '0912 000 111', text: why })).rejects.toThrow('appeal.not-listed');
  await list('phone', '0912000111');
  const { receipt } = await appeals.submit({ value: '+84 (912) 000-111', text: why });
  expect(receipt).toMatchObject({
    status: 'received',
    value: '0912 000 111',
    receivedAt: '2026-11-21T02:00:00.000Z',
    dueAt: '2026-11-24T02:00:00.000Z',
  });
  expect(await appeals.status(receipt.code)).toMatchObject({ status: 'received' });
  await list('domain', 'trang-gia.example');
  const page = await appeals.submit({ value: 'http://trang-gia.example/shop?x=1', text: why });
  expect(page.receipt.value).toBe('trang-gia.example');
  await list('bank-account', '970436:0001112223334');
  expect((await appeals.submit({ value: 'VCB 0001 1122 2333 4', text: why })).receipt.value).toBe('0001 1122 2333 4');
});

test('those who signed cannot decide; somebody else takes it off in public', async () => {
  const row = await list('phone', '0912000222');
  const { receipt, id } = await appeals.submit({ value: '0912000222', text: why, contact: { phone: '0912000222' } });
  for (const signer of [minh, hoa]) {
    const refused = appeals.decide(signer, id, { decision: 'upheld', reason: 'vẫn đúng như đã ký' }, 'vi');
    await expect(refused).rejects.toThrow('appeal.own-signature');
    expect((await appeals.read(signer, id, 'vi')).mayDecide).toBe(false);
  }
  const open = await appeals.read(son, id, 'vi');
  expect(open).toMatchObject({ mayDecide: true, text: why, hasContact: true });
  expect(open.indicator?.signedBy.map((one) => one.name)).toEqual(['Lò Văn Minh', 'Quàng Thị Hoa']);
  expect(JSON.stringify(open)).not.toContain('"phone":"0912000222"');
  const reason = 'Số đã được cấp lại cho người khác.';
  const decided = await appeals.decide(son, id, { decision: 'unlisted', reason }, 'vi');
  expect(decided).toMatchObject({ status: 'decided', decidedBy: { name: 'Vàng A Sơn' }, mayDecide: false });
  expect(await appeals.status(receipt.code)).toMatchObject({ decision: 'unlisted', reason });
  expect((await indicators.byId(db, row.id))?.state).toBe('unlisted');
  const actions = await indicators.actions(db, row.id);
  expect(actions.at(-1)).toMatchObject({ type: 'unlist', public_note: reason });
  const again = appeals.decide(son, id, { decision: 'upheld', reason: 'đổi ý rồi đấy' }, 'vi');
  await expect(again).rejects.toThrow('appeal.decided');
});

test('two who decide at the same moment: one does', async () => {
  await list('domain', 'hai-nguoi.example');
  const { id } = await appeals.submit({ value: 'hai-nguoi.example', text: why });
  const results = await Promise.allSettled(
    [hoa, son].map((actor) => appeals.decide(actor, id, { decision: 'unlisted', reason: 'liệt kê nhầm' }, 'vi')),
  );
  expect(results.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('what only an imported list holds can be taken off too', async () => {
  const { id } = await appeals.submit({ value: 'https://bi-liet-nham.example', text: why });
  await appeals.decide(son, id, { decision: 'unlisted', reason: 'Trang của một trường học.' }, 'vi');
  const row = (await indicators.byKeys(db, ['bi-liet-nham.example']))[0];
  expect(row?.state).toBe('unlisted');
  await expect(appeals.submit({ value: 'bi-liet-nham.example', text: why })).rejects.toThrow('appeal.not-listed');
});

test('the list puts what is overdue first and pages without gaps', async () => {
  await database.pool.query('delete from appeal');
  for (const hours of [0, 30, 60, 80]) {
    now = new Date(start.getTime() + hours * 3_600_000);
    await list('domain', `cho-${hours}.example`);
    const { id } = await appeals.submit({ value: `cho-${hours}.example`, text: why });
    if (hours === 30) await appeals.decide(son, id, { decision: 'upheld', reason: 'vẫn còn lừa đảo' }, 'vi');
  }
  const whole = await appeals.list({}, 'vi');
  expect(whole.appeals.map((one) => [one.value, one.overdue])).toEqual([
    ['cho-0.example', true],
    ['cho-60.example', false],
    ['cho-80.example', false],
    ['cho-30.example', false],
  ]);
  expect(whole.overdue).toBe(1);
  const seen: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await appeals.list({ limit: 1, ...(cursor && { cursor }) }, 'vi');
    seen.push(...page.appeals.map((one) => one.id));
    cursor = page.next;
    if (!cursor) break;
  }
  expect(seen).toEqual(whole.appeals.map((one) => one.id));
  expect((await appeals.list({ status: 'decided' }, 'vi')).appeals).toHaveLength(1);
});

test('the same key gives the same code, and nothing is stored in the clear', async () => {
  await list('domain', 'hai-lan.example');
  const secret = 'Tôi là Vàng Thị Kín, chủ cửa hàng ở chợ Noong Bua.';
  const input = {
    value: 'hai-lan.example',
    text: secret,
    contact: { email: 'kin@example.vn' },
    idempotencyKey: 'appeal-test-0123456789',
  };
  const [a, b] = await Promise.all([appeals.submit(input), appeals.submit(input)]);
  expect(b.receipt.code).toBe(a.receipt.code);
  await expect(appeals.submit({ ...input, text: 'khác hẳn nội dung cũ' })).rejects.toThrow('report.key-reused');
  const { rows } = await database.pool.query('select * from appeal');
  const dump = rows
    .flatMap((row) => Object.values(row))
    .map((value) => (Buffer.isBuffer(value) ? value.toString('utf8') : JSON.stringify(value)))
    .join('\n');
  expect(dump).toContain('hai-lan.example');
  for (const word of ['Vàng Thị Kín', 'kin@example.vn', a.receipt.code]) expect(dump).not.toContain(word);
});

test('every reading and decision is in the log', async () => {
  const { rows } = await database.pool.query(
    `select action, count(*) from audit_log where action like 'appeal.%' group by action order by action`,
  );
  expect(rows.map((row) => row.action)).toEqual(['appeal.decide', 'appeal.read']);
  expect(await verifyAudit(db)).toMatchObject({ ok: true });
});
