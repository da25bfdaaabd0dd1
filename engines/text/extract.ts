import { readHost } from './hosts.ts';
import * as make from './observables.ts';
import { readPhone } from './phones.ts';
import type { CompiledReference } from './reference.ts';
import type { Observable } from './types.ts';

/** Finds what a text points to, in order and without overlaps. */
export function extract(text: string, ref: CompiledReference): Observable[] {
  const out: Observable[] = [];
  for (const match of text.matchAll(/(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})((?::\d+)?(?:\/[^\s]*)?)/gi)) {
    const host = readHost(match[1] ?? '');
    if (host?.known && host.registrable) {
      const end = match.index + match[0].length;
      const found = make.urlObservable(match[0].startsWith('https') ? 'https' : 'http', host, match[2] ?? '');
      out.push(make.place(found, text, match.index, end));
    }
  }
  for (const match of text.matchAll(/\+?\d[\d .-]{6,14}\d/g)) {
    const value = readPhone(match[0].replace(/\D/g, ''), match[0].startsWith('+'), ref);
    const end = match.index + match[0].length;
    if (value !== undefined && !out.some((seen) => seen.start < end && match.index < seen.end)) {
      out.push(make.place(make.phoneObservable(value), text, match.index, end));
    }
  }
  return out.sort((a, b) => a.start - b.start);
}
