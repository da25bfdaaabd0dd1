import { verifyAudit } from '@khien/platform/audit';
import type { Actor } from '@khien/platform/auth';
import { withTx } from '@khien/platform/db';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placeReport, settle } from './intake.ts';
import { type DeskHarness, deskHarness } from './testing.ts';

let h: DeskHarness;
let minh: Actor;
let hoa: Actor;
let lan: Actor;
beforeAll(async () => {
  h = await deskHarness();
  minh = await h.person('Lò Văn Minh', 'officer', '11');
  hoa = await h.person('Quàng Thị Hoa', 'officer', '11');
  lan = await h.person('Cà Thị Lan', 'official', '03328');
});
afterAll(() => h.close());

const status = (code: string) => h.reports.status(code, 'vi');
const keysOf = (lead: { observables: { key: string }[] }) => lead.observables.map((one) => one.key);
let digits = 100;
const phone = () => `0912 345 ${++digits}`;

describe('reports become leads', () => {
  test('what shares a number is one lead, what shares nothing another', async () => {
    const number = phone();
    const a = await h.send(`Số ${number} gọi báo khóa SIM`);
    const b = await h.send(`Bị ${number.replaceAll(' ', '.')} gọi hỏi CCCD`, { unitId: '03328' });
    const c = await h.send(`Số ${phone()} mời đầu tư`);
    expect(b.leadId).toBe(a.leadId);
    expect(c.leadId).not.toBe(a.leadId);
    const lead = await h.desk.read(minh, a.leadId, 'vi');
    expect(lead).toMatchObject({ state: 'open', reportCount: 2, reports24h: 2, unitId: '11' });
    expect(lead.actions.map((one) => one.kind)).toEqual(['opened', 'joined']);
    expect(h.failures).toEqual([]);
  });

  test('joining counts as counting anew would', async () => {
    const number = phone();
    const { leadId } = await h.send(`Số ${number}`);
    await h.send(`Số ${number}`, { kind: 'loss', loss: { amount: 7_000_000 } });
    h.pass(1000);
    await h.send(`Số ${number}`, { kind: 'loss', loss: { amount: 300_000 } });
    const row = async () => (await h.pool.query('select * from lead where id = $1', [leadId])).rows[0];
    const joined = await row();
    expect(joined).toMatchObject({ version: 3, report_count: 3, lost: 7_300_000, kind: 'loss' });
    await withTx(h.db, (tx) => settle(tx, leadId));
    expect(await row()).toEqual(joined);
  });

  test('two at the same moment open one lead', async () => {
    const text = `Số ${phone()} gọi và gửi link http://nhan-qua.example/x`;
    const { reports, db } = h;
    const sent = await Promise.all(
      [1, 2, 3, 4].map((n) => reports.submit({ kind: 'attempt', text, idempotencyKey: `same-moment-000${n}` }, 'vi')),
    );
    const twice = [...sent, ...sent];
    await Promise.all(twice.map((one) => withTx(db, (tx) => placeReport(h.deps, tx, one.reportId))));
    const rows = await db
      .selectFrom('lead_report')
      .select('lead_id')
      .distinct()
      .where(
        'report_id',
        'in',
        sent.map((one) => one.reportId),
      )
      .execute();
    expect(rows).toHaveLength(1);
    await h.drain();
    const lead = await h.desk.read(minh, rows[0]?.lead_id ?? '', 'vi');
    expect(lead.reportCount).toBe(4);
    expect(lead.actions.map((one) => one.kind)).toEqual(['opened', 'joined', 'joined', 'joined']);
  });

  test('an official number that scammers borrow joins nothing', async () => {
    const a = await h.send('Tổng đài 1900 545 413 của ngân hàng gọi tôi, vào vietcombank.com.vn kiểm tra');
    const b = await h.send('Họ xưng là 1900 545 413 bảo vào vietcombank.com.vn');
    expect(a.leadId).not.toBe(b.leadId);
  });
});

