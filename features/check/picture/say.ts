import { formatAccount, parseVietQr } from '@khien/engines/text';
import { type Locale, reference, renderMessage } from '@khien/packs/vietnam';
import type { QrCode } from './schema.ts';

const banks = new Map(reference.banks.map(({ bin, shortName }) => [bin, shortName]));

/** What a QR code holds; for a payment code whom, where and how much. */
export function describeQr(payload: string): QrCode {
  const read = parseVietQr(payload.trim());
  if (!read.ok || read.qr.account === undefined) return { payload };
  const { bank, account, amount, note } = read.qr;
  const bankName = bank && banks.get(bank);
  return {
    payload,
    account,
    ...(bank === undefined ? {} : { bank }),
    ...(bankName === undefined ? {} : { bankName }),
    ...(amount === undefined ? {} : { amount }),
    ...(note === undefined ? {} : { note }),
  };
}

/**
 * A code in words that the check understands again, so that people can read and correct them; a code whose account
 * would not be recognised in words stays as it is.
 */
export function sayQr(code: QrCode, locale: Locale): string {
  const { payload, account, bankName, amount, note } = code;
  if (!account || !bankName || !/^\d{6,19}$/.test(account)) return payload;
  const say = (key: string, params: Record<string, string>) => renderMessage(locale, `picture.qr.${key}`, params);
  return [
    say('transfer', { account: formatAccount(account), bank: bankName }),
    ...(amount === undefined ? [] : [say('amount', { amount: amount.toLocaleString('de-DE') })]),
    ...(note === undefined ? [] : [say('note', { note })]),
  ].join('\n');
}

/** What goes into the text box: the codes first, then what is written in the picture. */
export function sayPicture(codes: readonly QrCode[], text: string, locale: Locale): string {
  return [...new Set(codes.map((code) => sayQr(code, locale))), text].filter(Boolean).join('\n\n');
}
