import { type CompiledReference, compileReference } from '@khien/engines/text';
import { type CheckInput, createChecker, type Listing, type Verdict } from '@khien/engines/verdict';
import { reference, rules } from '@khien/packs/vietnam';

/** What the device knows of the list of confirmed scams. */
export interface Known {
  /** The filter's word: false is certain, true only very likely. */
  mayBeListed(key: string): boolean;
  /** When the list was made; undefined when there is none on the device. */
  asOf: string | undefined;
  /** There is one, but past the day up to which its signer stands by it. */
  old: boolean;
  /** A newer one came that was not signed as it must be. */
  refused?: boolean;
}

/** What the server said of keys it was asked about: their listing, or that there is none. */
export type Asked = ReadonlyMap<string, Listing | undefined>;

export interface DeviceVerdict {
  verdict: Verdict;
  /** Keys the filter may hold and nobody was asked about yet. */
  unsure: string[];
}

/** Stands for the listing that the filter hints at. `exact`: what a name above it is listed for is not known here. */
const hinted: Listing = { kind: 'scam', source: '', listedAt: '', exact: true };
const mostReasons = 4;

/**
 * The server's check with what a device knows instead of the look-up table. The filter says "possibly listed" wrongly
 * once in 65,536 values, so it can make an answer very suspicious, never confirmed: that takes the server's word.
 */
export function createDeviceCheck(compiled: CompiledReference = compileReference(reference)) {
  const check = createChecker({ reference: compiled, ...rules });

  return (input: CheckInput, known: Known, asked: Asked): DeviceVerdict => {
    const unsure = new Set<string>();
    const sure = (key: string): Listing | undefined => {
      if (asked.has(key)) return asked.get(key);
      if (known.mayBeListed(key)) unsure.add(key);
      return undefined;
    };
    const verdict = check(input, (keys) => keys.map(sure));
    const keys = [...unsure];
    const found =
      keys.length === 0 || verdict.grade === 'confirmed-scam'
        ? verdict
        : withHints(
            verdict,
            check(input, (all) => all.map((key) => (unsure.has(key) ? hinted : asked.get(key)))),
          );
    found.notAsked.unshift('server', ...lacking(known));
    if (known.asOf !== undefined) found.listAge = known.asOf;
    return { verdict: found, unsure: keys };
  };
}

function lacking({ asOf, old, refused = false }: Known): string[] {
  const codes = old ? ['list-old'] : asOf === undefined ? ['list'] : [];
  return refused ? [...codes, 'list-refused'] : codes;
}

/** @param worst the answer if the filter's hints were true */
function withHints(verdict: Verdict, worst: Verdict): Verdict {
  if (worst.grade !== 'confirmed-scam') return verdict;
  const hints = worst.reasons
    .filter(({ code, observable }) => code === 'listed' && worst.observables[observable ?? -1]?.listing === hinted)
    .map((reason) => ({ ...reason, code: 'possibly-listed' }));
  const { advice, contacts } = verdict.grade === 'very-suspicious' ? verdict : worst;
  // As with a listing: that nobody knows the link is then no news.
  const others = verdict.reasons.filter(({ code }) => code !== 'unknown-link');
  const reasons = [...hints, ...others].slice(0, mostReasons);
  return { ...verdict, grade: 'very-suspicious', reasons, advice, contacts };
}