test('two signatures list a number, tell the reporters and count for them', async () => {
  const number = phone();
  const a = await h.send(`Số ${number} báo trúng quà, vào http://qua-tang-${digits}.example/nhan`);
  const b = await h.send(`${number} lại gọi đòi phí`, { kind: 'loss', loss: { amount: 6_000_000 } });
  const taken = await h.act(minh, a.leadId, { type: 'take' });
  expect(taken.takenBy?.name).toBe('Lò Văn Minh');
  expect((await status(a.code)).status).toBe('verifying');
  const confirmed = await h.act(minh, a.leadId, {
    type: 'confirm',
    keys: keysOf(taken),
    scheme: 'khoa-sim',
    evidence: 'Hai phản ánh độc lập, cùng kịch bản',
  });
  expect(confirmed).toMatchObject({ state: 'awaiting', pending: { by: { name: 'Lò Văn Minh' } } });
  expect(confirmed.allowed).not.toContain('countersign');
  expect(await h.listed('phone', number)).toBe(false);
  expect(await h.listed('domain', `qua-tang-${digits}.example`)).toBe(true);
  expect((await status(a.code)).status).toBe('verifying');
  await expect(h.act(minh, a.leadId, { type: 'countersign' })).rejects.toThrow('lead.same-person');

  const late = await h.send(`Vừa bị ${number} gọi`);
  expect(late.leadId).toBe(a.leadId);
  const done = await h.act(hoa, a.leadId, { type: 'countersign' });
  expect(done).toMatchObject({ state: 'closed', outcome: 'confirmed' });
  expect(await h.listed('phone', number)).toBe(true);
  for (const report of [a, b, late]) expect(await status(report.code)).toMatchObject({ decision: 'blocked' });

  const { rows } = await h.pool.query('select indicator_id from report_indicator where report_id = $1', [
    late.reportId,
  ]);
  const id = rows[0]?.indicator_id as string;
  await h.reports.casework.helped(h.db, [{ indicatorId: id, count: 3 }]);
  expect((await status(late.code)).helped).toBe(3);

  const again = await h.send(`Số ${number} hôm nay vẫn gọi`);
  expect(again.leadId).not.toBe(a.leadId);
  const next = await h.desk.read(minh, again.leadId, 'vi');
  expect(next.earlier).toMatchObject([{ leadId: a.leadId, outcome: 'confirmed', by: { name: 'Lò Văn Minh' } }]);
  expect(next.observables[0]?.listing?.kind).toBe('scam');
});

test('a domain alone needs one person', async () => {
  const { leadId, code } = await h.send('Vào http://vneid-cap-nhat.example/tai để cập nhật');
  const lead = await h.desk.read(minh, leadId, 'vi');
  const done = await h.act(minh, leadId, {
    type: 'confirm',
    keys: keysOf(lead),
    evidence: 'Trang giả',
    message: 'Đã chặn trang này.',
  });
  expect(done).toMatchObject({ state: 'closed', outcome: 'confirmed' });
  expect(await status(code)).toMatchObject({ decision: 'blocked', message: 'Đã chặn trang này.' });
});

test('of two confirmations at once one wins, the other is told what changed', async () => {
  const { leadId } = await h.send(`Link http://dua-nhau.example/a và số ${phone()}`);
  const lead = await h.desk.read(minh, leadId, 'vi');
  const both = [minh, hoa].map((actor) =>
    h.desk.act(actor, leadId, { type: 'confirm', version: lead.version, keys: keysOf(lead), evidence: 'x' }, 'vi'),
  );
  const results = await Promise.allSettled(both);
  expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  const lost = results.find((one) => one.status === 'rejected')?.reason;
  expect(lost?.code).toMatch(/^lead\.(changed|not-now)$/);
  const { actions } = await h.desk.read(minh, leadId, 'vi');
  expect(actions.filter((one) => one.kind === 'confirmed')).toHaveLength(1);
});

