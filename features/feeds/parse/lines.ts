/** Longest line looked at; what is longer is no host or URL but a wrong file. */
export const MAX_LINE_BYTES = 8192;

export type Line = { number: number; text: string } | { number: number; problem: 'too-long' | 'not-utf8' };

const newline = 10;

/**
 * Cuts bytes into numbered lines without ever holding more than one chunk and one line. LF and CRLF end a line, a
 * byte order mark at the start is dropped, a line that is too long or not UTF-8 is told by its number and passed over.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let number = 1;
  let rest = new Uint8Array(0);
  // True while the rest of a line that was already told to be too long is passed over.
  let skipping = false;

  const decode = (bytes: Uint8Array): Line => {
    if (bytes.length > MAX_LINE_BYTES) return { number: number++, problem: 'too-long' };
    try {
      let text = utf8.decode(bytes);
      if (text.endsWith('\r')) text = text.slice(0, -1);
      if (number === 1 && text.startsWith('\ufeff')) text = text.slice(1);
      return { number: number++, text };
    } catch {
      return { number: number++, problem: 'not-utf8' };
    }
  };

  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const piece = chunk.subarray(from, end);
      if (skipping) skipping = false;
      else lines.push(decode(rest.length > 0 ? join(rest, piece) : piece));
      rest = new Uint8Array(0);
      from = end + 1;
    }
    if (!skipping && from < chunk.length) rest = join(rest, chunk.subarray(from));
    if (rest.length > MAX_LINE_BYTES) {
      lines.push({ number: number++, problem: 'too-long' });
      rest = new Uint8Array(0);
      skipping = true;
    }
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [decode(rest)];
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
