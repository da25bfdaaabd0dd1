import { createHash } from 'node:crypto';
import type { Bank, CompiledReference } from '@khien/engines/text';
import type { Contact as Hotline, Verdict } from '@khien/engines/verdict';
import { hashToken, newCode, type Vault } from '@khien/platform/crypto';
import { newId, type Tx, withTx } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import { type Locale, problem } from '@khien/platform/http';
import { callNow } from './call-now.ts';
import { bankLetter } from './letter.ts';
import { type Observed, observe } from './observe.ts';
import type { OwnerOf } from './official.ts';
import * as queries from './queries.ts';
import type { ReportInput, ReportReceipt, Transfer } from './schema.ts';
import { reportingSms } from './sms.ts';
import type {} from './tables.ts';
import { parseTransfer } from './transfer.ts';
import type { BankName } from './transfer-banks.ts';

export interface ReportsDeps {
  db: Tx;
  clock: () => Date;
  vault: Vault;
  /** The check every citizen gets; the report keeps its grade and its observables. */
  check: (text: string) => Verdict | Promise<Verdict>;
  reference: CompiledReference;
  /** Whose official contact point an observable is. */
  ownerOf: OwnerOf;
  hotlines: readonly Hotline[];
  /** Name of a unit, or undefined for a code nobody has. */
  unitName: (id: string, locale: Locale) => string | undefined;
  schemeName: (id: string, locale: Locale) => string | undefined;
}

/** Where a report comes from when it is not a person at the form. */
export interface Origin {
  demo?: boolean;
  receivedAt?: Date;
}

interface Receipt {
  code: string;
  fingerprint: string;
}

/** Takes a report in: everything or nothing, and the same answer for a client that asks again. */
export async function submitReport(
  deps: ReportsDeps,
  input: ReportInput,
  locale: Locale,
  origin: Origin = {},
): Promise<{ receipt: ReportReceipt; created: boolean; reportId: string }> {
  refuseUnknown(deps, input);
  const { vault } = deps;
  const idempotency = vault.hashCode(`report:${input.idempotencyKey}`);
  const fingerprint = fingerprintOf(input);
  const again = await queries.findByIdempotency(deps.db, idempotency);
  if (again) return replay(deps, again, input, fingerprint, locale);

  const verdict = await deps.check(input.text);
  const observed = observe(
    {
      seen: verdict.observables,
      loss: input.loss,
      contact: input.contact,
      ownAccount: payersAccount(parseTransfer(input.text, bankNames(deps.reference), deps.clock())),
    },
    deps.reference,
    deps.ownerOf,
  );
  const id = newId();
  const code = newCode();
  const receivedAt = origin.receivedAt ?? deps.clock();
  const created = await withTx(deps.db, async (tx) => {
    const receipt: Receipt = { code, fingerprint };
    const fresh = await queries.insertReport(tx, {
      id,
      code_hash: vault.hashCode(code),
      idempotency_hash: idempotency,
      received_at: receivedAt,
      happened_at: input.happenedAt ? new Date(input.happenedAt) : null,
      unit_id: input.unitId ?? null,
      kind: input.kind,
      channel: input.channel ?? 'web',
      scheme: input.scheme ?? verdict.scheme ?? null,
      sealed_text: vault.seal(input.text, `report:${id}:text`),
      sealed_loss: input.loss ? vault.seal(input.loss, `report:${id}:loss`) : null,
      sealed_contact: input.contact ? vault.seal(input.contact, `report:${id}:contact`) : null,
      sealed_receipt: vault.seal(receipt, `report:${id}:receipt`),
      lost: input.kind === 'loss' ? (input.loss?.amount ?? 0) : 0,
      grade: verdict.grade,
      rules_version: verdict.rulesVersion,
      helped_count: 0,
      demo: origin.demo ?? false,
    });
    if (!fresh) return false;
    await queries.insertObservables(tx, id, observed);
    await attachFiles(tx, id, input.files ?? []);
    await queries.appendAction(tx, id, { kind: 'received', at: receivedAt });
    await emit(tx, { type: 'report.received', payload: { reportId: id } });
    return true;
  });
  if (!created) {
    // The same client sent it twice at the same moment; the other one was first.
    const first = await queries.findByIdempotency(deps.db, idempotency);
    if (first) return replay(deps, first, input, fingerprint, locale);
  }
  return { receipt: receiptOf(deps, input, observed, code, receivedAt, locale), created: true, reportId: id };
}

