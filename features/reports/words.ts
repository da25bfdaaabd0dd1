import type { Locale } from '@khien/platform/http';
import messages from './messages.json' with { type: 'json' };

export type MessageKey = keyof typeof messages;

/** A sentence of this feature in the reader's language, `{name}` filled from `params`. */
export function words(key: MessageKey, locale: Locale, params: Record<string, string> = {}): string {
  return messages[key][locale].replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}
