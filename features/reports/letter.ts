import type { Bank } from '@khien/engines/text';
import { amountInWords } from './money.ts';
import type { Account, Contact, Letter, Loss } from './schema.ts';

interface LetterInput {
  loss: Loss;
  text: string;
  contact: Contact | undefined;
  code: string;
  writtenAt: Date;
}

/**
 * The data of the letter that asks the payer's bank to trace a transfer and hold what is left. It names what is still
 * missing, because a bank sends back a letter without account, amount and time.
 */
export function bankLetter(input: LetterInput, banks: ReadonlyMap<string, Bank>): Letter {
  const { loss, contact } = input;
  const payer = loss.from?.bank ? banks.get(loss.from.bank) : undefined;
  const missing = [
    !loss.from?.bank && 'from.bank',
    !loss.from?.number && 'from.account',
    !loss.to?.number && 'beneficiary.account',
    !loss.to?.bank && 'beneficiary.bank',
    !loss.amount && 'amount',
    !loss.at && 'at',
    !loss.reference && 'reference',
    !contact?.name && 'sender.name',
    !contact?.phone && 'sender.phone',
  ].filter((field) => typeof field === 'string');
  return {
    writtenAt: input.writtenAt.toISOString(),
    to: {
      name: payer?.name ?? '',
      ...(payer && { bin: payer.bin }),
      ...(payer?.hotline && { phone: payer.hotline }),
    },
    ...(loss.amount && { amount: loss.amount, amountInWords: amountInWords(loss.amount) }),
    ...(loss.at && { at: loss.at }),
    ...(loss.reference && { reference: loss.reference }),
    ...(loss.memo && { memo: loss.memo }),
    from: party(loss.from, banks),
    beneficiary: party(loss.to, banks),
    sender: {
      ...(contact?.name && { name: contact.name }),
      ...(contact?.phone && { phone: contact.phone }),
      ...(contact?.email && { email: contact.email }),
    },
    facts: shorten(input.text, 1200),
    code: input.code,
    missing,
  };
}

function party(account: Account | undefined, banks: ReadonlyMap<string, Bank>): Letter['from'] {
  const bank = account?.bank ? banks.get(account.bank) : undefined;
  return {
    ...(account?.bank && { bin: account.bank }),
    ...(bank && { bank: bank.name, bankShort: bank.shortName }),
    ...(account?.number && { account: account.number }),
    ...(account?.holder && { holder: account.holder }),
  };
}

/** Cuts at a word and says so. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > most * 0.7 ? space : cut.length).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
