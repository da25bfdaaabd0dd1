import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createCorrelator, createMatcher, fieldValues, loadRules } from '@khien/engines/sigma';
import { pathsOf, shapeOf, timeOf } from '@khien/engines/sigma/sources';
import { atLeast, atMost, type Bar, notMeasured } from '../../bench/report.ts';
import { benignLists, sharedData, skippedForData } from '../data/shared.ts';
import { linesIn, routedEvents, yamlFiles } from './data.ts';

const rulesFolder = path.join(import.meta.dirname, '..', '..', 'packs', 'vietnam', 'rules');

/**
 * The province's own rules: how many load, and how often they raise an alarm where nothing happened that they are about.
 * Their own events and stories are tests beside them.
 */
export function ownRules(soc: string): Bar[] {
  const set = loadRules(yamlFiles(rulesFolder));
  const problems = [...set.refused, ...set.warnings];
  for (const { place, reason } of problems) console.error(`  ${place.file}:${place.line} ${reason}`);
  const loaded = set.rules.length + set.correlations.length;
  const kinds = `${set.rules.length} rules and ${set.correlations.length} correlations load, ${problems.length} refusals and warnings`;
  const { events, alarms } = background(set, soc);
  return [
    atLeast('sigma.own-rules', problems.length === 0 ? loaded : 0, 30, 'rules', kinds),
    atMost(
      'sigma.own-rules-noise',
      alarms,
      0,
      'alarms',
      `${events} events of simulated attacks of other kinds and their background: security-datasets, otrf-sample-84k, zeek-apt29`,
    ),
    honestAddresses(set),
  ];
}

/** Alarms: matches of rules that stand for themselves, and correlations that fire. */
function background(set: ReturnType<typeof loadRules>, soc: string): { events: number; alarms: number } {
  const matcher = createMatcher(set);
  let events = 0;
  let alarms = 0;
  for (const log of backgroundLogs(soc)) {
    const correlator = createCorrelator(set.correlations, { latenessMs: Number.POSITIVE_INFINITY });
    const told = (title: string): void => {
      alarms += 1;
      console.error(`  alarm without cause: ${title}`);
    };
    for (const event of log) {
      events += 1;
      for (const at of matcher.match(event)) {
        const { id = '', name = '', title } = set.rules[at]?.rule ?? { title: '' };
        if (!correlator.silences({ id, name })) told(title);
        const shape = shapeOf(event);
        const time = timeOf(event, shape);
        if (time === undefined) continue;
        const field = (of: string): readonly string[] =>
          fieldValues(event, pathsOf(of, shape, undefined), shape).values;
        correlator.push({ rule: id, name, time, ref: events, field });
      }
    }
    for (const { correlation } of correlator.flush()) told(correlation.title);
  }
  return { events, alarms };
}

function* backgroundLogs(soc: string): Generator<Iterable<object>> {
  yield routedEvents(soc).map(({ event }) => event);
  for (const folder of ['security-datasets', 'zeek-apt29']) {
    for (const { lines } of linesIn(path.join(soc, folder))) yield lines.map((line) => JSON.parse(line) as object);
  }
}

/** Names and addresses of honest sites, as a name server, a web server and a proxy would write them. */
function honestAddresses(set: ReturnType<typeof loadRules>): Bar {
  const bar = 'sigma.own-rules-honest-addresses';
  const lists = sharedData('citizen/benign-domains');
  const addresses = sharedData('citizen/url-ebbu2017-pdd/urls.tsv');
  if (lists === undefined || addresses === undefined) return notMeasured(bar, '= 0', 'alarms', skippedForData);
  const matcher = createMatcher(set);
  const names = new Set(benignLists.flatMap((list) => linesOf(path.join(lists, `${list}.txt`))));
  const urls = linesOf(addresses).flatMap((line) => (line.startsWith('legit\t') ? [line.slice(6)] : []));
  let alarms = 0;
  const ask = (event: object, what: string): void => {
    if (matcher.match(event).length === 0) return;
    alarms += 1;
    console.error(`  alarm without cause: ${what}`);
  };
  for (const name of names) ask({ category: 'dns', query: name.replace(/^\./, '') }, name);
  for (const url of urls) {
    const [, host, stem, query] = /^(?:\w+:\/\/)?([^/?#]*)([^?#]*)\??(.*)$/.exec(url) ?? [];
    const request = { 'cs-method': 'GET', 'cs-host': host, 'sc-status': 200 };
    ask({ category: 'webserver', ...request, 'cs-uri-stem': stem || '/', 'cs-uri-query': query }, url);
    ask({ category: 'proxy', ...request, 'c-uri': url }, url);
  }
  return atMost(
    bar,
    alarms,
    0,
    'alarms',
    `${names.size} popular names looked up, ${urls.length} honest addresses fetched`,
  );
}

const linesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
