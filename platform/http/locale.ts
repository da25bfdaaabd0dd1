import type { Locale } from './errors.ts';

/** The language that a reader prefers among ours, from Accept-Language (RFC 9110 §12.5.4); Vietnamese when in doubt. */
export function chooseLocale(header: string | undefined): Locale {
  let best: Locale = 'vi';
  let bestQ = 0;
  for (const part of (header ?? '').slice(0, 200).split(',')) {
    const [tag = '', ...params] = part.trim().toLowerCase().split(';');
    const language = tag.split('-')[0];
    if (language !== 'vi' && language !== 'en') continue;
    const given = params.find((param) => param.trim().startsWith('q='));
    const q = given ? Number(given.trim().slice(2)) : 1;
    if (q > bestQ) {
      best = language;
      bestQ = q;
    }
  }
  return best;
}