async function replay(
  deps: ReportsDeps,
  row: queries.ReportRow,
  input: ReportInput,
  fingerprint: string,
  locale: Locale,
) {
  const receipt = deps.vault.openJson(row.sealed_receipt, `report:${row.id}:receipt`) as Receipt;
  if (receipt.fingerprint !== fingerprint) throw problem('report.key-reused');
  const observed = await queries.observablesOf(deps.db, [row.id]);
  return {
    receipt: receiptOf(deps, input, observed, receipt.code, row.received_at, locale),
    created: false,
    reportId: row.id,
  };
}

function receiptOf(
  deps: ReportsDeps,
  input: ReportInput,
  observed: readonly Pick<Observed, 'kind' | 'value'>[],
  code: string,
  receivedAt: Date,
  locale: Locale,
): ReportReceipt {
  const { banks } = deps.reference;
  const phones = observed.filter((one) => one.kind === 'phone').map((one) => one.value);
  const sms = reportingSms(input.text, phones);
  return {
    code,
    status: 'received',
    receivedAt: receivedAt.toISOString(),
    callNow: callNow(input.kind, input.loss, banks, deps.hotlines, locale, sms !== undefined),
    ...(input.kind === 'loss' && {
      letter: bankLetter(
        { loss: input.loss ?? {}, text: input.text, contact: input.contact, code, writtenAt: receivedAt },
        banks,
      ),
    }),
    ...(sms && { sms }),
  };
}

/** Names every unknown code at once, beside its field. */
function refuseUnknown(deps: ReportsDeps, input: ReportInput): void {
  const wrong: { path: string; code: string; vi: string; en: string }[] = [];
  if (input.unitId !== undefined && deps.unitName(input.unitId, 'vi') === undefined) {
    wrong.push({ path: 'body.unitId', code: 'unit', vi: 'Không có xã, phường này.', en: 'There is no such commune.' });
  }
  if (input.scheme !== undefined && deps.schemeName(input.scheme, 'vi') === undefined) {
    wrong.push({ path: 'body.scheme', code: 'scheme', vi: 'Không có hình thức này.', en: 'There is no such scheme.' });
  }
  for (const side of ['from', 'to'] as const) {
    const bank = input.loss?.[side]?.bank;
    if (bank !== undefined && !deps.reference.banks.has(bank)) {
      const path = `body.loss.${side}.bank`;
      wrong.push({ path, code: 'bank', vi: 'Không có ngân hàng mang mã này.', en: 'No bank has this number.' });
    }
  }
  if (wrong.length === 0) return;
  throw problem('input.invalid', {
    issues: (locale) => wrong.map(({ path, code, ...said }) => ({ path, code, message: said[locale] })),
  });
}

async function attachFiles(tx: Tx, reportId: string, tokens: readonly string[]): Promise<void> {
  const hashes = [...new Set(tokens)].map(hashToken);
  const uploads = await queries.takeUploads(tx, hashes);
  const known = new Set(uploads.map((upload) => upload.token_hash.toString('hex')));
  const missing = hashes.flatMap((hash, index) => (known.has(hash.toString('hex')) ? [] : [index]));
  if (missing.length > 0) {
    const said = { vi: 'Tệp này không còn. Hãy chọn lại tệp.', en: 'This file is gone. Please choose it again.' };
    throw problem('input.invalid', {
      issues: (locale) =>
        missing.map((index) => ({ path: `body.files.${index}`, code: 'file', message: said[locale] })),
    });
  }
  await queries.insertFiles(
    tx,
    uploads.map(({ sha256, mime, size }) => ({ id: newId(), report_id: reportId, sha256, mime, size })),
  );
}

/** The same words in the same fields, whatever their order. */
function fingerprintOf(input: ReportInput): string {
  const ordered = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(ordered)
      : value !== null && typeof value === 'object'
        ? Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, ordered(inner)])
        : value;
  return createHash('sha256')
    .update(JSON.stringify(ordered({ ...input, idempotencyKey: '' })))
    .digest('base64url');
}

/** Reads the pasted message of a bank. */
export function readTransfer(deps: ReportsDeps, text: string): Transfer {
  return parseTransfer(text, bankNames(deps.reference), deps.clock());
}

const nameCache = new WeakMap<object, BankName[]>();

/**
 * The payer's own account, when the report's text is a bank's notice of a transfer. "Chuyển vào tài khoản 0123…" in a
 * scammer's words reads alike, but carries neither a balance nor a time: that account is the one to link by.
 */
function payersAccount({ fromAccount, amount, balance, at }: Transfer): string | undefined {
  return amount !== undefined && (balance !== undefined || at !== undefined) ? fromAccount : undefined;
}

function bankNames({ banks }: CompiledReference): BankName[] {
  let names = nameCache.get(banks);
  if (!names) {
    names = [...banks.values()].map((bank: Bank) => ({
      bin: bank.bin,
      names: [bank.shortName, bank.code, ...bank.words],
    }));
    nameCache.set(banks, names);
  }
  return names;
}
