import { finish, headerParts, ownName, setTime, vendorEvent } from './cef.ts';
import { type LineContext, LIMITS, type LogEvent, put } from './event.ts';
import aliases from './vendor-fields.json' with { type: 'json' };

const header = ['deviceVendor', 'deviceProduct', 'deviceVersion', 'deviceEventClassId'];

/**
 * An event in IBM's Log Event Extended Format 1.0 or 2.0, bare or inside a syslog message. Version 2.0 may name its
 * delimiter, as the character itself or in hexadecimal (`^`, `x5E`, `0x09`); else it is the tab.
 *
 * @returns the fields of the syslog head (without `message`), `deviceVendor`, `deviceProduct`, `deviceVersion`,
 * `deviceEventClassId` and every attribute under its own key, addresses, ports, actions and URLs also under the names
 * that rules use. `@timestamp` is `devTime` where the line has it. undefined where the line is no LEEF.
 */
export function parseLeef(line: string, context: LineContext): LogEvent | undefined {
  const found = vendorEvent(line, 'LEEF:', context);
  if (found === undefined) return undefined;
  const { event, text } = found;
  const parts = headerParts(text, header.length + 1);
  const version = /^LEEF: ?(\d)(?:\.\d)?$/.exec(parts?.values[0] ?? '');
  if (parts === undefined || version === null) return undefined;
  header.forEach((name, i) => put(event, name, parts.values[i + 1] ?? ''));
  let attributes = text.slice(parts.end);
  let delimiter = '\t';
  const named = version[1] === '1' ? null : /^(?:(?:0?[xX]([0-9a-fA-F]{1,4}))|([^\w\s=]?))\|/.exec(attributes);
  if (named !== null) {
    attributes = attributes.slice(named[0].length);
    if (named[1] !== undefined) delimiter = String.fromCharCode(Number.parseInt(named[1], 16));
    else if (named[2] !== undefined && named[2] !== '') delimiter = named[2];
  }
  for (const attribute of attributes.split(delimiter, LIMITS.fields)) {
    const at = attribute.indexOf('=');
    const name = attribute.slice(0, Math.max(0, at)).trim();
    if (name !== '' && name.length <= LIMITS.name) put(event, ownName(name), attribute.slice(at + 1));
  }
  setTime(event, ['devTime'], context);
  return finish(event, aliases.leef);
}