test('a decision on an old version is refused, a harmless action is not', async () => {
  const number = phone();
  const { leadId } = await h.send(`Số ${number}`);
  const { version } = await h.desk.read(minh, leadId, 'vi');
  await h.send(`Lại số ${number}`);
  const late = h.desk.act(minh, leadId, { type: 'not-enough', version, message: 'Chưa đủ' }, 'vi');
  await expect(late).rejects.toMatchObject({
    code: 'lead.changed',
    options: { params: { changes: 'có thêm phản ánh' } },
  });
  await expect(h.desk.act(minh, leadId, { type: 'take', version }, 'vi')).resolves.toBeTruthy();
});

test('the second person refuses: nothing is listed and the lead is open again', async () => {
  const number = phone();
  const { leadId } = await h.send(`Số ${number}`);
  const lead = await h.desk.read(minh, leadId, 'vi');
  await h.act(minh, leadId, { type: 'confirm', keys: keysOf(lead), evidence: 'một phản ánh' });
  const refused = await h.act(hoa, leadId, { type: 'refuse', note: 'Số của người bị hại' });
  expect(refused).toMatchObject({ state: 'open' });
  expect(refused.pending).toBeUndefined();
  expect(await h.listed('phone', number)).toBe(false);
  await h.act(hoa, leadId, { type: 'confirm', keys: keysOf(lead), evidence: 'đã gọi kiểm tra' });
  await h.act(minh, leadId, { type: 'countersign' });
  expect(await h.listed('phone', number)).toBe(true);
});

test('the waiting number signed elsewhere completes the lead', async () => {
  const { leadId, code } = await h.send(`Số ${phone()}`);
  const lead = await h.desk.read(minh, leadId, 'vi');
  await h.act(minh, leadId, { type: 'confirm', keys: keysOf(lead), evidence: 'x' });
  const [indicator] = await h.indicators.byLead(h.db, leadId);
  await withTx(h.db, (tx) => h.indicators.sign(tx, hoa, indicator?.id ?? ''));
  await h.drain();
  expect(await h.desk.read(minh, leadId, 'vi')).toMatchObject({ state: 'closed', outcome: 'confirmed' });
  expect((await status(code)).decision).toBe('blocked');
});

describe('regrouping', () => {
  test('merge pours leads together, undo parts them again', async () => {
    const a = await h.send(`Số ${phone()}`);
    const b = await h.send(`Số ${phone()}`);
    const merged = await h.act(minh, a.leadId, { type: 'merge', leadIds: [b.leadId] });
    expect(merged.reportCount).toBe(2);
    expect(await h.desk.read(minh, b.leadId, 'vi')).toMatchObject({
      state: 'closed',
      outcome: 'merged',
      reportCount: 0,
    });
    const action = merged.actions.find((one) => one.kind === 'merged');
    expect(action).toMatchObject({ undoable: true, leadId: b.leadId });
    await expect(h.act(hoa, a.leadId, { type: 'undo', actionId: action?.id ?? '' })).rejects.toThrow(
      'lead.not-undoable',
    );
    const parted = await h.act(minh, a.leadId, { type: 'undo', actionId: action?.id ?? '' });
    expect(parted.reportCount).toBe(1);
    expect(await h.desk.read(minh, b.leadId, 'vi')).toMatchObject({ state: 'open', reportCount: 1 });
  });

  test('undo ends after ten minutes', async () => {
    const a = await h.send(`Số ${phone()}`);
    const b = await h.send(`Số ${phone()}`);
    const merged = await h.act(minh, a.leadId, { type: 'merge', leadIds: [b.leadId] });
    h.pass(10 * 60_000 + 1);
    const actionId = merged.actions.find((one) => one.kind === 'merged')?.id ?? '';
    await expect(h.act(minh, a.leadId, { type: 'undo', actionId })).rejects.toThrow('lead.not-undoable');
  });

  test('split takes reports out, never all, and can be undone while nobody worked on the new lead', async () => {
    const number = phone();
    const a = await h.send(`Số ${number} gọi`);
    const b = await h.send(`Số ${number} nhắn`);
    const { version } = await h.desk.read(minh, a.leadId, 'vi');
    const all = { type: 'split' as const, version, reportIds: [a.reportId, b.reportId] };
    await expect(h.desk.act(minh, a.leadId, all, 'vi')).rejects.toThrow('lead.not-now');
    const result = await h.desk.act(minh, a.leadId, { ...all, reportIds: [b.reportId] }, 'vi');
    expect(result.lead.reportCount).toBe(1);
    expect(await h.desk.read(minh, result.newLeadId ?? '', 'vi')).toMatchObject({ state: 'open', reportCount: 1 });
    expect(result.lead.related.map((one) => one.leadId)).toContain(result.newLeadId);
    const actionId = result.lead.actions.find((one) => one.kind === 'split')?.id ?? '';
    const back = await h.act(minh, a.leadId, { type: 'undo', actionId });
    expect(back.reportCount).toBe(2);
    expect(await h.desk.read(minh, result.newLeadId ?? '', 'vi')).toMatchObject({
      state: 'closed',
      outcome: 'emptied',
    });
  });
});

