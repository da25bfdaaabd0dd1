import { formatPhone } from '@khien/engines/text';
import type { SmsExport } from './schema.ts';
import { shorten } from './letter.ts';

/** One SMS in UCS-2, which Vietnamese with its marks needs, holds 70 units; four joined ones 268. */
const longest = 268;

/**
 * A text to 156 and 5656 in the telecoms' syntax for scams: `LD (number that called or texted) (what it said)`.
 * Without a source number there is nothing they could act on, so there is no text.
 */
export function reportingSms(text: string, phones: readonly string[]): SmsExport | undefined {
  const source = phones[0];
  if (source === undefined) return undefined;
  const number = source.startsWith('+84') ? formatPhone(source).replaceAll(' ', '') : source;
  const head = `LD (${number}) (`;
  const content = shorten(text.replace(/\s+/g, ' ').replace(/[()]/g, ' ').trim(), longest - head.length - 1);
  return { to: ['156', '5656'], text: `${head}${content})` };
}
