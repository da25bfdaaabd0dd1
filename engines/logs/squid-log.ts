import { plainAddress } from './auth/outcome.ts';
import { type LineContext, LIMITS, type LogEvent } from './event.ts';
import { isoTime, readTime } from './time.ts';

/** `time elapsed client result/status bytes method URL user hierarchy/peer type`, the native format. */
const native =
  /^(\d{9,10}\.\d{3}) {1,10}(-?\d{1,12}) (\S{2,255}) ([A-Z_]{3,64})\/(\d{3}) (\d{1,15}) (\S{1,32}) (\S{1,65536}) (\S{1,256}) ([A-Z_]{3,64})\/(\S{1,255}) (\S{1,256})/;

/**
 * A line of Squid's access log in its native format.
 *
 * @returns `@timestamp`, `c-ip`, `cs-method`, `c-uri`, `cs-host`, `c-uri-extension`, `cs-username`, `sc-status`,
 * `sc-bytes`, `result` (TCP_DENIED …), `cs-mime-type` and the source `category: proxy`; undefined for another line
 */
export function parseSquidLog(line: string, context: LineContext): LogEvent | undefined {
  if (line.length > LIMITS.line) return undefined;
  const m = native.exec(line);
  if (m === null) return undefined;
  const [, time = '', , client = '', result, status, bytes, method, uri = '', user, , , type] = m;
  const address = plainAddress(client);
  if (address === undefined) return undefined;
  const read = readTime(time, 0, context);
  const event: LogEvent = read === undefined ? {} : { '@timestamp': isoTime(read.ms) };
  event['c-ip'] = address;
  event['cs-method'] = method;
  event['c-uri'] = uri;
  // CONNECT names the host and port alone.
  const host = /^(?:[a-z][a-z0-9+.-]{0,31}:\/\/)?(?:[^/@\s]{0,256}@)?([^/:?#\s]{1,255})/i.exec(uri)?.[1];
  if (host !== undefined && !uri.startsWith('error:')) event['cs-host'] = host;
  const path = uri.slice(uri.indexOf('://') + 3).split(/[?#]/, 1)[0] ?? '';
  const file = path.slice(path.lastIndexOf('/') + 1);
  const dot = path.includes('/') ? file.lastIndexOf('.') : -1;
  if (dot >= 0 && file.length - dot <= 17) event['c-uri-extension'] = file.slice(dot + 1);
  if (user !== '-') event['cs-username'] = user;
  event['sc-status'] = Number(status);
  event['sc-bytes'] = Number(bytes);
  event.result = result;
  if (type !== '-') event['cs-mime-type'] = type;
  event.category = 'proxy';
  return event;
}
