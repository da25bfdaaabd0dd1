import { fold } from '../text/index.ts';
import type { CompiledBook } from './book.ts';
import type { Judged } from './checker.ts';
import type { Reading } from './reader.ts';
import type { CheckerParts, Grade, Organisation, Verdict } from './types.ts';

/** What to do at each grade, whatever the scheme. */
export const general: Record<Grade, string[]> = {
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
  const own = new Map(schemes.schemes.map(({ id, advice }) => [id, advice]));
  const named = [book.numberOf('@named-bank'), book.numberOf('@named-wallet')];
  const callable = registry.organisations.filter(({ kind, phones = [] }) => payers.has(kind) && phones.length > 0);
  const lists = new Map<string, string[]>();

  /** General advice with the scheme's own behind its first line; made once for each grade and scheme. */
  const adviceFor = (grade: Grade, scheme: string | undefined): string[] => {
    const ownAdvice = scheme === undefined ? undefined : own.get(scheme);
    if (ownAdvice === undefined) return general[grade].slice();
    const key = `${grade} ${scheme}`;
    let list = lists.get(key);
    if (list === undefined) {
      const [first = '', ...rest] = general[grade];
      list = [...new Set([first, ...ownAdvice, ...rest])];
      lists.set(key, list);
    }
    return list.slice();
  };

  return (grade, scheme, judged, reading) => {
    const notAsked = couldNotAsk(judged);
    if (grade === 'official' || grade === 'nothing-found')
      return { advice: adviceFor(grade, undefined), contacts: [], notAsked };
    const contacts = hotlines.slice();
    const bank = concerned(judged, reading);
    if (bank?.phones !== undefined) contacts.unshift({ code: 'bank', name: bank.name, phone: bank.phones[0] ?? '' });
    return { advice: adviceFor(grade, scheme), contacts, notAsked };
  };

  /** The bank or wallet a message is about: the one imitated, else the one of an account, else the one it names. */
  function concerned(judged: Judged[], { hits, quoteOf }: Reading): Organisation | undefined {
    for (const { seen } of judged) {
      if (seen.lookalike !== undefined) return callable.find(({ name }) => name === seen.lookalike?.brand);
    }
    for (const { seen } of judged) if (seen.bank !== undefined) return callable.find(({ bank }) => bank === seen.bank);
    const hit = hits.find(({ group }) => named.includes(group));
    if (hit === undefined) return undefined;
    const name = fold(quoteOf(hit).text).ascii;
    return callable.find(({ names = [] }) => names.includes(name));
  }
}

function couldNotAsk(judged: Judged[]): string[] {
  let page = false;
  let bank = false;
  let telco = false;
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
