import {
  attacks,
  compilePasswordBook,
  findVietnamese,
  inUnits,
  PASSWORD_LIMIT,
  type PasswordData,
  type Strength,
  strengthOf,
  type TimeUnit,
} from '@khien/engines/password';
import { common, createGuesser, JUDGED } from './guesses.ts';
import { isCommonWhole, type Reason, reasonsFor } from './reasons.ts';

/** What the device says of a password. */
export interface Judgement {
  strength: Strength;
  /** The most telling first. */
  reasons: Reason[];
  /** How long a guesser takes, by the way in which he can try. */
  times: Record<keyof typeof attacks, { unit: TimeUnit; count: number }>;
  /** Something in it is known to people who know its owner, and was counted so. */
  personal: boolean;
}

const known = new Set<string>(['phone', 'identity', 'plate', 'date', 'full-name', 'name-year']);

/**
 * Judges passwords on the device: no part of it can reach a network.
 * @returns a function of the password as it was typed; the first 256 units count
 */
export function createJudge(data: Omit<PasswordData, 'common'>): (password: string) => Judgement {
  const book = compilePasswordBook({ ...data, common: common.slice(0, 20_000) });
  const listed = new Set(common);
  const guesser = createGuesser(book);

  return (typed) => {
    const password = typed.normalize('NFC').slice(0, PASSWORD_LIMIT);
    const { guesses, sequence } = guesser.check(password);
    const judged = password.slice(0, JUDGED);
    const leaked = listed.has(password.toLowerCase()) || sequence.some((match) => isCommonWhole(match, password));
    const strength = leaked ? 'very-weak' : strengthOf(guesses);
    const easy = strength !== 'good' && strength !== 'strong';
    const all = reasonsFor(judged, sequence, findVietnamese(judged, book), leaked);
    // Of a password that is hard to guess only what others know of its owner is worth a word; a name may be chance.
    const reasons = easy ? all : all.filter(({ kind }) => known.has(kind) && kind !== 'full-name');
    const time = (rate: number) => inUnits(guesses / rate);
    return {
      strength,
      reasons,
      times: { online: time(attacks.online), slow: time(attacks.slow), fast: time(attacks.fast) },
      personal: reasons.some(({ kind }) => known.has(kind)),
    };
  };
}
