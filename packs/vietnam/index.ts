import type { Bank, PhonePlan, TextReference } from '@khien/engines/text';
import type { Brands, Contact, Hint, Registry } from '@khien/engines/verdict';
import banks from './banks.json' with { type: 'json' };
import brandData from './brands.json' with { type: 'json' };
import hintData from './hints.json' with { type: 'json' };
import hotlineData from './hotlines.json' with { type: 'json' };
import phonePlan from './phone-plan.json' with { type: 'json' };
import registryData from './registry.json' with { type: 'json' };
import shortenerData from './shorteners.json' with { type: 'json' };

export { type Locale, renderMessage } from './messages.ts';
export { schemes } from './schemes.ts';

/** Banks (BIN, words, hotlines, domains) and the numbering plan, as `compileReference` wants them. */
export const reference: TextReference = { banks: banks.banks as Bank[], phonePlan: phonePlan as PhonePlan };

/** Organisations with the domains and customers' lines known to be theirs. */
export const registry: Registry = registryData;

/** Names worth imitating. */
export const brands: Brands = brandData;

/** Reporting lines, in the order to show them. */
export const hotlines: Contact[] = hotlineData;

/** Hosts whose links hide where they lead. */
export const shorteners: string[] = shortenerData.hosts;

/** Weak signs that belong to no scheme. */
export const hints: Hint[] = hintData;
