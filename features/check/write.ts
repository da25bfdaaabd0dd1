import type { Verdict } from '@khien/engines/verdict';
import type { Locale } from '@khien/packs/vietnam';
import { commonKey, renderCommon, renderOwn } from './render.ts';

/** Answers written one behind the other. */
export interface Answers {
  add(verdict: Verdict): void;
  /** The whole as UTF-8; nothing is added afterwards. */
  end(): Buffer;
}

/** More than all combinations of grades, schemes, banks and advice that occur; then they are forgotten and made anew. */
const MOST_KEPT = 4_000;
const USUAL_ANSWER = 3_000;

/**
 * What many verdicts share, as JSON in UTF-8 without its closing bracket. Four fifths of an answer are sentences that
 * thousands have in common: copying their bytes costs a tenth of writing and encoding them again.
 */
const kept: Record<Locale, Map<string, Buffer>> = { vi: new Map(), en: new Map() };

function commonBytes(verdict: Verdict, locale: Locale): Buffer {
  const map = kept[locale];
  const key = commonKey(verdict);
  let bytes = map.get(key);
  if (bytes === undefined) {
    bytes = Buffer.from(JSON.stringify(renderCommon(verdict, locale)).slice(0, -1));
    if (map.size >= MOST_KEPT) map.clear();
    map.set(key, bytes);
  }
  return bytes;
}

/** @param count how many answers there will be, roughly */
export function writeAnswers(locale: Locale, shape: 'json' | 'ndjson', count: number): Answers {
  let into = Buffer.allocUnsafeSlow(count * USUAL_ANSWER + 64);
  let size = 0;
  let answers = 0;
  const reserve = (more: number): void => {
    if (size + more <= into.length) return;
    const larger = Buffer.allocUnsafeSlow((size + more) * 2);
    into.copy(larger, 0, 0, size);
    into = larger;
  };
  const write = (text: string): void => {
    reserve(text.length * 3);
    size += into.write(text, size);
  };
  if (shape === 'json') write('{"verdicts":[');
  return {
    add(verdict) {
      if (answers++ > 0) write(shape === 'json' ? ',' : '\n');
      const common = commonBytes(verdict, locale);
      const own = JSON.stringify(renderOwn(verdict, locale));
      reserve(common.length);
      size += common.copy(into, size);
      write(`,${own.slice(1)}`);
    },
    end() {
      write(shape === 'json' ? ']}' : '\n');
      return into.subarray(0, size);
    },
  };
}
