/** Names whose values are never logged, whatever they hold; compared in lower case without `-` and `_`. */
const secretNames = new Set(
  `authorization cookie setcookie password secret clientsecret token accesstoken refreshtoken idtoken session code
  body payload text message note contact phone email account name address loss sealed query parameters detail
  hint`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

const redacted = '[redacted]';

const patterns: [RegExp, string][] = [
  // Begins where a word begins, or a long word without @ would be searched once for each of its letters.
  [/(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '[mail]'],
  // A tracking code, and anything long and random: tokens, keys, signatures
  [/\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{4}\b/gi, '[code]'],
  [/(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])(?![0-9a-f]{8}-[0-9a-f]{4}-)[\w-]{32,}(?![\w-])/g, '[token]'],
  // What follows the question mark of an address
  [/(https?:\/\/[^\s?]+)\?\S+/g, '$1?[query]'],
  // Phone and account numbers, also with separators; not the digits inside an id or a time
  [/(?<![\p{L}\p{N}-])\+?\d(?:[ .-]?\d){7,18}(?![\p{L}\p{N}-])/gu, '[number]'],
];

/** Cut before looking, at a blank so that no half of a number is left: the patterns go back and forth over long texts. */
const LONGEST = 4_000;

/** A text with everything that may belong to a person taken out; ids (UUID), times and small numbers stay. */
export function scrubText(text: string): string {
  let result = text.length > LONGEST ? text.slice(0, Math.max(0, text.lastIndexOf(' ', LONGEST))) : text;
  for (const [pattern, instead] of patterns) result = result.replace(pattern, instead);
  return result.length > 2_000 ? `${result.slice(0, 2_000)}…` : result;
}

/** The same for anything that can be logged, by name and by content. */
export function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? '[number]' : value;
  if (depth > 6) return '…';
  if (value instanceof Error) return scrubError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => scrub(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, byName(name, item, depth)]));
}

function byName(name: string, item: unknown, depth: number): unknown {
  if (isSecret(name)) return redacted;
  return name === 'req' || name === 'request' ? requestLine(item) : scrub(item, depth + 1);
}

/** Of a request only its route's pattern: the address itself may hold a tracking code. */
function requestLine(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const { method, routeOptions } = value as { method?: string; routeOptions?: { url?: string } };
  return { method, route: routeOptions?.url };
}

function isSecret(name: string): boolean {
  return secretNames.has(name.toLowerCase().replace(/[-_]/g, ''));
}

/** Of an error only what helps to find it. PostgreSQL puts the row into `detail` and `where`: those are left out. */
function scrubError(error: Error, depth: number): unknown {
  const extra: Record<string, unknown> = {};
  for (const name of ['code', 'constraint', 'table', 'syscall'] as const) {
    const value = (error as unknown as Record<string, unknown>)[name];
    if (typeof value === 'string') extra[name] = scrubText(value);
  }
  return {
    type: error.name,
    message: scrubText(error.message),
    ...extra,
    stack: frames(error),
    ...(error.cause === undefined ? {} : { cause: scrub(error.cause, depth + 1) }),
  };
}

/** Where it happened; the first lines of a stack repeat the message, which may span several lines. */
function frames(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}
