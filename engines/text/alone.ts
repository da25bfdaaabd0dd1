import { knownRegistrable } from './hosts.ts';
import { isDigitSign, isLetterSign } from './signs.ts';
import type { Observable } from './types.ts';

const DOT = 46;
const HYPHEN = 45;
const LONGEST_LABEL = 63;
const LONGEST_HOST = 253;

/**
 * A plain host and nothing else (`shopee.vn`), the commonest question of programs: read at once instead of by the pass
 * over the text. Whatever is not plain (capitals, `www.`, a digit in front, unknown
 * endings, anything around it) is undefined.
 */
export function readHostAlone(text: string): Observable | undefined {
  const { length } = text;
  if (length > LONGEST_HOST || isDigitSign(text.charCodeAt(0))) return undefined;
  let label = 0;
  let last = DOT;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === DOT) {
      if (last === DOT || last === HYPHEN || i - label > LONGEST_LABEL) return undefined;
      label = i + 1;
    } else if (unit === HYPHEN ? last === DOT : !isLetterSign(unit) && !isDigitSign(unit)) return undefined;
    last = unit;
  }
  if (label === 0 || length - label < 2 || !isLetterSign(text.charCodeAt(label)) || last === HYPHEN) return undefined;
  const registrable = text.startsWith('www.') ? undefined : knownRegistrable(text);
  if (registrable === undefined) return undefined;
  return { kind: 'domain', value: text, key: text, host: text, registrable, raw: text, start: 0, end: length };
}
