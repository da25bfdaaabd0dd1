import ipaddr from 'ipaddr.js';
import { compileRegex } from '../lower/regex.ts';
import type { DatePart, LikePart, Predicate } from '../predicate.ts';
import { canonical } from './decimal.ts';

/** The exact test of one value; `folded`: it wants the value folded. */
export interface ValueTest {
  folded: boolean;
  test(value: string): boolean;
}

/** Predicates that are about a value; presence, null and references between fields are the partition's matter. */
export type ValuePredicate = Exclude<Predicate, { op: 'exists' | 'null' | 'fieldref' }>;

export function valueTest(predicate: ValuePredicate): ValueTest {
  switch (predicate.op) {
    case 'equals':
    case 'prefix':
    case 'suffix':
    case 'contains':
      return { folded: !predicate.cased, test: textTest(predicate.op, predicate.text, predicate.cased) };
    case 'like':
      return { folded: !predicate.cased, test: likeTest(predicate.parts) };
    case 'regex':
      return { folded: false, test: lazyRegex(predicate.source, predicate.flags) };
    case 'cidr':
      return { folded: false, test: networkTest(predicate.network, predicate.bits) };
    case 'compare':
      return { folded: false, test: numberTest(predicate) };
  }
}

/** One text against another, both folded or neither. */
export function compare(op: 'equals' | 'prefix' | 'suffix' | 'contains', value: string, text: string): boolean {
  switch (op) {
    case 'equals':
      return value === text;
    case 'prefix':
      return value.startsWith(text);
    case 'suffix':
      return value.endsWith(text);
    case 'contains':
      return value.includes(text);
  }
}

/** {@link compare} of any of the values with any of the texts; of tens of thousands only `contains` is each with each. */
export function anyRefers(
  how: 'equals' | 'prefix' | 'suffix' | 'contains',
  values: string[],
  texts: string[],
): boolean {
  const known = new Set(texts);
  if (how === 'equals') return values.some((value) => known.has(value));
  const distinct = [...known];
  if (how === 'contains') return values.some((value) => distinct.some((text) => value.includes(text)));
  const lengths = [...new Set(distinct.map((text) => text.length))];
  return values.some((value) =>
    lengths.some((length) => {
      if (length > value.length) return false;
      return known.has(how === 'prefix' ? value.slice(0, length) : value.slice(value.length - length));
    }),
  );
}

function textTest(op: 'equals' | 'prefix' | 'suffix' | 'contains', text: string, cased: boolean) {
  if (op !== 'equals' || cased || !/\d$/.test(text)) return (value: string) => compare(op, value, text);
  return (value: string) => value === text || canonical(value) === text;
}

/** Compiled when it is first needed: most rules' expressions never are. */
function lazyRegex(source: string, flags: string): (value: string) => boolean {
  let regex: ReturnType<typeof compileRegex> | undefined;
  return (value) => {
    regex ??= compileRegex(source, flags);
    return regex.test(value);
  };
}

/**
 * Wildcards. Between two `*` stands a run of literals and skips; each run is looked for from where the one before ended,
 * which is right because the leftmost place leaves most room for the rest.
 */
function likeTest(parts: readonly LikePart[]): (value: string) => boolean {
  const runs: (string | { skip: number })[][] = [[]];
  for (const part of parts) {
    if (typeof part === 'object' && 'any' in part) runs.push([]);
    else (runs.at(-1) as (string | { skip: number })[]).push(part);
  }
  const lengths = runs.map((run) =>
    run.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : piece.skip), 0),
  );
  const fits = (run: readonly (string | { skip: number })[], value: string, from: number): boolean => {
    let at = from;
    for (const piece of run) {
      if (typeof piece === 'string') {
        if (!value.startsWith(piece, at)) return false;
        at += piece.length;
      } else at += piece.skip;
    }
    return at <= value.length;
  };
  const find = (run: readonly (string | { skip: number })[], length: number, value: string, from: number): number => {
    const [head] = run;
    for (let at = from; at + length <= value.length; at += 1) {
      if (typeof head === 'string') {
        at = value.indexOf(head, at);
        if (at < 0) return -1;
      }
      if (fits(run, value, at)) return at;
    }
    return -1;
  };
  return (value) => {
    const firstLength = lengths[0] as number;
    if (!fits(runs[0] as (string | { skip: number })[], value, 0)) return false;
    if (runs.length === 1) return value.length === firstLength;
    let at = firstLength;
    for (let run = 1; run < runs.length - 1; run += 1) {
      const length = lengths[run] as number;
      if (length === 0) continue;
      const found = find(runs[run] as (string | { skip: number })[], length, value, at);
      if (found < 0) return false;
      at = found + length;
    }
    const lastLength = lengths.at(-1) as number;
    const start = value.length - lastLength;
    return start >= at && fits(runs.at(-1) as (string | { skip: number })[], value, start);
  };
}

function networkTest(network: Uint8Array, bits: number): (value: string) => boolean {
  return (value) => {
    // Cheap first: what has neither dot nor colon, or is too long, is no address.
    if (value.length > 45 || value.length < 2 || !/^[0-9a-fA-F:.]+$/.test(value) || !ipaddr.isValid(value))
      return false;
    // ipaddr.js also takes shorthands such as "10.1", which no log means as an address.
    if (!value.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(value)) return false;
    const bytes = ipaddr.parse(value).toByteArray();
    if (bytes.length !== network.length) return false;
    const whole = bits >> 3;
    for (let at = 0; at < whole; at += 1) if (bytes[at] !== network[at]) return false;
    const rest = bits & 7;
    return rest === 0 || ((bytes[whole] as number) ^ (network[whole] as number)) >> (8 - rest) === 0;
  };
}

function numberTest({ relation, number, part }: Predicate & { op: 'compare' }): (value: string) => boolean {
  const read = part === undefined ? numberOf : (value: string) => datePart(value, part);
  switch (relation) {
    case 'lt':
      return (value) => read(value) < number;
    case 'lte':
      return (value) => read(value) <= number;
    case 'gt':
      return (value) => read(value) > number;
    case 'gte':
      return (value) => read(value) >= number;
    case 'eq':
      return (value) => read(value) === number;
  }
}

/** NaN, which no comparison holds for, where the text is no number. */
function numberOf(text: string): number {
  return text.length <= 64 && /^\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(text)
    ? Number(text)
    : Number.NaN;
}

/** A part of a date as it is written, without a change of zone; weeks by ISO 8601. */
function datePart(text: string, part: DatePart): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/.exec(text);
  if (match === null) return Number.NaN;
  const [year, month, day, hour, minute] = match
    .slice(1)
    .map((digits) => (digits === undefined ? Number.NaN : +digits));
  switch (part) {
    case 'minute':
      return minute as number;
    case 'hour':
      return hour as number;
    case 'day':
      return day as number;
    case 'month':
      return month as number;
    case 'year':
      return year as number;
    case 'week': {
      const date = new Date(Date.UTC(year as number, (month as number) - 1, day as number));
      // The week belongs to the year of its Thursday.
      date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
      return Math.ceil(((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7);
    }
  }
}
