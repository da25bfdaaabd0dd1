import type { Account, Loss, ReportInput, Transfer } from '@khien/features/reports';
import { formatNumber, readLocalTime, readMoney, toLocalInput } from '#lib/format.ts';
import { compact, type Fault, textOf } from '#lib/server/forms.ts';
import { type Draft, fieldNames } from './fields.ts';

export function readDraft(form: FormData): Draft {
  const draft = Object.fromEntries(fieldNames.map((name) => [name, textOf(form, name)])) as Draft;
  // The key is made once and goes with the form: sending twice (a double tap, a lost answer) makes one report.
  if (draft.key.length < 16) draft.key = crypto.randomUUID();
  return draft;
}

/** Puts what was read from the bank's message into fields that are still empty. Returns how many were filled. */
export function fillFrom(draft: Draft, read: Transfer): number {
  const found: Partial<Draft> = {
    amount: read.amount === undefined ? '' : formatNumber(read.amount),
    at: read.at === undefined ? '' : toLocalInput(read.at),
    reference: read.reference ?? '',
    fromBank: read.bank ?? '',
    fromAccount: read.fromAccount ?? '',
    toBank: read.toBank ?? '',
    toAccount: read.toAccount ?? '',
    toHolder: read.toHolder ?? '',
    memo: read.memo ?? '',
  };
  let filled = 0;
  for (const [name, value] of Object.entries(found) as [keyof Draft, string][]) {
    if (value === '' || draft[name] !== '') continue;
    draft[name] = value;
    filled += 1;
  }
  return filled;
}

/**
 * The report that the API takes, or what must be corrected first. Only what the page itself reads is judged here
 * (amount and time as people write them); everything else is the API's to judge.
 *
 * @param messages  sentences for the two faults, in the reader's language
 */
export function toReport(
  draft: Draft,
  files: string[],
  messages: { amount: string; at: string },
): { report: ReportInput; faults: Fault[] } {
  const faults: Fault[] = [];
  const amount = draft.amount === '' ? undefined : readMoney(draft.amount);
  const at = draft.at === '' ? undefined : readLocalTime(draft.at);
  if (draft.amount !== '' && amount === undefined) faults.push({ field: 'amount', message: messages.amount });
  if (draft.at !== '' && at === undefined) faults.push({ field: 'at', message: messages.at });
  const account = (bank: string, number: string, holder = ''): Account | undefined => compact({ bank, number, holder });
  const loss: Loss | undefined = compact({
    amount,
    at,
    reference: draft.reference,
    from: account(draft.fromBank, draft.fromAccount),
    to: account(draft.toBank, draft.toAccount, draft.toHolder),
    memo: draft.memo,
    bankMessage: draft.bankMessage,
    bankCalled: draft.called === 'on' ? true : undefined,
  });
  const contact = compact({ name: draft.name, phone: draft.phone, email: draft.email });
  const kind = draft.kind === 'loss' ? 'loss' : 'attempt';
  const report: ReportInput = {
    kind,
    text: draft.text,
    idempotencyKey: draft.key,
    channel: 'web',
    ...(draft.scheme === '' ? {} : { scheme: draft.scheme }),
    ...(draft.unit === '' ? {} : { unitId: draft.unit }),
    ...(kind === 'loss' && loss ? { loss } : {}),
    ...(contact ? { contact } : {}),
    ...(files.length > 0 ? { files } : {}),
  };
  return { report, faults };
}
