import { fold } from '../text/index.ts';
import type { CompiledBook } from './book.ts';
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

const payers = new Set(['bank', 'wallet']);

type Advise = (
  grade: Grade,
  scheme: string | undefined,
  judged: Judged[],
  reading: Reading,
) => Pick<Verdict, 'advice' | 'contacts' | 'notAsked'>;

/** What to do, whom to call and what this check could not ask. Numbers come from the pack, never from the message. */
export function createAdvice(book: CompiledBook, { registry, schemes, hotlines = [] }: CheckerParts): Advise {
  const ofScheme = new Map(schemes.schemes.map(({ id, advice }) => [id, advice]));
  const named = [book.numberOf('@named-bank'), book.numberOf('@named-wallet')];
  const payersInRegistry = registry.organisations.filter(
    ({ kind, phones = [] }) => payers.has(kind) && phones.length > 0,
  );

  return (grade, scheme, judged, reading) => {
    const notAsked = couldNotAsk(judged);
    const [first = '', ...rest] = general[grade];
    if (grade === 'official' || grade === 'nothing-found') return { advice: [first, ...rest], contacts: [], notAsked };
    const own = scheme === undefined ? [] : (ofScheme.get(scheme) ?? []);
    const contacts: Contact[] = hotlines.map((line) => ({ ...line }));
    const bank = payersInRegistry.find(concerned(judged, reading));
    if (bank?.phones !== undefined) contacts.unshift({ code: 'bank', name: bank.name, phone: bank.phones[0] ?? '' });
    return { advice: [...new Set([first, ...own, ...rest])], contacts, notAsked };
  };

  /** The bank or wallet a message is about: the one imitated, else the one of an account, else the one it names. */
  function concerned(judged: Judged[], { hits, quoteOf }: Reading): (organisation: Organisation) => boolean {
    const imitated = judged.find(({ seen }) => seen.lookalike)?.seen.lookalike?.brand;
    if (imitated !== undefined) return ({ name }) => name === imitated;
    const bin = judged.find(({ seen }) => seen.bank)?.seen.bank;
    if (bin !== undefined) return ({ bank }) => bank === bin;
    const hit = hits.find(({ group }) => named.includes(group));
    if (hit === undefined) return () => false;
    const name = fold(quoteOf(hit).text).ascii;
    return ({ names = [] }) => names.includes(name);
  }
}

function couldNotAsk(judged: Judged[]): string[] {
  let [page, bank, telco] = [false, false, false];
  for (const { seen, official } of judged) {
    if (official) continue;
    if (seen.kind === 'url' || seen.kind === 'domain') page = true;
    else if (seen.kind === 'bank-account' || seen.kind === 'vietqr') bank = true;
    else if (seen.kind === 'phone') telco = true;
  }
  const codes: string[] = [];
  if (page) codes.push('page');
  if (bank) codes.push('bank');
  if (telco) codes.push('telco');
  if (judged.length === 0) codes.push('caller');
  return codes;
}
