import { finish } from './cef.ts';
import { type LineContext, LIMITS, type LogEvent, put } from './event.ts';
import { headBefore } from './syslog/carried.ts';
import { isoTime, readTime } from './time.ts';
import aliases from './vendor-fields.json' with { type: 'json' };

/**
 * A log line of a FortiGate firewall: `date=… time=… devname="…" devid="…" logid="…" type="event" key=value …`, bare or
 * behind the priority of syslog.
 *
 * @returns every field under its own name (`service`, the kind of traffic, as `dst_service`), addresses and ports also
 * under the names that rules use, `@timestamp`, and the source: `product: fortigate`, the type of the log as `service`,
 * for traffic also `category: firewall`. undefined where the line is no such log.
 */
export function parseFortigate(line: string, context: LineContext): LogEvent | undefined {
  if (line.length > LIMITS.line) return undefined;
  const start = /^(?:<\d{1,3}>)?(?:[^=]{0,128} )?(?=(?:date|logver|timestamp|devname|devid|logid|eventtime)=)/.exec(
    line,
  );
  if (start === null || !/\bdevid="?[A-Z0-9]/.test(line) || !/\blogid="?\d/.test(line)) return undefined;
  if (headBefore(line, start[0].length, 'fortigate:', context) === undefined) return undefined;
  const event: LogEvent = {};
  const field = /([A-Za-z0-9_.-]{1,64})=(?:"([^"]*)"|([^\s"]*)),? */y;
  field.lastIndex = start[0].length;
  for (let fields = 0; fields < LIMITS.fields; fields++) {
    const m = field.exec(line);
    if (m === null) break;
    const name = m[1] === 'service' ? 'dst_service' : (m[1] ?? '');
    // What comes again was in a value, such as an address with a quote in it.
    if (!Object.hasOwn(event, name)) put(event, name, m[2] ?? m[3] ?? '');
  }
  const ms = timeOf(event, context);
  if (ms !== undefined) event['@timestamp'] = isoTime(ms);
  finish(event, aliases.fortigate);
  event.product = 'fortigate';
  if (typeof event.type === 'string' && event.type !== '') event.service = event.type.toLowerCase();
  if (event.service === 'traffic') event.category = 'firewall';
  else delete event.category;
  return event;
}

/** `eventtime` counts seconds, or since FortiOS 6.2 nanoseconds; else the local `date` and `time` with `tz`. */
function timeOf({ eventtime, date, time, tz }: LogEvent, context: LineContext): number | undefined {
  if (typeof eventtime === 'string' && /^\d{10}(?:\d{3}|\d{6}|\d{9})?$/.test(eventtime)) {
    return Number(eventtime.slice(0, 13).padEnd(13, '0'));
  }
  if (typeof date !== 'string' || typeof time !== 'string') return undefined;
  const zone = typeof tz === 'string' && /^[+-]\d{4}$/.test(tz) ? tz : '';
  return readTime(`${date} ${time}${zone}`, 0, context)?.ms;
}
