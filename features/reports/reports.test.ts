import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileReference } from '@khien/engines/text';
import { createChecker } from '@khien/engines/verdict';
import { brands, hotlines, reference, registry, schemes } from '@khien/packs/vietnam';
import { createFolderStore } from '@khien/platform/blobs';
import { createVault } from '@khien/platform/crypto';
import { withTx } from '@khien/platform/db';
import { testDatabase } from '@khien/platform/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { createReports, ownersIn, type ReportInput, reportsMigrations } from './index.ts';
import { answerQuestion, reportStatus } from './status.ts';
import { takeFile } from './uploads.ts';

const database = await testDatabase([reportsMigrations]);
const folder = mkdtempSync(path.join(tmpdir(), 'khien-reports-'));
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});
const { db } = database;
const compiled = compileReference(reference);
const checker = createChecker({ reference: compiled, registry, brands, schemes, hotlines });
let now = new Date('2026-11-21T07:00:00Z');
const vault = createVault(path.join(folder, 'keys.json'));
const deps = {
  db,
  clock: () => now,
  vault,
  blobs: createFolderStore({ folder: path.join(folder, 'files'), vault }),
  check: (text: string) => checker({ text }, (keys) => keys.map(() => undefined)),
  reference: compiled,
  ownerOf: ownersIn(registry, compiled),
  hotlines,
  unitName: (id: string) => ({ '11': 'Tỉnh Điện Biên', '03328': 'Xã Thanh Nưa' })[id],
  schemeName: (id: string) => (id === 'tinh-cam' ? 'Trúng thưởng' : undefined),
};
const reports = createReports(deps);

let key = 0;
const input = (over: Partial<ReportInput> = {}): ReportInput => ({
  kind: 'attempt',
  text: 'Số 0912 345 678 gọi báo trúng quà, bắt chuyển phí vào http://qua-tri-an.example/nhan',
  idempotencyKey: `test-key-0000-${++key}`,
  ...over,
});
const keysOf = async (id: string) => (await reports.casework.observablesOf(db, [id])).map((one) => one.key).toSorted();

