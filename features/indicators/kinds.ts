/** Kinds of observable an authority can vouch for. `vietqr` is not one: its account is what gets listed. */
export const indicatorKinds = [
  'url',
  'domain',
  'ip',
  'phone',
  'bank-account',
  'email',
  'file-hash',
  'social',
  'wallet',
  'sender',
] as const;

export type IndicatorKind = (typeof indicatorKinds)[number];

/** TLP 2.0 (FIRST, 2022), most open first. Only `CLEAR` may leave in public feeds and public answers. */
export const tlpMarks = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const;
export type Tlp = (typeof tlpMarks)[number];

const person: ReadonlySet<IndicatorKind> = new Set(['phone', 'bank-account']);
const personal: ReadonlySet<IndicatorKind> = new Set(['phone', 'bank-account', 'email', 'social', 'wallet']);

/** How many different people must sign before an indicator of this kind is listed. */
export function peopleNeeded(kind: IndicatorKind): 1 | 2 {
  return person.has(kind) ? 2 : 1;
}

/** Kinds that can point to one person: never enumerated in public, only answered when asked by exact value. */
export function isPersonal(kind: IndicatorKind): boolean {
  return personal.has(kind);
}

/** Months a listing holds when nobody says otherwise. Numbers and accounts change hands, so they end sooner. */
export function defaultMonths(kind: IndicatorKind): 12 | 24 {
  return person.has(kind) ? 12 : 24;
}

/** `months` calendar months after `from`; the 31st of a short month becomes its last day. */
export function addMonths(from: Date, months: number): Date {
  const to = new Date(from);
  const day = to.getUTCDate();
  to.setUTCDate(1);
  to.setUTCMonth(to.getUTCMonth() + months);
  const last = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(day, last));
  return to;
}
