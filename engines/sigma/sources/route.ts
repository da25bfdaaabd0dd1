import type { LogSource } from '../rule.ts';
import routes from './routes.json' with { type: 'json' };
import type { WindowsKey } from './shape.ts';

/** What is known of where an event comes from. */
export type Origin = { windows: WindowsKey } | { hints: LogSource } | { unknown: true };

interface Route {
  service: string;
  eventIds: ReadonlySet<string>;
  eventTypes?: ReadonlySet<string>;
  mapping?: string;
}

const folded = (texts: Iterable<string>): Set<string> => new Set(Array.from(texts, (text) => text.toLowerCase()));

const channelsOf = new Map(Object.entries(routes.services).map(([name, channels]) => [name, folded(channels)]));
const knownChannels = new Set([...channelsOf.values()].flatMap((channels) => [...channels]));
const otherProducts = new Map(
  routes.otherProducts.flatMap((other) => other.channels.map((channel) => [channel.toLowerCase(), other] as const)),
);
const categories = new Map<string, Route[]>(
  Object.entries(routes.categories).map(([name, list]) => [
    name,
    list.map((one: { service: string; eventIds: number[]; eventTypes?: string[]; mapping?: string }) => ({
      service: one.service,
      eventIds: new Set(one.eventIds.map(String)),
      ...(one.eventTypes && { eventTypes: folded(one.eventTypes) }),
      ...(one.mapping && { mapping: one.mapping }),
    })),
  ]),
);

/** What shippers write into `EventType`: the severity. It says nothing of what Sysmon saw. */
const severities = new Set(['info', 'verbose', 'warning', 'error', 'critical', 'audit_success', 'audit_failure']);

/** Whether the table of channels has this one (folded), so that a route from it is certain. */
export function knowsChannel(channel: string): boolean {
  return knownChannels.has(channel) || otherProducts.has(channel);
}

/**
 * Whether a rule with this log source is for events of this origin, and by which mapping of fields. A Windows channel
 * decides by the table of the taxonomy; hints and unknown events by conflict only: a rule is left out where both name a
 * dimension and differ. For compile time: a route is asked once per rule.
 */
export function applies(logsource: LogSource, origin: Origin): false | { mapping?: string } {
  if ('windows' in origin) return appliesToWindows(logsource, origin.windows);
  return appliesToHints(logsource, 'hints' in origin ? origin.hints : {});
}

function appliesToWindows(logsource: LogSource, key: WindowsKey): false | { mapping?: string } {
  const other = otherProducts.get(key.channel);
  const product = logsource.product?.toLowerCase();
  const service = logsource.service?.toLowerCase();
  const category = logsource.category?.toLowerCase();
  if (product !== undefined && product !== (other?.product ?? 'windows')) return false;
  if (other?.category !== undefined) {
    return (category === undefined || category === other.category) && service === undefined ? {} : false;
  }
  if (service !== undefined && !isServiceOf(service, key.channel, other?.service)) {
    // A service that no table has may be that of a channel that no table has, if the rule says that it is of Windows.
    if (product === undefined || channelsOf.has(service) || knowsChannel(key.channel)) return false;
  }
  if (category === undefined) return {};
  for (const route of categories.get(category) ?? []) {
    if (!isServiceOf(route.service, key.channel, other?.service) || !route.eventIds.has(key.eventId)) continue;
    if (!hasEventType(route, key.eventType)) continue;
    return route.mapping === undefined ? {} : { mapping: route.mapping };
  }
  return false;
}

function isServiceOf(service: string, channel: string, other: string | undefined): boolean {
  if (other !== undefined) return service === other;
  return channelsOf.get(service)?.has(channel) ?? false;
}

/** An event that does not tell its type, or tells the shipper's, contradicts nothing. */
function hasEventType(route: Route, eventType: string | undefined): boolean {
  if (route.eventTypes === undefined || eventType === undefined) return true;
  const type = eventType.toLowerCase();
  return severities.has(type) || route.eventTypes.has(type);
}

function appliesToHints(logsource: LogSource, hints: LogSource): false | { mapping?: string } {
  for (const dimension of ['product', 'category', 'service'] as const) {
    const wanted = logsource[dimension];
    const told = hints[dimension];
    if (wanted !== undefined && told !== undefined && wanted.toLowerCase() !== told.toLowerCase()) return false;
  }
  const mapping = categories
    .get(logsource.category?.toLowerCase() ?? '')
    ?.find(({ service }) => service === hints.service?.toLowerCase())?.mapping;
  return mapping === undefined ? {} : { mapping };
}
