import { foldSame } from './transfer-text.ts';

/** A bank and the names it goes by in messages (`vcb`, `vietcombank`), as the country pack lists them. */
export interface BankName {
  bin: string;
  names: readonly string[];
}

interface Named {
  bin: string;
  at: number;
}

const receiving = /(?:tai|ngan hang(?: thu huong| nhan| huong)?|nh(?: thu huong)?|den|toi)\s?:?\s?\(?$/;
/** `TK 2151… tai BIDV -1,500,000`: here "at" names the writer's own bank. */
const ownAt = /(?:tk|tai khoan)\s?:?\s?[0-9x*]{5,19} tai $/;

/**
 * Which bank wrote the message and which one received. The writer is a bank named in the first words, or the owner of
 * the account the message begins with; the receiver is named after `tai`, `ngan hang thu huong`, `den`.
 */
export function findBanks(folded: string, banks: readonly BankName[]): { writer?: string; receiver?: string } {
  const writers = new Set<string>();
  const receivers = new Set<string>();
  for (const { bin, at } of named(folded, banks)) {
    const before = folded.slice(Math.max(0, at - 40), at);
    if (ownAt.test(before) && at < 60) writers.add(bin);
    else if (receiving.test(before) && at > 20) receivers.add(bin);
    else if (at < 30) writers.add(bin);
  }
  // Vietcombank's own references begin so, wherever its name is missing from the text.
  if (writers.size === 0 && /(?<![a-z])mbvcb\.\d/.test(folded)) {
    const vcb = banks.find((b) => b.names.some((n) => n.toLowerCase() === 'vcb'));
    if (vcb) writers.add(vcb.bin);
  }
  const only = (set: Set<string>) => (set.size === 1 ? [...set][0] : undefined);
  const [writer, receiver] = [only(writers), only(receivers)];
  return { ...(writer && { writer }), ...(receiver && { receiver }) };
}

function named(folded: string, banks: readonly BankName[]): Named[] {
  const found: (Named & { length: number })[] = [];
  for (const { bin, names } of banks) {
    for (const name of names) {
      const needle = foldSame(name.normalize('NFC'));
      if (needle.length < 2) continue;
      for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + needle.length)) {
        const edge = (i: number) => !/[a-z0-9]/.test(folded[i] ?? ' ');
        if (edge(at - 1) && edge(at + needle.length)) found.push({ bin, at, length: needle.length });
      }
    }
  }
  // `vietin bank` over `viet`: where names overlap the longest one is meant.
  return found.filter(
    (a) =>
      !found.some((b) => b.bin !== a.bin && b.length > a.length && b.at <= a.at && b.at + b.length >= a.at + a.length),
  );
}
