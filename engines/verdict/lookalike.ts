/**
 * Hosts that imitate a protected name: brand inside another name (`vietcombank.vn-ms.top`, `svip-acb.com`), letters that
 * look the same (`v1etcombank`, `rn` for `m`, accents, other scripts), one typing error (`vietcombamk.com`), the right
 * label under a wrong ending (`vietinbank.vip`). A brand's own names and the suffixes of authorities never hit, nor do
 * names known to be honest. A look-alike alone is a strong suspicion, never proof: honest names can be alike.
 */
import { buildAutomaton, findPhrases } from './automaton.ts';
import { type IdnLabel, readIdnLabel } from './idn.ts';
import { createLures, LURING, NOT_COVERED } from './lures.ts';
import { endsInMisspeltBank, type Name, readNames } from './names.ts';
import { buildOwners } from './owners.ts';
import { createSkeleton, readSkeleton, type Way } from './skeleton.ts';
import { createSuffixes } from './suffixes.ts';
import type { Brands, Lookalike, Registry, Trick } from './types.ts';
import { buildTypoTable, findTypo } from './typos.ts';

/**
 * @param host lower-case A-labels
 * @param registrable the part of `host` that is registered; its label in front of the public suffix is judged
 */
export type FindLookalike = (host: string, registrable: string) => Lookalike | undefined;

/** A name of so many letters is too common to stand beside a word that every name stands beside. */
const shortest = 2;
/** Signs are put for others in longer names than this: fewer are like too many honest ones. */
const disguisable = 4;
/** Names of so many letters or more are too long to be hit by accident: of the whole world, or of words of the language. */
const longName = 7;
const longToken = 10;
const repeats = /(.)\1+/g;
const pretended = /^(?:vn|com|gov|net|org)[.-]/;

/** The whole test, with the directory: what a caller outside the checker wants. */
export function buildLookalikes(registry: Registry, brands: Brands): FindLookalike {
  const ownerOf = buildOwners(registry, brands.harmless);
  const imitated = buildImitations(registry, brands);
  return (host, registrable) => (ownerOf(host) === undefined ? imitated(host, registrable) : undefined);
}

/**
 * The test for hosts that are in no directory.
 * @throws when a brand's organisation is not in the registry
 */
