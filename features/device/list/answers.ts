import { createHash } from 'node:crypto';
import { prefixDigits, type RangeKind } from '@khien/engines/lookup';
import { lineBytes, type RangeTable } from './table.ts';

/** Answers are whole multiples of this, so that a list grows some time before its answers do. */
const STEP = 512;
/** Also where nothing is listed an answer has some lines. */
const LEAST_LINES = 6;
/** Bytes of answers kept ready for each kind. */
const READY = 16 << 20;

export interface ListAnswers {
  /** Of every answer of this kind, to the byte. */
  readonly size: number;
  /** Lines `REST:JSON` and fillers, sorted by the digits; for one list always the same. */
  answer(prefix: string): Buffer;
}

/**
 * Answers to questions by prefix. All have one length: whoever sees only encrypted answers go by learns nothing of what
 * was asked.
 */
export function createListAnswers(kind: RangeKind, table: RangeTable, version: number): ListAnswers {
  const digits = prefixDigits[kind];
  const filler = lineBytes(digits, 1);
  const largest = table.sizes(digits).reduce((most, size) => Math.max(most, size), 0);
  // With room for a filler: it takes up what is left to the byte.
  const size = Math.ceil(Math.max(largest + filler, LEAST_LINES * filler) / STEP) * STEP;
  const fillers = Array.from({ length: Math.ceil(size / filler) }, (_, i) =>
    createHash('sha256').update(`${kind} ${version} ${i}`).digest('hex').slice(digits),
  ).sort();

  function make(found: { rest: string; json: string }[]): Buffer {
    const used = found.reduce((sum, { json }) => sum + lineBytes(digits, Buffer.byteLength(json)), 0);
    const count = Math.floor((size - used) / filler);
    const left = size - used - count * filler;
    const lines = fillers.slice(0, count).map((rest, i) => `${rest}:${i === 0 ? '0'.repeat(1 + left) : '0'}\r\n`);
    for (const { rest, json } of found) lines.push(`${rest}:${json}\r\n`);
    return Buffer.from(lines.sort().join(''));
  }

  const nothing = make([]);
  const ready = new Map<string, Buffer>();
  return {
    size,
    answer(prefix) {
      const kept = ready.get(prefix);
      if (kept) return kept;
      const found = table.find(prefix);
      const made = found.length === 0 ? nothing : make(found);
      // What has nothing listed costs no room; what has is asked for again.
      if (found.length > 0 && (ready.size + 1) * size <= READY) ready.set(prefix, made);
      return made;
    },
  };
}
