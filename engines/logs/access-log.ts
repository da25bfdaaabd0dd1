import { plainAddress, setOutcome } from './auth/outcome.ts';
import { type LineContext, LIMITS, type LogEvent } from './event.ts';
import { unescapeBytes } from './escapes.ts';
import { closingQuote } from './syslog/rfc5424.ts';
import { isoTime, readTime } from './time.ts';

/** The time in brackets, which stands in every variant; zones may be missing or `GMT`. */
const timeStamp = / \[(\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?: ?[^\]\s]{0,6})?) ?\] /y;
/** What stands before the time: the client and its name, which nginx takes from any header of 8 KiB. */
const LONGEST_CLIENT = 16_384;

/**
 * A line of an access log of nginx or Apache: common, combined, with the virtual host before it or after the time, and
 * whatever a site adds behind (kept as `extra`).
 *
 * @returns `@timestamp`, `c-ip`, `cs-username`, `cs-method`, `cs-uri`, `cs-uri-stem`, `cs-uri-query`, `cs-version`,
 * `cs-host`, `sc-status` and `sc-bytes` (numbers), `cs-referer` and `cs-referrer`, `cs-user-agent` and `c-useragent`,
 * and the source `category: webserver`. What the server wrote as `-` is absent. A request that is no HTTP request is
 * kept whole as `cs-uri`. A user whom the server refused (401) also gets `action`, `outcome`, `user`, `src_ip`. undefined where the line is of another kind.
 */
export function parseAccessLog(line: string, context: LineContext): LogEvent | undefined {
  if (line.length > LIMITS.line) return undefined;
  const start = requestStart(line);
  if (start === undefined) return undefined;
  const { time, open } = start;
  const before = line.slice(0, time.index).split(' ');
  if (before.length < 2) return undefined;
  let at = time.index + time[0].length;
  const event: LogEvent = {};
  const read = readTime(time[1] ?? '', 0, context);
  if (read !== undefined) event['@timestamp'] = isoTime(read.ms);
  readClient(before, event);

  // Some sites write the name of the host between time and request.
  const host = line.slice(at, open).trim();
  if (/\s/.test(host)) return undefined;
  if (host !== '' && host !== '-') event['cs-host'] = host;
  const close = closingQuote(line, open + 1);
  if (close < 0) return undefined;
  readRequest(line.slice(open + 1, close), event);
  at = close + 1;

  const result = / (\d{3}|-)(?: (\d{1,15})(?=[ /]|$)| -(?= |$))?/y;
  result.lastIndex = at;
  const numbers = result.exec(line);
  if (numbers === null) return undefined;
  if (numbers[1] !== '-') event['sc-status'] = Number(numbers[1]);
  if (numbers[2] !== undefined) event['sc-bytes'] = Number(numbers[2]);
  at = result.lastIndex;

  const quoted: string[] = [];
  while (quoted.length < 2 && line.startsWith(' "', at)) {
    const end = closingQuote(line, at + 2);
    if (end < 0) break;
    quoted.push(line.slice(at + 2, end));
    at = end + 1;
  }
  const [referer, agent] = quoted;
  if (referer !== undefined && referer !== '-') event['cs-referer'] = event['cs-referrer'] = unescapeBytes(referer);
  if (agent !== undefined && agent !== '-') event['cs-user-agent'] = event['c-useragent'] = unescapeBytes(agent);
  const extra = line.slice(at).trim();
  if (extra !== '') event.extra = extra;
  // Only who sent a name and a password tried to sign in.
  if (event['sc-status'] === 401 && event['cs-username'] !== undefined) {
    setOutcome(event, {
      action: 'login',
      outcome: 'failure',
      user: String(event['cs-username']),
      host: String(event['c-ip'] ?? ''),
    });
  }
  event.category = 'webserver';
  return event;
}

/**
 * The quote before the request and the time before that. The client chooses its name, and a name may hold a time and
 * quotes with a backslash before them: the last time before the first bare quote is the server's. Where a site puts the
 * name into quotes, the request is the next that has a time before it.
 */
function requestStart(line: string): { time: RegExpExecArray; open: number } | undefined {
  let open = -1;
  for (let quotes = 0; quotes < 3; quotes++) {
    open = closingQuote(line, open + 1);
    if (open < 0) return undefined;
    const at = line.lastIndexOf(' [', open);
    if (at < 0 || at > LONGEST_CLIENT || open - at > 320) continue;
    timeStamp.lastIndex = at;
    const time = timeStamp.exec(line);
    if (time !== null && timeStamp.lastIndex <= open) return { time, open };
  }
  return undefined;
}

/** `host ident user`, or `vhost host ident user`; users may hold spaces. */
function readClient(before: string[], event: LogEvent): void {
  let i = 0;
  // Apache's vhost_combined: a name and a port before the address of the client.
  if (before.length >= 4 && !isAddress(before[0] ?? '') && isAddress(before[1] ?? '')) {
    event['cs-host'] = (before[0] ?? '').replace(/:\d{1,5}$/, '');
    i = 1;
  }
  const client = before[i] ?? '';
  if (client !== '-' && client !== '') event['c-ip'] = client;
  const user = before.slice(i + 2).join(' ');
  if (user !== '' && !/^-( -)*$/.test(user)) event['cs-username'] = user;
}

const isAddress = (text: string): boolean => plainAddress(text) !== undefined;

/** Takes a request line apart; what is no HTTP request is kept whole as `cs-uri`. */
export function readRequest(written: string, event: LogEvent): void {
  const request = unescapeBytes(written);
  if (request === '-' || request === '') return;
  const method = /^([A-Za-z][A-Za-z_-]{0,31}) +(?=\S)/.exec(request);
  const version = / (HTTP\/\d(?:\.\d)?)$/.exec(request);
  if (method === null || (version === null && !/^\S+ [/*]\S*$/.test(request))) {
    event['cs-uri'] = request;
    return;
  }
  event['cs-method'] = method[1];
  if (version !== null) event['cs-version'] = version[1];
  const uri = request.slice(method[0].length, version?.index ?? request.length);
  event['cs-uri'] = uri;
  // A request to a proxy names the host itself.
  const absolute = /^[a-z]{2,8}:\/\/([^/?#\s]{1,255})/i.exec(uri);
  if (absolute !== null) event['cs-host'] = absolute[1];
  const target = absolute === null ? uri : uri.slice(absolute[0].length) || '/';
  const mark = target.indexOf('?');
  event['cs-uri-stem'] = mark < 0 ? target : target.slice(0, mark);
  // Most public rules look for paths in cs-uri-query, so it also holds the whole target of the request.
  if (mark < 0) event['cs-uri-query'] = target;
  else event['cs-uri-query'] = [target.slice(mark + 1), target];
}
