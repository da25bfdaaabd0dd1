import { ReportInput } from '@khien/features/reports';
import { expect, test } from 'vitest';
import { fillFrom, readDraft, toReport } from './draft.ts';

const messages = { amount: 'số tiền', at: 'ngày giờ' };

function draftOf(fields: Record<string, string>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return readDraft(form);
}

test('an attempt is a text and nothing that was not given', () => {
  const draft = draftOf({ kind: 'attempt', text: ' Gọi 0900 000 121 ', amount: '5.000' });
  const { report, faults } = toReport(draft, [], messages);
  expect(faults).toEqual([]);
  expect(report).toEqual({ kind: 'attempt', text: 'Gọi 0900 000 121', channel: 'web', idempotencyKey: draft.key });
  expect(ReportInput.safeParse(report).success).toBe(true);
});

test('a loss carries what a bank needs, as the API takes it', () => {
  const draft = draftOf({
    kind: 'loss',
    text: 'Bị lừa',
    key: 'k'.repeat(20),
    amount: '5.000.000 đ',
    at: '21/11/2026 14:05',
    fromBank: '970436',
    toAccount: '0123456789',
    called: 'on',
    phone: '0912345678',
    unit: '03127',
  });
  const { report, faults } = toReport(draft, ['token'], messages);
  expect(faults).toEqual([]);
  expect(report.idempotencyKey).toBe('k'.repeat(20));
  expect(report.loss).toEqual({
    amount: 5_000_000,
    at: '2026-11-21T14:05:00+07:00',
    from: { bank: '970436' },
    to: { number: '0123456789' },
    bankCalled: true,
  });
  expect(report).toMatchObject({ contact: { phone: '0912345678' }, unitId: '03127', files: ['token'] });
  expect(ReportInput.safeParse(report).success).toBe(true);
});

test('an amount or a time that cannot be read is told, not dropped', () => {
  const draft = draftOf({ kind: 'loss', text: 'x', amount: 'năm triệu', at: 'hôm qua' });
  expect(toReport(draft, [], messages).faults).toEqual([
    { field: 'amount', message: 'số tiền' },
    { field: 'at', message: 'ngày giờ' },
  ]);
});

test("what the bank's message says fills empty fields and overwrites none", () => {
  const draft = draftOf({ kind: 'loss', text: 'x', reference: 'của tôi' });
  const read = { amount: 2_000_000, at: '2026-11-21T07:05:00Z', reference: 'FT1', bank: '970436' };
  expect(fillFrom(draft, read)).toBe(3);
  expect(draft).toMatchObject({
    amount: '2.000.000',
    at: '2026-11-21T14:05',
    reference: 'của tôi',
    fromBank: '970436',
  });
  expect(toReport(draft, [], messages).report.loss).toMatchObject({
    amount: 2_000_000,
    at: '2026-11-21T14:05:00+07:00',
  });
});
