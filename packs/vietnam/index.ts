import type { Brands, CheckerParts, Contact, Hint, TextModelData } from '@khien/engines/verdict';
import brandData from './brands.json' with { type: 'json' };
import hintData from './hints.json' with { type: 'json' };
import hotlineData from './hotlines.json' with { type: 'json' };
import model from './model.json' with { type: 'json' };
import shortenerData from './shorteners.json' with { type: 'json' };

import { registry } from './registry.ts';
import { schemes } from './schemes.ts';
import { stories } from './stories.ts';

export { type Locale, renderMessage } from './messages.ts';
export { reference } from './reference.ts';
export { registry, schemes, stories };

/** Names worth imitating. */
export const brands: Brands = brandData;

/** Weak signs that belong to no scheme. */
export const hints = hintData as Hint[];

/** Reporting lines, in the order to show them. */
export const hotlines: Contact[] = hotlineData;

/** Hosts whose links hide where they lead. */
export const shorteners: string[] = shortenerData.hosts;

/** Everything a checker needs beside the compiled reference. */
export const rules: Omit<CheckerParts, 'reference'> = {
  registry,
  brands,
  schemes,
  hints,
  hotlines,
  shorteners,
  textModel: model as TextModelData,
};