test('a question reaches the reporter and the answer marks the lead', async () => {
  const { leadId, code, reportId } = await h.send(`Số ${phone()}`);
  await h.act(minh, leadId, { type: 'ask', question: 'Họ nói tên công ty nào?' });
  expect((await status(code)).question?.text).toBe('Họ nói tên công ty nào?');
  await h.reports.answer(code, 'Bưu điện', 'vi');
  await h.drain();
  const lead = await h.desk.read(minh, leadId, 'vi');
  expect(lead.answered).toBe(true);
  expect(lead.reports.find((one) => one.id === reportId)?.talk.map((one) => one.text)).toEqual([
    'Họ nói tên công ty nào?',
    'Bưu điện',
  ]);
  expect((await h.act(minh, leadId, { type: 'take' })).answered).toBe(false);
});

test('closing tells why, and can be taken back for ten minutes', async () => {
  const { leadId, code } = await h.send(`Số ${phone()}`);
  const closed = await h.act(minh, leadId, { type: 'not-scam', message: 'Đây là số của bưu tá.' });
  expect(await status(code)).toMatchObject({ decision: 'not-a-scam', message: 'Đây là số của bưu tá.' });
  const actionId = closed.actions.find((one) => one.kind === 'closed')?.id ?? '';
  const open = await h.act(minh, leadId, { type: 'undo', actionId });
  expect(open.state).toBe('open');
  expect(await status(code)).toMatchObject({ status: 'verifying' });
  expect((await status(code)).decision).toBeUndefined();
});

