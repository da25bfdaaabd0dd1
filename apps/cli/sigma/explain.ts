import { createMatcher, explain as explainRule } from '@khien/engines/sigma';
import { type Cli, Trouble } from '../cli.ts';
import { readEvents } from './events.ts';
import { explanationLines } from './explain-words.ts';
import type { Spot } from './reader.ts';
import { choose, readPlaceholders, readRules } from './rule-set.ts';
import { type LogFlags, sourceOf } from './run.ts';
import { spotText } from './words.ts';

export interface ExplainFlags extends LogFlags {
  line?: number;
  event?: string;
  rule?: string[];
  lang: 'vi' | 'en';
}

/** Events that are looked at until one matches. */
const MOST_LOOKED_AT = 1_000_000;

/** Why a rule matches one event, or does not. */
export async function explain(cli: Cli, rulesAt: string, log: string | undefined, flags: ExplainFlags): Promise<void> {
  const set = readRules([rulesAt, ...(flags.rules ?? [])], flags.placeholders);
  const [refusal] = set.refused;
  if (set.rules.length === 0 && refusal !== undefined)
    throw new Trouble(`${refusal.place.file}:${refusal.place.line} is refused (${refusal.code}): ${refusal.reason}`);
  const { rules } = choose(set, { rules: flags.rule });
  const [loaded] = rules;
  if (loaded === undefined) throw new Trouble(`there is no rule in ${rulesAt}`);
  if (rules.length > 1) throw new Trouble(`${rulesAt} holds ${rules.length} rules: name one with --rule`);
  if ((log === undefined) === (flags.event === undefined)) throw new Trouble('give a log or --event');
  const source = sourceOf(flags);
  const matcher = createMatcher({ rules: [loaded], predicates: set.predicates });
  const found =
    log === undefined
      ? { event: parseEvent(flags.event ?? ''), where: '--event' }
      : await findEvent(log, flags, (event) => matcher.match(event, undefined, source.source).length > 0);
  const told = explainRule(loaded.rule, found.event, {
    placeholders: flags.placeholders === undefined ? {} : readPlaceholders(flags.placeholders),
    ...source,
  });
  if (!told.matched) cli.fail();
  cli.result({ at: found.where, ...told }, () => [found.where, ...explanationLines(told, flags.lang)].join('\n'));
}

function parseEvent(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Trouble(`--event is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Trouble('--event must be a JSON object');
  return value;
}

/** The event of a line or record; where none is named the first that matches, else the first of all. */
async function findEvent(log: string, flags: ExplainFlags, matches: (event: object) => boolean) {
  const stop = new AbortController();
  let first: { event: object; spot: Spot } | undefined;
  let found: typeof first;
  let looked = 0;
  const failed = await readEvents(
    log,
    { ...flags, signal: stop.signal },
    {
      event(event, spot) {
        if (found !== undefined) return;
        looked += 1;
        first ??= { event, spot };
        const isIt = flags.line === undefined ? matches(event) : Object.values(spot)[0] === flags.line;
        if (isIt) found = { event, spot };
        if (found !== undefined || looked >= MOST_LOOKED_AT) stop.abort();
      },
      problem: () => undefined,
    },
  );
  const chosen = found ?? (flags.line === undefined ? first : undefined);
  if (chosen === undefined)
    throw new Trouble(
      `${log}: ${failed ?? (flags.line === undefined ? 'no event in it' : `no event in line or record ${flags.line}`)}`,
    );
  return { event: chosen.event, where: spotText(log, chosen.spot) };
}
