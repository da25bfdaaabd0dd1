import en from './messages.en.json' with { type: 'json' };
import vi from './messages.vi.json' with { type: 'json' };
import storiesEn from './stories.en.json' with { type: 'json' };
import storiesVi from './stories.vi.json' with { type: 'json' };

export type Locale = 'vi' | 'en';

/** Sentences cut at their places: at odd positions stand the names of params. */
const cut = (table: Record<string, string>): Map<string, string[]> =>
  new Map(Object.entries(table).map(([key, text]) => [key, text.split(/\{(\w+)\}/)]));

const tables: Record<Locale, Map<string, string[]>> = {
  vi: cut({ ...vi, ...storiesVi }),
  en: cut({ ...en, ...storiesEn }),
};

/**
 * A sentence of the check in the reader's language, the same in server, command line and web.
 * @param key for example `reason.lookalike`, `advice.stop`, `scheme.khoa-sim.name`
 * @param params what stands for `{name}` in the sentence; plain text, to be escaped by whoever builds markup
 * @throws when the key does not exist: a missing sentence must be found by tests, not by readers
 */
export function renderMessage(locale: Locale, key: string, params?: Record<string, string>): string {
  const pieces = tables[locale].get(key);
  if (pieces === undefined) throw new Error(`messages: no "${key}" in ${locale}`);
  let text = pieces[0] ?? '';
  for (let i = 1; i < pieces.length; i += 2) {
    text += (params?.[pieces[i] as string] ?? '') + (pieces[i + 1] as string);
  }
  return text;
}
