import { type LineContext, LIMITS, type LogEvent, put } from './event.ts';
import { headBefore } from './syslog/carried.ts';
import { isoTime, readTime } from './time.ts';
import aliases from './vendor-fields.json' with { type: 'json' };

/** The times of a CEF event, from the one that tells of the event itself to the one of its end. */
const times = ['rt', 'deviceReceiptTime', 'start', 'startTime', 'end', 'endTime'];
const header = ['deviceVendor', 'deviceProduct', 'deviceVersion', 'deviceEventClassId', 'name', 'severity'];

/**
 * An event in ArcSight's Common Event Format, bare or inside a syslog message.
 *
 * @returns the fields of the syslog head (without `message`), over them the CEF header (`deviceVendor`,
 * `deviceProduct`, `deviceVersion`, `deviceEventClassId`, `name`, `severity`) and every extension under its own key; a
 * value with a label (`cs1`, `cs1Label=Rule`) also under the label without spaces, an address, port, action or URL also
 * under the name that rules use (vendor-fields.json). `product`, `category` and `service` become `ext_product` and so
 * on: under their own names they would choose the rules. `@timestamp` is the event's own time where it has one.
 * undefined where the line is no CEF.
 */
export function parseCef(line: string, context: LineContext): LogEvent | undefined {
  const found = vendorEvent(line, 'CEF:', context);
  if (found === undefined) return undefined;
  const { event, text } = found;
  const parts = headerParts(text, header.length + 1);
  if (parts === undefined || !/^CEF: ?\d(?:\.\d)?$/.test(parts.values[0] ?? '')) return undefined;
  header.forEach((name, i) => put(event, name, parts.values[i + 1] ?? ''));
  readExtension(text, parts.end, event);
  setTime(event, times, context);
  return finish(event, aliases.cef);
}

/** The part of a line from the mark on, and what the syslog head before it says. */
export function vendorEvent(
  line: string,
  mark: string,
  context: LineContext,
): { event: LogEvent; text: string } | undefined {
  if (line.length > LIMITS.line) return undefined;
  const at = line.indexOf(mark);
  if (at < 0 || at > 1_024 || (at > 0 && !/[\s\ufeff]/.test(line[at - 1] ?? ''))) return undefined;
  const event = headBefore(line, at, mark, context);
  if (event === undefined) return undefined;
  return { event, text: line.slice(at).replace(/[\r\n\0]{1,8}$/, '') };
}

/** `count` texts, each ended by a bar that no backslash escapes; the last may end with the line. */
export function headerParts(text: string, count: number): { values: string[]; end: number } | undefined {
  const values: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length && values.length < count; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 92) at++;
    else if (unit === 124 || (at === text.length && values.length === count - 1)) {
      values.push(text.slice(start, at).replace(/\\([\\|])/g, '$1'));
      start = at + 1;
    }
  }
  return values.length === count ? { values, end: Math.min(start, text.length) } : undefined;
}

/** `key=value key=value with spaces`: a value goes up to the next space before a key and an unescaped `=`. */
function readExtension(text: string, from: number, event: LogEvent): void {
  let key: string | undefined;
  let start = from;
  let wordStart = from;
  let fields = 0;
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 92) at++;
    else if (unit === 32 || unit === 9) wordStart = at + 1;
    else if (unit === 61) {
      const word = at - wordStart <= LIMITS.name ? text.slice(wordStart, at) : '';
      // `?id=1` of an URL that was not escaped is no key.
      if (!/^[\w.[\]-]+$/.test(word)) continue;
      if (key !== undefined) put(event, ownName(key), unescapeValue(text.slice(start, wordStart)));
      if (++fields > LIMITS.fields) return;
      key = word;
      start = at + 1;
      // A second `=` behind this one belongs to the value.
      wordStart = text.length;
    }
  }
  if (key !== undefined) put(event, ownName(key), unescapeValue(text.slice(start)));
}

/** Events tell their source by these names: whoever fills a field of a device must not choose which rules look at it. */
const ofSource = /^(?:product|category|service)$/;
export const ownName = (name: string): string => (ofSource.test(name) ? `ext_${name}` : name);

const unescapeValue = (text: string): string => {
  const value = text.trimEnd();
  if (!value.includes('\\')) return value;
  return value.replace(/\\([\\=|nr])/g, (_, unit: string) => (unit === 'n' ? '\n' : unit === 'r' ? '\r' : unit));
};

/** The event's own time wins over that of the syslog head, which only says when it was sent on. */
export function setTime(event: LogEvent, names: readonly string[], context: LineContext): void {
  for (const name of names) {
    const text = Object.hasOwn(event, name) ? event[name] : undefined;
    if (typeof text !== 'string') continue;
    const ms = /^\d{13}$/.test(text) ? Number(text) : readTime(text, 0, context)?.ms;
    if (ms === undefined) continue;
    event['@timestamp'] = isoTime(ms);
    return;
  }
}

/** Adds what labels name and the names that rules use; what the event itself says is never overwritten. */
export function finish(event: LogEvent, names: Readonly<Record<string, readonly string[]>>): LogEvent {
  for (const key of Object.keys(event)) {
    const value = event[key];
    if (key.endsWith('Label') && typeof value === 'string') {
      const name = ownName(value.replaceAll(' ', '').slice(0, LIMITS.name));
      const labelled = key.slice(0, -5);
      if (name !== '' && Object.hasOwn(event, labelled) && !Object.hasOwn(event, name))
        put(event, name, event[labelled]);
    }
    for (const name of (Object.hasOwn(names, key) ? names[key] : undefined) ?? []) {
      if (!Object.hasOwn(event, name)) put(event, name, value);
    }
  }
  return event;
}
