import type { Judged } from './checker.ts';
import type { Reading } from './reader.ts';
import type { CheckerParts, Contact, Grade, Verdict } from './types.ts';

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
  { seen, book }: Reading,
  { registry, schemes, hotlines = [] }: CheckerParts,
): Pick<Verdict, 'advice' | 'contacts' | 'notAsked'> {
  const grave = grade === 'confirmed-scam' || grade === 'very-suspicious';
  const own = grave || grade === 'unknown' ? (schemes.schemes.find(({ id }) => id === scheme)?.advice ?? []) : [];
  const [first = '', ...rest] = general[grade];
  const contacts: Contact[] = grave || grade === 'unknown' ? [...hotlines] : [];
  if (grave || grade === 'unknown') {
    const imitated = judged.find((one) => one.seen.lookalike)?.seen.lookalike?.brand;
    const organisation = registry.organisations.find(
      ({ kind, name, phones = [] }) => (kind === 'bank' || kind === 'wallet') && phones.length > 0 && name === imitated,
    );
    const phone = organisation?.phones?.[0];
    if (organisation !== undefined && phone !== undefined) {
      contacts.unshift({ code: 'bank', name: organisation.name, phone });
    }
  }
  const kinds = new Set(judged.filter(({ official }) => !official).map((one) => one.seen.kind));
  const notAsked = [
    ...(kinds.has('url') || kinds.has('domain') ? ['page'] : []),
    ...(kinds.has('bank-account') || kinds.has('vietqr') ? ['bank'] : []),
    ...(kinds.has('phone') ? ['telco'] : []),
    ...(seen[book.numberOf('+personal-sender')] === 0 && judged.length === 0 ? ['caller'] : []),
  ];
  return { advice: [...new Set([first, ...own, ...rest])], contacts, notAsked };
}
