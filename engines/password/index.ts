import type { PasswordBook } from './book.ts';
import { findNumbers } from './digits.ts';
import { type Finding, PASSWORD_LIMIT } from './types.ts';
import { findHabits } from './habits.ts';
import { findWords } from './words.ts';

export { compilePasswordBook, type PasswordBook } from './book.ts';
export { attacks, inUnits, type Strength, strengthOf, type TimeUnit } from './strength.ts';
export { type Finding, type FindingKind, PASSWORD_LIMIT, type PasswordData, type Typing } from './types.ts';

/**
 * Everything in a password that people in Vietnam would think of: overlapping, in no order; whoever scores it chooses.
 * @param password in NFC; what is behind the first {@link PASSWORD_LIMIT} units is not looked at
 */
export function findVietnamese(password: string, book: PasswordBook): Finding[] {
  const text = password.slice(0, PASSWORD_LIMIT);
  const parts = [...findNumbers(text, book), ...findWords(text, book)];
  return [...parts, ...findHabits(text, parts, book)];
}
