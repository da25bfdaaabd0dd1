/** Takes one line without its end of line. The bytes are lent for the call only. */
export type TakeLine = (bytes: Uint8Array, start: number, end: number, line: number) => void;

export interface Lines {
  push(chunk: Uint8Array): void;
  /** The rest, if the last line has no end. */
  end(): void;
}

export interface LineOptions {
  /** Longest line in bytes. */
  limit: number;
  take: TakeLine;
  /** A line that was longer, when all of it has passed. */
  tooLong(line: number, bytes: number): void;
}

const newline = 10;
const carriageReturn = 13;

/** Bytes in any cuts → lines (LF or CRLF). Holds at most one line; a longer one is let by and told. Lines count from 1. */
export function createLines({ limit, take, tooLong }: LineOptions): Lines {
  let kept = new Uint8Array(4096);
  let keptLength = 0;
  let skipped = 0;
  let line = 0;

  const keep = (chunk: Uint8Array, start: number, end: number): void => {
    const length = end - start;
    // One more for a carriage return, which does not count.
    if (skipped > 0 || keptLength + length > limit + 1) {
      skipped += keptLength + length;
      keptLength = 0;
      return;
    }
    if (keptLength + length > kept.length) {
      const grown = new Uint8Array(Math.min(Math.max(kept.length * 2, keptLength + length), limit + 1));
      grown.set(kept.subarray(0, keptLength));
      kept = grown;
    }
    kept.set(chunk.subarray(start, end), keptLength);
    keptLength += length;
  };

  const give = (bytes: Uint8Array, start: number, end: number): void => {
    line += 1;
    const last = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
    if (last - start > limit) tooLong(line, last - start);
    else take(bytes, start, last, line);
  };

  const giveKept = (): void => {
    if (skipped > 0) {
      line += 1;
      tooLong(line, skipped);
    } else give(kept, 0, keptLength);
    keptLength = 0;
    skipped = 0;
  };

  return {
    push(chunk) {
      let start = 0;
      for (;;) {
        const end = chunk.indexOf(newline, start);
        if (end < 0) break;
        if (keptLength > 0 || skipped > 0) {
          keep(chunk, start, end);
          giveKept();
        } else give(chunk, start, end);
        start = end + 1;
      }
      if (start < chunk.length) keep(chunk, start, chunk.length);
    },
    end() {
      if (keptLength > 0 || skipped > 0) giveKept();
    },
  };
}
