import type { CompiledReference, Observable } from '../text/index.ts';
import type { FoundStory } from './story-types.ts';
import type { TextModelData } from './model.ts';

/** The five answers, gravest first. `nothing-found` never means safe. */
export type Grade = 'confirmed-scam' | 'very-suspicious' | 'unknown' | 'nothing-found' | 'official';

/** What a look-up record holds: who listed this key, as what, since when. */
export interface Listing {
  kind: 'scam' | 'official';
  source: string;
  scheme?: string;
  listedAt: string;
  expires?: string;
  /** indicator id, for the link to an appeal */
  id?: string;
  name?: string;
  /** Holds for this very host or page only, not for names below it: what lists of hosts mean. */
  exact?: boolean;
}

/** A part of the user's own text: UTF-16 offsets, `text` is `input.slice(start, end)`. */
export interface Quote {
  start: number;
  end: number;
  text: string;
}

/** One ground of the verdict. Its sentence is the message `reason.<code>` with `params`. */
export interface Reason {
  code: string;
  params: Record<string, string>;
  quote?: Quote;
  /** index into the verdict's observables */
  observable?: number;
  /** which part of a story the quote stands in */
  part?: number;
}

/**
 * How a host shows a name that is not its own. combo: together with other words · subdomain: in front of somebody else's
 * name · homoglyph: with signs that look like its letters · scripts: with letters of another alphabet · typo: with one
 * error · ending: as it is, under another ending
 */
export type Trick = 'combo' | 'subdomain' | 'homoglyph' | 'scripts' | 'typo' | 'ending';

export interface Lookalike {
  /** display name of the imitated organisation */
  brand: string;
  /** its real address */
  official: string;
  trick: Trick;
}

export type SeenObservable = Observable & {
  listing?: Listing;
  lookalike?: Lookalike;
  /** which part of a story it stands in */
  part?: number;
};

export interface Contact {
  code: string;
  name: string;
  phone: string;
}

export interface Verdict {
  grade: Grade;
  observables: SeenObservable[];
  /** four at most */
  reasons: Reason[];
  /** id of a scheme in the pack */
  scheme?: string;
  /** message codes `advice.<code>`, what to do first comes first */
  advice: string[];
  contacts: Contact[];
  /** message codes `notAsked.<code>`: what this check could not find out */
  notAsked: string[];
  rulesVersion: string;
  /** what the text model says, where there were words to read */
  model?: {
    version: string;
    /** the higher, the more it reads like a scam */
    score: number;
    /** the share of honest messages that read at least as much like one, 0–1 */
    falseAlarms: number;
  };
  listAge?: string;
  /** a scam in stages that the text or the parts of a story tell of */
  story?: FoundStory;
}

export interface CheckInput {
  text: string;
  /** A sender name is never a ground for safety: it can be forged. */
  sender?: { kind: 'brandname' | 'shortcode' | 'number'; value: string };
}

/** Answers keys in their order; `undefined` = not listed. */
export type Lookup = (keys: string[]) => (Listing | undefined)[];

export type Check = (input: CheckInput, lookup: Lookup) => Verdict;

/** An organisation whose contact points are known for certain. */
export interface Organisation {
  id: string;
  name: string;
  kind: string;
  /** registrable (or longer) names; everything below them belongs to the organisation. The first is shown. */
  domains: string[];
  /** a bank's BIN */
  bank?: string;
  /** customers' lines as dialled inside Viet Nam, digits only; the first is shown */
  phones?: string[];
  /** how messages name it, in plain lower-case letters */
  names?: string[];
  /** a domain that lets anybody publish under it: known, but no proof of who wrote the page */
  openToAll?: boolean;
}

export interface Registry {
  version: string;
  /** suffixes only authorities can register under */
  suffixes: string[];
  organisations: Organisation[];
}

/** Names worth imitating and how they are imitated. */
export interface Brands {
  brands: {
    /** an organisation's id */
    id: string;
    /** labels of 6 letters and more: found inside other labels, and with one typing error */
    labels?: string[];
    /** labels that are also the end of honest words ("cimb-bank"): only at the beginning of a label or behind lures */
    heads?: string[];
    /** shorter or common labels: only beside lure words, or alone under a cheap ending */
    tokens?: string[];
    /**
     * known in many countries: alone under an ordinary ending it is taken for its own, and its tokens count only beside
     * a word that lures
     */
    world?: boolean;
  }[];
  /** words that squats put beside a brand to promise, to frighten or to ask (`nhanqua`, `xacthuc`) */
  lures: string[];
  /** words that stand beside any name (`online`, `vn`) */
  fillers: string[];
  /** top-level domains that are sold cheaply and hardly ever used by the brands */
  cheapSuffixes: string[];
  /** suffixes below which anybody opens a site for nothing */
  openSites: string[];
  /** endings of countries that the whole world uses */
  worldEndings: string[];
  /** registrable names that look alike and are known to be honest */
  harmless: string[];
}

export interface PhraseGroup {
  /** what the phrases do in the scheme: who, pressure, ask, channel, money, … */
  role: string;
  /** message `reason.<code>` when a phrase of this group is quoted; without it the group is never quoted */
  reason?: string;
  /** a denial in front ("không bấm …") makes the phrase harmless */
  deniable?: boolean;
  /** written as people write them; folded when compiled. `#` stands for any number */
  phrases: string[];
}

/**
 * A rule of a scheme. Names: `group` of the same scheme, `@group` of the lexicon, `+feature` of the message (see
 * features.ts).
 */
export interface Rule {
  /** 5 and more = very suspicious; less = a hint */
  weight: number;
  all?: string[];
  any?: string[];
  /** at least `count` different of `of` */
  atLeast?: { count: number; of: string[] };
  not?: string[];
  /** both within so many letters of each other */
  near?: { groups: [string, string]; within: number }[];
}

export type Example = string | (CheckInput & { grade?: Grade });

export interface Scheme {
  id: string;
  /** its number in the handbook of 24 forms */
  number?: number;
  groups?: Record<string, PhraseGroup>;
  rules: Rule[];
  advice: string[];
  examples: { positive: Example[]; negative: Example[] };
}

export interface SchemeBook {
  version: string;
  lexicon: Record<string, PhraseGroup>;
  schemes: Scheme[];
}

/** A weak sign that belongs to no scheme: alone it never says more than `unknown`. */
export interface Hint extends Omit<Rule, 'weight'> {
  reason: string;
}

/** The pack's data, compiled once. */
export interface CheckerParts {
  reference: CompiledReference;
  registry: Registry;
  brands: Brands;
  schemes: SchemeBook;
  hints?: Hint[];
  /** reporting lines shown with every grave verdict */
  hotlines?: Contact[];
  /** hosts whose links hide their target */
  shorteners?: string[];
  /** how scams read */
  textModel?: TextModelData;
}
