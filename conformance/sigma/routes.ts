import { readFileSync } from 'node:fs';
import path from 'node:path';
import { applies, type Origin } from '@khien/engines/sigma/sources';
import { loadRules, type LogSource } from '@khien/engines/sigma';
import { load } from 'js-yaml';
import { atMost, type Bar } from '../../bench/report.ts';
import { communityRules, readJsonGzip } from './data.ts';

interface ThorEntry {
  category?: string;
  product?: string;
  service?: string;
  conditions?: Record<string, string | number | (string | number)[]>;
  rewrite?: { product: string; service: string };
  fieldmappings?: Record<string, string>;
  sources?: string[];
}

interface Difference {
  route: string;
  logsource: LogSource;
  ours: boolean;
}

/** The tables of engines/sigma/sources against two others: SigmaHQ's configuration and the routes of a prototype. */
export function routes(soc: string): Bar {
  const { differences, compared } = compareRoutes(soc);
  const thor = compareThor(soc);
  const all = [...differences, ...thor.differences];
  for (const { route, logsource, ours } of all.slice(0, 20)) {
    console.error(`  routes: ${route} ${JSON.stringify(logsource)}: ${ours ? 'only ours' : 'only theirs'}`);
  }
  const how = `${compared} pairs of route and rule against the routes of a prototype, ${thor.compared} routes of SigmaHQ's own configuration`;
  return atMost('sigma.route-differences', all.length, 0, 'routes', how);
}

const windows = (channel: string, eventId: string | number, eventType?: string): Origin => ({
  windows: { channel: channel.toLowerCase(), eventId: String(eventId), ...(eventType && { eventType }) },
});

/** Routes are channel/EventID; both may hold slashes, the id does not. */
function compareRoutes(soc: string): { differences: Difference[]; compared: number } {
  const theirs = readJsonGzip<Record<string, string[]>>(path.join(soc, 'otrf-sample-84k', 'routes.json.gz'));
  const { rules } = loadRules(communityRules(soc));
  const differences: Difference[] = [];
  for (const [route, ids] of Object.entries(theirs)) {
    const cut = route.lastIndexOf('/');
    const origin = windows(route.slice(0, cut), route.slice(cut + 1));
    const set = new Set(ids);
    for (const { rule } of rules) {
      const ours = applies(rule.logsource, origin) !== false;
      if (rule.id !== undefined && set.has(rule.id) !== ours)
        differences.push({ route, logsource: rule.logsource, ours });
    }
  }
  return { differences, compared: Object.keys(theirs).length * rules.length };
}

function compareThor(soc: string): { differences: Difference[]; compared: number } {
  const file = path.join(soc, 'sigma-rules', 'tests', 'thor.yml');
  const entries = Object.values(
    (load(readFileSync(file, 'utf8')) as { logsources: Record<string, ThorEntry> }).logsources,
  );
  const channels = new Map<string, string[]>();
  const channelsIn = ({ sources = [] }: ThorEntry) =>
    sources.filter((source) => source.startsWith('WinEventLog:')).map((source) => source.slice('WinEventLog:'.length));
  for (const entry of entries) {
    if (entry.service && entry.product === 'windows') channels.set(entry.service, channelsIn(entry));
  }
  const differences: Difference[] = [];
  let compared = 0;
  for (const entry of entries) {
    const { category, product, service, conditions = {}, rewrite } = entry;
    if (product !== undefined && product !== 'windows') continue;
    const logsource: LogSource = {
      ...(category && { category }),
      ...(product && { product }),
      ...(service && { service }),
    };
    const on = channels.get(rewrite?.service ?? service ?? '') ?? [];
    const ids = [conditions.EventID ?? 1].flat();
    for (const channel of on) {
      for (const id of ids) {
        compared += 1;
        const type = conditions.EventType;
        const found = applies(logsource, windows(channel, id, type === undefined ? undefined : String(type)));
        if (found === false || (found.mapping !== undefined) !== (entry.fieldmappings !== undefined)) {
          differences.push({ route: `${channel}/${id}`, logsource, ours: found !== false });
        }
      }
    }
  }
  return { differences, compared };
}
