import type { Matcher } from '@khien/engines/sigma';

/** Bytes → lines → events → matches: all that an event costs. @returns how many matches there were. */
export function matchLines(bytes: Buffer, from: number, to: number, matcher: Matcher): number {
  let matches = 0;
  for (let at = from; at < to; ) {
    const end = bytes.indexOf(10, at);
    if (end > at) {
      const line = bytes.toString('utf8', at, end);
      matches += matcher.match(JSON.parse(line) as object, line).length;
    }
    at = end + 1;
  }
  return matches;
}
