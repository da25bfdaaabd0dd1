import en from './messages.en.json' with { type: 'json' };
import vi from './messages.vi.json' with { type: 'json' };

export type Locale = 'vi' | 'en';

const tables: Record<Locale, Record<string, string>> = { vi, en };

/**
 * A sentence of the check in the reader's language, the same in server, command line and web.
 * @param key for example `reason.lookalike`, `advice.stop`, `scheme.khoa-sim.name`
 * @param params what stands for `{name}` in the sentence; plain text, to be escaped by whoever builds markup
 * @throws when the key does not exist: a missing sentence must be found by tests, not by readers
 */
export function renderMessage(locale: Locale, key: string, params: Record<string, string> = {}): string {
  const text = Object.hasOwn(tables[locale], key) ? tables[locale][key] : undefined;
  if (text === undefined) throw new Error(`messages: no "${key}" in ${locale}`);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
}
