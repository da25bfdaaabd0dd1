import { parse } from 'tldts';
import endings from './tlds.json' with { type: 'json' };

/**
 * How sure an ending makes us that labels are a host: `sentence` endings even when a sentence seems to begin with
 * them, `strong` ones, `wordy` ones that are also words, `weak` ones that are mostly words or abbreviations.
 */
export type EndingKind = 'sentence' | 'strong' | 'wordy' | 'weak';

const KINDS = new Map<string, EndingKind>();
for (const ending of endings.weak) KINDS.set(ending, 'weak');
for (const ending of endings.wordy) KINDS.set(ending, 'wordy');
for (const ending of endings.sentence) KINDS.set(ending, 'sentence');
const STRONG_TWO = new Set(endings.strongTwoLetters);
const seen = new Map<string, EndingKind | 'none'>();
const MOST_SEEN = 2_000;
const SPACED = new Set(endings.spaced);

/** The kind of a top-level domain, undefined when there is no such domain; `spaced`: after a dot and a blank. */
export function endingKind(written: string, spaced = false): EndingKind | undefined {
  const ending = written.toLowerCase();
  if (ending.length < 2 || ending.length > 24) return undefined;
  if (spaced) return SPACED.has(ending) ? 'strong' : undefined;
  const known = KINDS.get(ending);
  if (known !== undefined) return known;
  const remembered = seen.get(ending);
  if (remembered !== undefined) return remembered === 'none' ? undefined : remembered;
  const kind =
    /^(?:[a-z]+|xn--[a-z0-9-]+)$/.test(ending) && exists(ending)
      ? ending.length > 2 || STRONG_TWO.has(ending)
        ? 'strong'
        : 'weak'
      : 'none';
  // What stands behind a full stop without a blank can be anything: the memory has to end somewhere.
  if (seen.size < MOST_SEEN) seen.set(ending, kind);
  return kind === 'none' ? undefined : kind;
}

/** Some endings are on the list only with a second level (`co.za`). */
function exists(ending: string): boolean {
  return [`a.${ending}`, `a.co.${ending}`].some((name) => parse(name, { validateHostname: false }).isIcann === true);
}