describe('taking a report in', () => {
  test('an attempt gets a code, the reporting lines and a text for them', async () => {
    const { receipt, created, reportId } = await reports.submit(input(), 'vi');
    expect(created).toBe(true);
    expect(receipt.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(receipt.callNow.map((one) => one.phone)).toEqual(['156', '5656']);
    expect(receipt.sms?.text).toMatch(/^LD \(0912345678\) \(Số 0912/);
    expect(receipt.letter).toBeUndefined();
    expect(await keysOf(reportId)).toEqual(['qua-tri-an.example', 'qua-tri-an.example/nhan', 'tel:+84912345678']);
    expect(await reportStatus(deps, receipt.code.toLowerCase().replaceAll('-', ' '), 'vi')).toMatchObject({
      status: 'received',
      steps: [{ step: 'received' }],
      helped: 0,
    });
  });

  test('the account a scammer names is linked by; the payer’s own in a pasted bank notice is not', async () => {
    const asked = await reports.submit(input({ text: 'Bắt chuyển vào tài khoản 0001239874560 Vietcombank' }), 'vi');
    expect(await keysOf(asked.reportId)).toEqual(['acct:970436:0001239874560']);
    const text =
      'SD TK 0001239874560 -2,500,000VND luc 21-11-2026 14:05:33. SD 1,234,567VND. Ref FT1.CT toi 0009998887776';
    const pasted = await reports.submit(input({ text }), 'vi');
    expect((await keysOf(pasted.reportId)).some((one) => one.endsWith(':0001239874560'))).toBe(false);
  });

  test('a loss says whom to call first and gives the letter, naming what is missing', async () => {
    const loss = {
      amount: 12_500_000,
      at: '2026-11-21T13:40:00+07:00',
      from: { bank: '970436', number: '0001112223334' },
      to: { bank: '970422', number: '0009876543210', holder: 'TRAN THI BINH' },
    };
    const { receipt, reportId } = await reports.submit(input({ kind: 'loss', loss, text: 'Bị lừa chuyển tiền' }), 'vi');
    expect(receipt.callNow[0]).toMatchObject({ role: 'bank', code: 'VCB' });
    // No number called, so there is no text to send, and none is promised.
    expect(receipt.sms).toBeUndefined();
    expect(receipt.callNow.at(-1)?.say).not.toContain('bên dưới');
    expect(receipt.callNow.map((one) => one.role)).toEqual(['bank', 'receiving-bank', 'police', 'spam', 'spam']);
    expect(receipt.letter).toMatchObject({
      amountInWords: 'mười hai triệu năm trăm nghìn đồng',
      beneficiary: { account: '0009876543210', holder: 'TRAN THI BINH' },
      code: receipt.code,
      missing: ['reference', 'sender.name', 'sender.phone'],
    });
    expect(await keysOf(reportId)).toEqual(['acct:970422:0009876543210']);
  });

  test('nothing of the reporter becomes an observable', async () => {
    const bankMessage = 'VCB: SD TK 0001112223334 -2,500,000VND luc 21-11-2026 14:05:33. SD 1,234,567VND.';
    const { reportId } = await reports.submit(
      input({
        kind: 'loss',
        text: `Tôi là 0987 654 321. ${bankMessage} Kẻ gian dùng số 0912 345 678`,
        contact: { name: 'Lò Thị Thử', phone: '+84 987 654 321', email: 'toi@example.vn' },
      }),
      'vi',
    );
    expect(await keysOf(reportId)).toEqual(['tel:+84912345678']);
  });

  test('the same key gives the same code; other content under it is refused', async () => {
    const one = input();
    const [a, b] = await Promise.all([reports.submit(one, 'vi'), reports.submit({ ...one }, 'vi')]);
    expect(b.receipt).toEqual(a.receipt);
    expect([a.created, b.created].filter(Boolean)).toHaveLength(1);
    expect((await reports.submit(one, 'en')).receipt.code).toBe(a.receipt.code);
    await expect(reports.submit({ ...one, text: 'Khác' }, 'vi')).rejects.toThrow('report.key-reused');
  });

  test('every unknown code is named at once', async () => {
    const wrong = input({ kind: 'loss', unitId: '99999', scheme: 'x', loss: { from: { bank: '000000' } } });
    const failure = await reports.submit(wrong, 'vi').catch((error) => error);
    expect(failure.code).toBe('input.invalid');
    expect(failure.options.issues('vi').map((issue: { path: string }) => issue.path)).toEqual([
      'body.unitId',
      'body.scheme',
      'body.loss.from.bank',
    ]);
  });
});

test('the database holds nothing that a person wrote, in the clear', async () => {
  const secrets = [
    'Bí mật của bà Vàng Thị Kín',
    '0001119998887',
    'Vàng Thị Kín',
    '0977123123',
    'kin@example.vn',
    'FT26SECRET01',
  ];
  const { receipt } = await reports.submit(
    input({
      kind: 'loss',
      text: `${secrets[0]}`,
      loss: { from: { number: secrets[1] as string }, reference: secrets[5] as string, memo: secrets[0] as string },
      contact: { name: secrets[2] as string, phone: secrets[3] as string, email: secrets[4] as string },
    }),
    'vi',
  );
  const tables = ['report', 'report_observable', 'report_action', 'report_file', 'upload', 'outbox'];
  const dump: string[] = [];
  for (const table of tables) {
    const { rows } = await database.pool.query(`select * from ${table}`);
    for (const row of rows)
      for (const value of Object.values(row))
        dump.push(Buffer.isBuffer(value) ? value.toString('utf8') : JSON.stringify(value));
  }
  const all = dump.join('\n');
  expect(all.length).toBeGreaterThan(1000);
  for (const secret of [...secrets, receipt.code, receipt.code.replaceAll('-', '')]) expect(all).not.toContain(secret);
});

describe('question, answer, decision', () => {
  test('the reporter reads the question, answers once, and hears how it ended', async () => {
    const { receipt, reportId } = await reports.submit(input({ unitId: '03328' }), 'vi');
    await expect(answerQuestion(deps, receipt.code, 'Chưa ai hỏi', 'vi')).rejects.toThrow('report.no-question');
    await withTx(db, (tx) =>
      reports.casework.act(tx, [reportId], { kind: 'asked', text: 'Họ có nói tên công ty không?' }),
    );
    expect((await reportStatus(deps, receipt.code, 'vi')).question?.text).toBe('Họ có nói tên công ty không?');
    const answered = await answerQuestion(deps, receipt.code, 'Họ nói là bưu điện', 'vi');
    expect(answered.question).toBeUndefined();
    expect(JSON.stringify(answered)).not.toContain('bưu điện');
    now = new Date(now.getTime() + 60_000);
    await withTx(db, (tx) => reports.casework.act(tx, [reportId], { kind: 'passed-on', unitId: '11' }));
    expect(await reportStatus(deps, receipt.code, 'vi')).toMatchObject({
      decision: 'passed-on',
      unit: 'Tỉnh Điện Biên',
      message: expect.stringContaining('Tỉnh Điện Biên'),
    });
    await withTx(db, (tx) => reports.casework.act(tx, [reportId], { kind: 'decided', decision: 'blocked' }));
    expect(await reportStatus(deps, receipt.code, 'en')).toMatchObject({
      decision: 'blocked',
      message: expect.stringContaining('warning list'),
    });
  });

  test('a mistyped code is told apart from an unknown one', async () => {
    const { receipt } = await reports.submit(input(), 'vi');
    const typo = receipt.code.slice(0, -1) + (receipt.code.endsWith('7') ? '8' : '7');
    await expect(reportStatus(deps, typo, 'vi')).rejects.toThrow('report.code-wrong');
    await expect(reportStatus(deps, '0000-000-0000', 'vi')).rejects.toThrow('report.not-found');
  });

  test('later checks that meet a listing raise the counters of all reports behind it', async () => {
    const [a, b, c] = await Promise.all([1, 2, 3].map(() => reports.submit(input(), 'vi')));
    if (!a || !b || !c) throw new Error('unreachable');
    const [one, two] = ['0197a000-0000-7000-8000-000000000001', '0197a000-0000-7000-8000-000000000002'];
    await withTx(db, (tx) => reports.casework.linkIndicators(tx, [a.reportId, b.reportId], [one]));
    await withTx(db, (tx) => reports.casework.linkIndicators(tx, [b.reportId], [two]));
    await withTx(db, (tx) =>
      reports.casework.helped(tx, [
        { indicatorId: one, count: 5 },
        { indicatorId: two, count: 2 },
      ]),
    );
    const helped = await Promise.all([a, b, c].map((r) => reportStatus(deps, r.receipt.code, 'vi')));
    expect(helped.map((status) => status.helped)).toEqual([5, 7, 0]);
  });
});

test('how to reach a reporter is erased a year after the decision, not before', async () => {
  const contact = { phone: '0977 000 111' };
  const [old, open] = await Promise.all([1, 2].map(() => reports.submit(input({ contact }), 'vi')));
  if (!old || !open) throw new Error('unreachable');
  await withTx(db, (tx) => reports.casework.act(tx, [old.reportId], { kind: 'decided', decision: 'not-enough' }));
  const contactOf = (id: string) => withTx(db, (tx) => reports.casework.contact(tx, id));
  now = new Date(now.getTime() + 364 * 86_400_000);
  await reports.sweep();
  expect(await contactOf(old.reportId)).toEqual(contact);
  now = new Date(now.getTime() + 2 * 86_400_000);
  await reports.sweep();
  expect(await contactOf(old.reportId)).toBeUndefined();
  expect(await contactOf(open.reportId)).toEqual(contact);
});

describe('files', () => {
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n');

  test('a file waits under a token and goes with one report', async () => {
    const file = await takeFile(deps, pdf);
    const { reportId } = await reports.submit(input({ files: [file.token] }), 'vi');
    const [opened] = await withTx(db, (tx) => reports.casework.read(tx, [reportId], 'vi'));
    expect(opened?.files).toMatchObject([{ mime: 'application/pdf', size: pdf.length }]);
    const failure = await reports.submit(input({ files: [file.token] }), 'vi').catch((error) => error);
    expect(failure.options.issues('en')[0].path).toBe('body.files.0');
    await expect(takeFile(deps, Buffer.from('MZ'))).rejects.toThrow('file.not-accepted');
  });

  test('files without a report are swept away, others stay', async () => {
    const kept = await takeFile(deps, pdf);
    await reports.submit(input({ files: [kept.token] }), 'vi');
    await takeFile(deps, Buffer.from('%PDF-1.4\nmồ côi\n%%EOF'));
    await takeFile(deps, pdf);
    now = new Date(now.getTime() + 25 * 3_600_000);
    await reports.sweep();
    let left = 0;
    for await (const _ of deps.blobs.list()) left++;
    expect(left).toBe(1);
  });
});