describe('permission by unit', () => {
  test('an official sees their commune, acts there, and decides nothing', async () => {
    const own = await h.send(`Số ${phone()}`, { unitId: '03328' });
    const other = await h.send(`Số ${phone()}`, { unitId: '03316' });
    const none = await h.send(`Số ${phone()}`);
    const queue = await h.desk.queue(lan, { limit: 100 }, 'vi');
    const ids = queue.leads.map((lead) => lead.id);
    expect(ids).toContain(own.leadId);
    expect(ids).not.toContain(other.leadId);
    expect(ids).not.toContain(none.leadId);
    await expect(h.desk.read(lan, other.leadId, 'vi')).rejects.toThrow('lead.not-found');
    await expect(h.desk.act(lan, other.leadId, { type: 'take', version: 1 }, 'vi')).rejects.toThrow('lead.not-found');
    const lead = await h.act(lan, own.leadId, { type: 'take' });
    expect(lead.allowed).toEqual(expect.arrayContaining(['ask', 'pass-on', 'release']));
    expect(lead.allowed).not.toContain('confirm');
    await expect(h.act(lan, own.leadId, { type: 'not-scam', message: 'x' })).rejects.toThrow('auth.forbidden');
    await expect(h.act(lan, own.leadId, { type: 'confirm', keys: keysOf(lead), evidence: 'x' })).rejects.toThrow(
      'auth.forbidden',
    );
  });

  test('in a shared lead an official reads the reports of their own people only', async () => {
    const number = phone();
    const far = await h.send(`Số ${number} gọi ông A ở Nà Tấu`, { unitId: '03316' });
    const near = await h.send(`Số ${number} gọi bà B ở Thanh Nưa`, { unitId: '03328' });
    expect(near.leadId).toBe(far.leadId);
    const lead = await h.desk.read(lan, near.leadId, 'vi');
    expect(lead.reportCount).toBe(2);
    expect(lead.reports.map((one) => one.id)).toEqual([near.reportId]);
    expect(lead.allowed).toEqual([]);
    expect(JSON.stringify(lead)).not.toContain('ông A');
    const queue = await h.desk.queue(lan, { q: number }, 'vi');
    expect(queue.leads[0]?.excerpt).toContain('bà B');
  });

  test('passing on moves the lead, tells the reporter, and its author can take it back', async () => {
    const { leadId, code } = await h.send(`Số ${phone()}`, { unitId: '03328' });
    const moved = await h.act(lan, leadId, { type: 'pass-on', unitId: '11', note: 'Vượt thẩm quyền xã' });
    expect(moved.unitId).toBe('11');
    expect(await status(code)).toMatchObject({ decision: 'passed-on', unit: 'Tỉnh Điện Biên' });
    const actionId = moved.actions.find((one) => one.kind === 'passed-on')?.id ?? '';
    const back = (await h.desk.act(lan, leadId, { type: 'undo', version: moved.version, actionId }, 'vi')).lead;
    expect(back.unitId).toBe('03328');
    expect((await status(code)).status).toBe('verifying');
  });

  test('a contact is read under a purpose, by those who may, and logged', async () => {
    const { leadId, reportId } = await h.send(`Số ${phone()}`, { unitId: '03328', contact: { phone: '0977 111 222' } });
    const lead = await h.desk.read(minh, leadId, 'vi');
    expect(lead.reports[0]?.hasContact).toBe(true);
    expect(JSON.stringify(lead)).not.toContain('0977');
    await expect(h.desk.contact(lan, leadId, reportId, 'Gọi hỏi thêm')).rejects.toThrow('auth.forbidden');
    expect(await h.desk.contact(minh, leadId, reportId, 'Hỏi thêm về số gọi')).toEqual({ phone: '0977 111 222' });
    const { rows } = await h.pool.query(
      `select actor, detail from audit_log where action = 'report.read-contact' order by seq desc limit 1`,
    );
    expect(rows[0]).toMatchObject({ actor: minh.userId, detail: { purpose: 'Hỏi thêm về số gọi', lead: leadId } });
    const [other] = [await h.send(`Số ${phone()}`)];
    await expect(h.desk.contact(minh, other.leadId, reportId, 'Nhầm vụ việc')).rejects.toThrow('lead.not-found');
  });
});

test('a file is seen by those who read its report, and the reading is logged', async () => {
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n');
  const { token } = await h.reports.takeFile(pdf);
  const own = await h.send(`Số ${phone()} gửi tệp này`, { unitId: '03328', files: [token] });
  const other = await h.send(`Số ${phone()}`, { unitId: '03328' });
  const lead = await h.desk.read(lan, own.leadId, 'vi');
  const file = lead.reports[0]?.files[0];
  expect(file).toMatchObject({ mime: 'application/pdf', size: pdf.length });
  expect((await h.desk.file(lan, own.leadId, file?.id ?? '')).bytes).toEqual(pdf);
  await expect(h.desk.file(lan, other.leadId, file?.id ?? '')).rejects.toThrow('file.gone');
  const stranger = await h.person('Sùng A Dơ', 'official', '03316');
  await expect(h.desk.file(stranger, own.leadId, file?.id ?? '')).rejects.toThrow('file.gone');
  const { rows } = await h.pool.query(`select actor from audit_log where action = 'report.read-file'`);
  expect(rows).toEqual([{ actor: lan.userId }]);
});

test('the log of all this is whole', async () => {
  expect(await verifyAudit(h.db)).toMatchObject({ ok: true });
  expect(h.failures).toEqual([]);
});
