import type { LogSource } from '../rule.ts';
import routes from './routes.json' with { type: 'json' };

/**
 * How a record carries a Windows event. `flat`: every field at the top (NXLog, hints, and everything that is not
 * Windows) · `evtx`: nested `Event.System` / `Event.EventData` · `ecs`: winlogbeat's `winlog.*` · `wazuh`: `data.win.*`.
 */
export type Shape = 'flat' | 'evtx' | 'ecs' | 'wazuh';

export interface WindowsKey {
  /** Folded: the same channel is spelled in several cases. */
  channel: string;
  eventId: string;
  /** As in the event; Sysmon tells a created key from a deleted one by it. */
  eventType?: string;
}

type Record_ = Readonly<Record<string, unknown>>;

const channelByProvider = new Map(Object.entries(routes.providers));
const categories = new Set([...Object.keys(routes.categories), ...routes.otherCategories]);

/** Reads a few properties only: it is asked for every event. */
export function shapeOf(event: object): Shape {
  const top = event as Record_;
  // The commonest shape first: a flat Windows event needs no further look.
  if (top['EventID'] !== undefined) return 'flat';
  const nested = top['Event'];
  if (isObject(nested) && isObject(nested['System'])) return 'evtx';
  if (isObject(top['winlog']) || top['winlog.channel'] !== undefined) return 'ecs';
  if (typeof top['log_name'] === 'string' && isObject(top['event_data'])) return 'ecs';
  const data = top['data'];
  if (isObject(data) && isObject(data['win'])) return 'wazuh';
  return 'flat';
}

/** The channel as the event spells it, or undefined. */
export function channelOf(event: object, shape: Shape): unknown {
  const top = event as Record_;
  switch (shape) {
    case 'flat':
      // Microsoft Sentinel's tables call it EventLog.
      return top['Channel'] ?? (top['EventID'] === undefined ? undefined : top['EventLog']) ?? channelOfProvider(top);
    case 'evtx':
      return inner(top, 'Event', 'System')?.['Channel'];
    case 'ecs':
      return inner(top, 'winlog')?.['channel'] ?? top['winlog.channel'] ?? top['log_name'];
    case 'wazuh':
      return inner(top, 'data', 'win', 'system')?.['channel'];
  }
}

/** The event's id as it stands: a number, a string, an object with `#text`, or undefined. */
export function eventIdOf(event: object, shape: Shape): unknown {
  const top = event as Record_;
  switch (shape) {
    case 'flat':
      return top['EventID'];
    case 'evtx':
      return inner(top, 'Event', 'System')?.['EventID'];
    case 'ecs':
      return (
        inner(top, 'winlog')?.['event_id'] ??
        inner(top, 'event')?.['code'] ??
        top['winlog.event_id'] ??
        top['event.code'] ??
        top['event_id']
      );
    case 'wazuh':
      return inner(top, 'data', 'win', 'system')?.['eventID'];
  }
}

/** Sysmon's `EventType`, or what the shipper wrote in its place. */
export function eventTypeOf(event: object, shape: Shape): unknown {
  const top = event as Record_;
  switch (shape) {
    case 'flat':
      return top['EventType'];
    case 'evtx':
      return inner(top, 'Event', 'EventData')?.['EventType'];
    case 'ecs':
      return (
        inner(top, 'winlog', 'event_data')?.['EventType'] ??
        top['winlog.event_data.EventType'] ??
        inner(top, 'event_data')?.['EventType']
      );
    case 'wazuh':
      return inner(top, 'data', 'win', 'eventdata')?.['eventType'];
  }
}

/** What routes a Windows event; undefined where the event names no channel. */
export function windowsKey(event: object, shape: Shape): WindowsKey | undefined {
  const channel = channelOf(event, shape);
  if (typeof channel !== 'string' || channel === '') return undefined;
  const key: WindowsKey = { channel: channel.toLowerCase(), eventId: textOfId(eventIdOf(event, shape)) };
  const type = eventTypeOf(event, shape);
  if (typeof type === 'string') key.eventType = type;
  return key;
}

/** `4688`, `"4688"` and `{"#text": 4688}` are one id. '' where there is none. */
export function textOfId(id: unknown): string {
  if (typeof id === 'string') return id;
  if (typeof id === 'number') return String(id);
  const inside = isObject(id) ? id['#text'] : undefined;
  return typeof inside === 'string' || typeof inside === 'number' ? String(inside) : '';
}

/**
 * What the sender says the event is: `product`, `category` and `service` at the top. Other records use these names for
 * matters of their own (Zeek's `service`, Azure's `category`), so a `category` counts only if Sigma knows it, and a
 * `service` only beside one of the two others.
 */
export function hintsOf(event: object): LogSource {
  const { product, category, service } = event as Record_;
  const hints: LogSource = {};
  if (typeof product === 'string' && product !== '') hints.product = product;
  if (typeof category === 'string' && categories.has(category)) hints.category = category;
  if (typeof service === 'string' && service !== '' && (hints.product ?? hints.category) !== undefined)
    hints.service = service;
  return hints;
}

/** Shippers that leave the channel out still name who wrote the event. */
function channelOfProvider(top: Record_): string | undefined {
  const provider = top['Provider_Name'] ?? top['SourceName'];
  return typeof provider === 'string' ? channelByProvider.get(provider) : undefined;
}

function inner(top: Record_, ...keys: readonly string[]): Record_ | undefined {
  let at: unknown = top;
  for (const key of keys) {
    if (!isObject(at)) return undefined;
    at = at[key];
  }
  return isObject(at) ? at : undefined;
}

function isObject(value: unknown): value is Record_ {
  return typeof value === 'object' && value !== null;
}
