import type { Organisation, Registry } from '@khien/engines/verdict';
import { reference } from './reference.ts';
import data from './registry.json' with { type: 'json' };

type Entry = Omit<Organisation, 'domains'> & { domains?: string[] };

const banks = new Map(reference.banks.map((bank) => [bank.bin, bank]));

/**
 * Organisations with the domains and customers' lines known to be theirs. What a bank publishes stands in banks.json
 * only; an entry with the bank's BIN adds its further domains and how messages name it.
 */
export const registry: Registry = {
  ...data,
  organisations: data.organisations.map((entry: Entry) => {
    const bank = entry.bank === undefined ? undefined : banks.get(entry.bank);
    const phones = [...(bank?.hotline === undefined ? [] : [bank.hotline]), ...(entry.phones ?? [])];
    const organisation: Organisation = { ...entry, domains: [...(bank?.domains ?? []), ...(entry.domains ?? [])] };
    return phones.length === 0 ? organisation : { ...organisation, phones };
  }),
};
