import { type Finding, findVietnamese, type PasswordBook } from '@khien/engines/password';
import { type Matcher, MatcherBaseClass, type MatchExtended, type MatchOptions, ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** What zxcvbn is given of a password: beyond this it takes seconds and no longer changes the answer. */
export const JUDGED = 100;
/** Passwords that leaked most often, the most usual first. */
export const common: readonly string[] = dictionary['passwords-common'];

/** Names of our dictionaries, as they come back in matches. */
export const OURS = {
  phrase: 'vnPhrase',
  word: 'vnWord',
  place: 'vnPlace',
  name: 'vnName',
  culture: 'vnCulture',
} as const;

/** What our matcher found, in a match as zxcvbn hands it back. */
export const findingOf = (match: MatchExtended): Finding | undefined =>
  match.pattern === 'vietnamese' ? (match as { finding?: Finding }).finding : undefined;

/**
 * zxcvbn with what people in Vietnam make passwords of: our rules as a matcher of its own, and our words also as
 * dictionaries, because zxcvbn looks those up backwards and with digits for letters (`m4tkh4u`) as well.
 */
export function createGuesser(book: PasswordBook): ZxcvbnFactory {
  const { phrase, word, place, name, culture } = book.lists;
  return new ZxcvbnFactory(
    {
      dictionary: {
        common: [...common],
        // This name makes each of the words count alike.
        diceware: dictionary['diceware-common'],
        [OURS.phrase]: phrase,
        [OURS.word]: word,
        [OURS.place]: place,
        [OURS.name]: name,
        [OURS.culture]: culture,
      },
      graphs: adjacencyGraphs,
      maxLength: JUDGED,
    },
    { vietnamese: matcher(book) },
  );
}

function matcher(book: PasswordBook): Matcher {
  // The library wants a class.
  class Vietnamese extends MatcherBaseClass {
    override match({ password }: MatchOptions): MatchExtended[] {
      return findVietnamese(password, book).map((finding) => ({
        pattern: 'vietnamese',
        i: finding.start,
        j: finding.end - 1,
        token: password.slice(finding.start, finding.end),
        finding,
      }));
    }
  }
  return { Matching: Vietnamese, scoring: (match) => findingOf(match)?.tries ?? 0, feedback: () => null };
}
