import type { Bank } from '@khien/engines/text';
import type { Locale } from '@khien/platform/http';
import type { CallNow, Loss, ReportKind } from './schema.ts';
import { words } from './words.ts';

interface Hotline {
  code: string;
  name: string;
  phone: string;
}

/**
 * Whom to call, in the order that saves most: the payer's bank while the money may still be there, the bank that
 * received it, the police; an attempt only needs the reporting lines. Numbers come from the pack, never from the
 * message.
 */
export function callNow(
  kind: ReportKind,
  loss: Loss | undefined,
  banks: ReadonlyMap<string, Bank>,
  hotlines: readonly Hotline[],
  locale: Locale,
  /** A text for the reporting lines stands beside the answer. */
  smsReady: boolean,
): CallNow[] {
  const line = (code: string, role: CallNow['role'], say: string): CallNow[] =>
    hotlines.filter((h) => h.code === code).map((h) => ({ ...h, role, say }));
  const spamWords = words(smsReady ? 'call.spam' : 'call.spam-plain', locale);
  const spam = ['156', '5656'].flatMap((code) => line(code, 'spam', spamWords));
  if (kind === 'attempt') return spam;
  const payer = loss?.from?.bank ? banks.get(loss.from.bank) : undefined;
  const receiver = loss?.to?.bank && loss.to.bank !== payer?.bin ? banks.get(loss.to.bank) : undefined;
  const first: CallNow = {
    code: payer?.code ?? 'bank',
    role: 'bank',
    name: payer?.shortName ?? words('bank.own', locale),
    phone: payer?.hotline ?? '',
    say: words(payer?.hotline ? 'call.bank' : 'call.bank-unlisted', locale),
  };
  const second: CallNow[] = receiver?.hotline
    ? [
        {
          code: receiver.code,
          role: 'receiving-bank',
          name: receiver.shortName,
          phone: receiver.hotline,
          say: words('call.receiving-bank', locale),
        },
      ]
    : [];
  return [first, ...second, ...line('113', 'police', words('call.police', locale)), ...spam];
}
