/** How hard a password is to guess, from worst to best. */
export type Strength = 'very-weak' | 'weak' | 'fair' | 'good' | 'strong';

/**
 * Names the work of a guesser. 10^6 tries pass a sign-in page that does not block in a day; 10^10 pass a stolen list
 * of a careless service in a second (10^10 tries a second), 10^14 a careful one (10^4 a second) in centuries.
 * @param guesses tries until the password comes, in the order in which guessers go
 */
export function strengthOf(guesses: number): Strength {
  if (guesses < 1e4) return 'very-weak';
  if (guesses < 1e6) return 'weak';
  if (guesses < 1e10) return 'fair';
  return guesses < 1e14 ? 'good' : 'strong';
}

/** Who tries, and how often a second. */
export const attacks = {
  /** A sign-in page that blocks after some tries: 100 an hour. */
  online: 100 / 3600,
  /** A stolen list whose owner hashed slowly (bcrypt, scrypt, Argon2). */
  slow: 1e4,
  /** A stolen list whose owner hashed fast (MD5, SHA-1) and one graphics card. */
  fast: 1e10,
} as const;

export type TimeUnit = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year' | 'century' | 'ever';

const units: [unit: TimeUnit, seconds: number][] = [
  ['century', 100 * 365.25 * 86_400],
  ['year', 365.25 * 86_400],
  ['month', 30.4 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/**
 * Time in the largest unit of which it is at least one.
 * @returns count 0 for less than a second; `ever` for more than a hundred centuries
 */
export function inUnits(seconds: number): { unit: TimeUnit; count: number } {
  for (const [unit, size] of units) {
    if (seconds < size) continue;
    const count = Math.round(seconds / size);
    return unit === 'century' && count > 100 ? { unit: 'ever', count: 0 } : { unit, count };
  }
  return { unit: 'second', count: 0 };
}
