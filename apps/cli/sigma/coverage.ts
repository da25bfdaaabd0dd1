import { coverage as coverageOf, createObserver, type Reach } from '@khien/engines/sigma';
import { type Cli, Trouble } from '../cli.ts';
import { readEvents } from './events.ts';
import { findFiles } from './paths.ts';
import { readRules } from './rule-set.ts';
import { type LogFlags, sourceOf } from './run.ts';
import { plain } from './words.ts';

const reaches: readonly Reach[] = ['can-fire', 'no-fields', 'no-event', 'no-source'];
const why: Readonly<Record<Reach, string>> = {
  'can-fire': 'can fire',
  'no-fields': 'cannot: fields that they need were never seen',
  'no-event': 'cannot: the log source was seen, but not the events that they need',
  'no-source': 'cannot: nothing of their log source was seen',
};

/** Which rules can fire with the logs that there are. */
export async function coverage(cli: Cli, rulesAt: string, logs: string[], flags: LogFlags & { all?: boolean }) {
  const files = findFiles(logs);
  if (files.length === 0) throw new Trouble('there is no log to read');
  const set = readRules([rulesAt, ...(flags.rules ?? [])], flags.placeholders);
  const observer = createObserver();
  const { source } = sourceOf(flags);
  let events = 0;
  const unread: { file: string; reason: string }[] = [];
  for (const file of files) {
    const reason = await readEvents(file, flags, {
      event(event) {
        events += 1;
        observer.observe(event, source);
      },
      problem: () => undefined,
    });
    if (reason !== undefined) unread.push({ file, reason });
  }
  const sources = coverageOf(set, observer.sightings());
  const totals = Object.fromEntries(
    reaches.map((reach) => [reach, sources.reduce((sum, { counts }) => sum + counts[reach], 0)]),
  ) as Record<Reach, number>;
  const unrecorded = observer.unrecorded();
  cli.result(
    { events, rules: set.rules.length, refused: set.refused.length, totals, sources, unread, unrecorded },
    () =>
      [
        'rules  can fire     events  log source',
        ...sources
          .filter(({ events: seen }) => flags.all === true || seen > 0)
          .flatMap(({ logsource, counts, rules, events: seen }) => [
            `${String(rules.length).padStart(5)}  ${String(counts['can-fire']).padStart(8)}  ${String(seen).padStart(9)}  ${plain(Object.values(logsource).join(' / ') || '(any)')}`,
            ...rules
              .filter(({ reach }) => flags.all === true && reach !== 'can-fire')
              .map(
                ({ title, reach, fields }) =>
                  `                            ✗ ${plain(title)}: ${fields ? `never seen: ${fields.map(plain).join(', ')}` : why[reach].slice(8)}`,
              ),
          ]),
        '',
        `${set.rules.length} rules, ${events} events of ${files.length} files`,
        ...reaches.map((reach) => `${String(totals[reach]).padStart(9)}  ${why[reach]}`),
        ...(set.refused.length > 0
          ? [`${String(set.refused.length).padStart(9)}  refused (khien sigma check tells why)`]
          : []),
        ...(unrecorded > 0
          ? [`${unrecorded} events are of too many kinds to be kept apart; they are not counted here`]
          : []),
        ...unread.map(({ file, reason }) => `${plain(file)}: ${plain(reason)}`),
      ].join('\n'),
  );
}
