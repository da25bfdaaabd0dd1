import type { PasswordBook } from './book.ts';
import type { Finding, FindingKind } from './types.ts';

/** What stands between a word and a number, or behind them, when a sign-up form asks for a symbol. */
const SYMBOLS = '@#!._-*&+$% ';
const MOST_SYMBOLS = 2;
const SYMBOL_COST = 5;
/** Whoever knows somebody's name or village knows the year as well: a list of both is gone through together. */
const KNOWN_TOGETHER = 500_000;

const heads: ReadonlySet<FindingKind> = new Set(['place', 'phrase', 'name', 'full-name', 'word', 'culture', 'common']);
const dated: ReadonlySet<FindingKind> = new Set(['year', 'date']);

interface Tail {
  kind: FindingKind | 'tail';
  start: number;
  end: number;
  tries: number;
}

/**
 * A word with a number before or behind it is one habit, not two parts that had to be guessed apart: `Dienbien@2026`,
 * `tuan1990`, `Matkhau@123!`.
 * @param findings what was found of words and of numbers
 */
export function findHabits(password: string, findings: Finding[], book: PasswordBook): Finding[] {
  const numbers = tailsOf(password, findings, book);
  const byStart = new Map<number, Tail[]>();
  const byEnd = new Map<number, Tail[]>();
  for (const number of numbers) {
    byStart.set(number.start, [...(byStart.get(number.start) ?? []), number]);
    byEnd.set(number.end, [...(byEnd.get(number.end) ?? []), number]);
  }
  const found: Finding[] = [];
  for (const head of findings) {
    if (!heads.has(head.kind)) continue;
    for (let symbols = 0; symbols <= MOST_SYMBOLS; symbols++) {
      if (!allSymbols(password, head.end, head.end + symbols)) break;
      for (const tail of byStart.get(head.end + symbols) ?? []) {
        for (let more = 0; more <= MOST_SYMBOLS; more++) {
          if (!allSymbols(password, tail.end, tail.end + more)) break;
          found.push(join(head, tail, symbols + more, head.start, tail.end + more));
        }
      }
    }
    for (let symbols = 0; symbols <= MOST_SYMBOLS; symbols++) {
      if (!allSymbols(password, head.start - symbols, head.start)) break;
      for (const tail of byEnd.get(head.start - symbols) ?? []) {
        found.push(join(head, tail, symbols, tail.start, head.end));
      }
    }
  }
  return found;
}

function join(head: Finding, tail: Tail, symbols: number, start: number, end: number): Finding {
  const product = head.tries * tail.tries * SYMBOL_COST ** symbols;
  const named = head.kind === 'name' || head.kind === 'full-name';
  const known = dated.has(tail.kind as FindingKind) && (named || head.kind === 'place');
  return {
    kind: known ? (named ? 'name-year' : 'place-year') : 'habit',
    start,
    end,
    tries: known ? Math.min(product, KNOWN_TOGETHER) : product,
    ...(head.typing ? { typing: head.typing } : {}),
    head: { kind: head.kind, start: head.start, end: head.end },
    tail: tail.kind,
  };
}

function tailsOf(password: string, findings: Finding[], { tails }: PasswordBook): Tail[] {
  const found: Tail[] = findings.filter(({ kind }) => dated.has(kind) || kind === 'lucky');
  for (const { 0: digits, index } of password.matchAll(/\d+/g)) {
    const rank = tails.get(digits);
    if (rank) found.push({ kind: 'tail', start: index, end: index + digits.length, tries: rank });
  }
  return found;
}

function allSymbols(password: string, from: number, to: number): boolean {
  if (from < 0 || to > password.length) return false;
  for (let i = from; i < to; i++) if (!SYMBOLS.includes(password[i] as string)) return false;
  return true;
}
