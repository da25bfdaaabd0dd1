import { fold } from '../text/index.ts';
import type { Judged } from './checker.ts';
import type { Reading } from './reader.ts';
import type { CheckerParts, Contact, Grade, Organisation, Verdict } from './types.ts';

const general: Record<Grade, string[]> = {
  'confirmed-scam': ['stop', 'lost-money', 'report'],
  'very-suspicious': ['stop', 'call-back', 'lost-money', 'report'],
  unknown: ['wait', 'call-back', 'report'],
  'nothing-found': ['stay-careful'],
  official: ['official-still-careful'],
};

/** What to do, whom to call and what this check could not ask. Numbers come from the pack, never from the message. */
export function advise(
  grade: Grade,
  scheme: string | undefined,
  judged: Judged[],
  reading: Reading,
  { registry, schemes, hotlines = [] }: CheckerParts,
): Pick<Verdict, 'advice' | 'contacts' | 'notAsked'> {
  const grave = grade === 'confirmed-scam' || grade === 'very-suspicious';
  const own = grave || grade === 'unknown' ? (schemes.schemes.find(({ id }) => id === scheme)?.advice ?? []) : [];
  const [first = '', ...rest] = general[grade];
  const contacts: Contact[] = grave || grade === 'unknown' ? [...hotlines] : [];
  if (grave || grade === 'unknown') {
    const bank = registry.organisations.find(concerned(judged, reading));
    const phone = bank?.phones?.[0];
    if (bank !== undefined && phone !== undefined) contacts.unshift({ code: 'bank', name: bank.name, phone });
  }
  const kinds = new Set(judged.filter(({ official }) => !official).map((one) => one.seen.kind));
  const notAsked = [
    ...(kinds.has('url') || kinds.has('domain') ? ['page'] : []),
    ...(kinds.has('bank-account') || kinds.has('vietqr') ? ['bank'] : []),
    ...(kinds.has('phone') ? ['telco'] : []),
    ...(reading.seen[reading.book.numberOf('+personal-sender')] === 0 && judged.length === 0 ? ['caller'] : []),
  ];
  return { advice: [...new Set([first, ...own, ...rest])], contacts, notAsked };
}

/** The bank or wallet a message is about: the one imitated, else the one of an account, else the one it names. */
function concerned(judged: Judged[], { hits, book, quoteOf }: Reading): (organisation: Organisation) => boolean {
  const imitated = judged.find(({ seen }) => seen.lookalike)?.seen.lookalike?.brand;
  if (imitated !== undefined) return ({ kind, name }) => name === imitated && payers.has(kind);
  const bin = judged.find(({ seen }) => seen.bank)?.seen.bank;
  if (bin !== undefined) return ({ bank }) => bank === bin;
  const named = hits.find(
    ({ group }) => group === book.numberOf('@named-bank') || group === book.numberOf('@named-wallet'),
  );
  if (named === undefined) return () => false;
  const name = fold(quoteOf(named).text).ascii.trim();
  return ({ kind, names = [] }) => payers.has(kind) && names.includes(name);
}

const payers = new Set(['bank', 'wallet']);