export function buildImitations(registry: Registry, brands: Brands): FindLookalike {
  const names = readNames(registry, brands);
  const automaton = buildAutomaton(
    names.map(({ letters }) => Array.from(letters, (letter) => letter.charCodeAt(0) - 96)),
  );
  // An error can also part the letters that look like one (`westeranunion`): both forms are in the table.
  const mistaken = names
    .filter(({ place, world, letters }) => place !== 'token' || letters.length >= (world ? longName : longToken))
    .flatMap((name) => {
      const apart = name.written.replaceAll('i', 'l');
      return apart === name.letters ? [name] : [name, { ...name, letters: apart }];
    });
  const typos = buildTypoTable(mistaken.map(({ letters }) => letters));
  const withoutDoubles = new Map(mistaken.map((name) => [name.written.replace(repeats, '$1'), name]));
  const covers = createLures(brands.lures, brands.fillers);
  const isCheap = createSuffixes([...brands.cheapSuffixes, ...brands.openSites]);
  const isOpen = createSuffixes(brands.openSites);
  const isWorldEnding = createSuffixes(brands.worldEndings);
  const label = createSkeleton();
  const { codes, breaks } = label;

  // What is known of the host, and what is found in the label that is being looked at; a closure for each label would
  // cost more than the search.
  let cheap = false;
  let foreign = false;
  let home = false;
  let alone = false;
  let below = false;
  let text = '';
  let textFrom = 0;
  let textEnd = 0;
  let best: Name | undefined;

  const onName = (index: number, from: number, to: number): void => {
    const name = names[index] as Name;
    if ((best === undefined || best.letters.length < name.letters.length) && imitates(name, from, to + 1)) best = name;
  };

  function imitates({ written, place, world, bank, letters }: Name, from: number, end: number): boolean {
    const { length } = label;
    if (from === 0 && end === length) {
      if (place !== 'token') return !world || alone || (below && cheap) || shown() !== written;
      if (letters.length <= shortest || isBroken(from, end)) return false;
      return alone || numbered() || (letters.length > disguisable && !foreign && isDisguised(written));
    }
    if (place === 'label') return true;
    const front = covers(codes, 0, from);
    if (place === 'head') return !foreign && (from === 0 || breaks[from] === 1 || front !== NOT_COVERED);
    if (foreign || isBroken(from, end)) return false;
    const behind = covers(codes, end, length);
    if (front === NOT_COVERED || behind === NOT_COVERED) {
      return bank && from === 0 && letters.length > shortest && length > end + 3 && endsInMisspeltBank(shown());
    }
    if (front === LURING || behind === LURING) return true;
    if (world) return cheap || numbered();
    // Three letters stand together by chance, unless a hyphen sets them apart.
    return letters.length > shortest + 1 || cheap || (!home && (breaks[from] === 1 || breaks[end] === 1));
  }

  const shown = (): string => text.slice(textFrom, textEnd);

  /** Whether the label has other signs than the name, all alike. */
  const isDisguised = (written: string): boolean => !lettersIn(shown()).includes(written);

  /** Squats come in numbers (`lazada88.com`, `lazada89.com`); under .vn a number costs as much as a name. */
  const numbered = (): boolean => label.digits > 1 && !foreign && !home;

  /** Whether a hyphen or a number stands inside: the letters of a short name are then together by accident. */
  function isBroken(from: number, end: number): boolean {
    for (let at = from + 1; at < end; at++) if (breaks[at] === 1) return true;
    return false;
  }

  /** @param pretends whether a short brand counts without anything beside it */
  function inside(host: string, from: number, end: number, pretends: boolean): Name | undefined {
    alone = pretends;
    text = host;
    textFrom = from;
    textEnd = end;
    best = undefined;
    search('between');
    if (best === undefined && label.leet > 0) search('none');
    if (best === undefined && label.lastDigit) search('last');
    return best;
  }

  function search(way: Way): void {
    readSkeleton(label, text, textFrom, textEnd, way);
    findPhrases(automaton, codes, label.length, onName);
  }

  function near(): Name | undefined {
    if (foreign) return undefined;
    if (label.leet > 0 || label.lastDigit) readSkeleton(label, text, textFrom, textEnd, 'between');
    let found = mistaken[findTypo(typos, codes, label.length)];
    if (found === undefined && label.pairs > 0) {
      readSkeleton(label, text, textFrom, textEnd, 'plain');
      found = mistaken[findTypo(typos, codes, label.length)];
    }
    found ??= stuttered();
    if (found === undefined) return undefined;
    const { letters, place } = found;
    // Under a common ending, a short label and one of the whole world are near to too many honest ones.
    if (!cheap && !home && (letters.length < longName || place === 'token')) return undefined;
    return letters.length > longName + 1 || letters.charCodeAt(0) - 96 === codes[0] ? found : undefined;
  }

  /** Letters written twice or more often (`viettcoombank`): more than one error, but easily overlooked. */
  function stuttered(): Name | undefined {
    if (!label.doubled) return undefined;
    const letters = lettersIn(shown());
    const found = withoutDoubles.get(letters.replace(repeats, '$1'));
    return found?.written === letters ? undefined : found;
  }

  /** A label as it stands, and how it shows the name. */
  function inPlain(host: string, from: number, end: number, pretends: boolean): Lookalike | undefined {
    const found = inside(host, from, end, pretends);
    const typo = found === undefined || found.place === 'token' ? near() : undefined;
    if (typo !== undefined && (found === undefined || found.letters.length < typo.letters.length)) {
      return typo.answers.typo;
    }
    return found?.answers[trickOf(found, shown())];
  }

  /** An internationalised label, in each of the ways it may be read. */
  function inIdn(host: string, from: number, end: number): Lookalike | undefined {
    const idn = readIdnLabel(host.slice(from, end));
    for (const reading of idn.readings) {
      const found = inside(reading, 0, reading.length, true) ?? near();
      if (found !== undefined) return found.answers[disguiseOf(idn)];
    }
    return undefined;
  }

  return (host, registrable) => {
    let start = host.length - registrable.length;
    // What stands below a host of free sites is somebody's own, as if it were registered.
    if (start > 0 && isOpen(host, start)) start = host.lastIndexOf('.', start - 2) + 1;
    const dot = host.indexOf('.', start);
    cheap = isCheap(host, dot + 1);
    home = !cheap && host.endsWith('.vn');
    foreign = !cheap && !home && isForeign(host);
    below = false;
    const found = host.startsWith('xn--', start) ? inIdn(host, start, dot) : inPlain(host, start, dot, cheap);
    return found === undefined && start > 0 ? inFront(host, start) : found;
  };

  /** Firms of a foreign country are often alike a brand; squats do not live under its ending. */
  function isForeign(host: string): boolean {
    const ending = host.lastIndexOf('.') + 1;
    return host.length - ending === 2 && !isWorldEnding(host, ending);
  }

  /** `vietcombank.vn-ms.top`, `shb.com.vn-kps.top`: the brand stands below a name that is somebody else's. */
  function inFront(host: string, start: number): Lookalike | undefined {
    below = true;
    // Below a name that lures (`xacthuc-taikhoan.com`), a name alone is put there to be seen.
    const lured = covers(codes, 0, label.length) === LURING;
    for (let from = 0; from < start; ) {
      const end = host.indexOf('.', from);
      // A short brand counts when what follows pretends to be its ending.
      const pretends = lured || pretended.test(host.slice(end + 1, end + 5));
      const found = host.startsWith('xn--', from)
        ? inIdn(host, from, end)
        : inside(host, from, end, pretends)?.answers.subdomain;
      if (found !== undefined) return found;
      from = end + 1;
    }
    return undefined;
  }
}

const lettersIn = (label: string): string => label.replace(/[^a-z]/g, '');

const disguiseOf = ({ foreign, mixed }: IdnLabel): Trick => (foreign || mixed ? 'scripts' : 'homoglyph');

/** How a label shows a name that was found in it. */
function trickOf({ written }: Name, label: string): Trick {
  if (label === written) return 'ending';
  return lettersIn(label).includes(written) ? 'combo' : 'homoglyph';
}
