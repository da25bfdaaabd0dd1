import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Correlation, Rule } from '@khien/engines/sigma';
import { Trouble } from '../cli.ts';
import type { Told } from './correlations.ts';
import type { Match } from './engine.ts';
import type { FileReport } from './scan.ts';
import { matchedLines, plain, reportLines, spotText, timeText } from './words.ts';

export interface Summary {
  events: number;
  outside: number;
  matches: number;
  byRule: { rule: RuleLabel; count: number }[];
  files: FileReport[];
  seconds: number;
  jobs: number;
  stopped: boolean;
  /** Matches that correlations could not count. */
  withoutTime: number;
  forgotten: number;
}

export type OutputKind = 'words' | 'json' | 'jsonl';

export interface Output {
  match(match: Match, file: string, rule: Rule): Promise<void>;
  fired(told: Told): Promise<void>;
  end(summary: Summary): Promise<void>;
}

/** Rules under DRL 1.1 may be used on condition that their authors are named where they fire. */
const labelOf = ({ id, title, level, author, references, tags, license, place, own }: Rule | Correlation) => ({
  ...(id !== undefined && { id }),
  title,
  ...(level !== undefined && { level }),
  ...(author !== undefined && { author }),
  references,
  tags,
  ...(license !== undefined && { license }),
  file: place.file,
  ...adviceOf(own?.['khien']),
});
/** What our own rules say to people in Vietnamese: what it is, and what to do now. */
function adviceOf(own: unknown): { title_vi?: string; action_vi?: string[] } {
  if (typeof own !== 'object' || own === null) return {};
  const { title_vi, action_vi } = own as Record<string, unknown>;
  return {
    ...(typeof title_vi === 'string' && { title_vi }),
    ...(Array.isArray(action_vi) && { action_vi: action_vi.filter((step) => typeof step === 'string') }),
  };
}

type RuleLabel = ReturnType<typeof labelOf>;
export const ruleLabel = labelOf;

/** Where to write, waiting while the reader is slower than we are. `closed`: whoever read has gone (`| head`). */
export function createWriter(file: string | undefined, closed: () => void) {
  const stream = file === undefined ? process.stdout : createWriteStream(file);
  let failed: Error | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failed = error;
    closed();
  });
  return {
    async write(text: string): Promise<void> {
      if (failed === undefined && !stream.write(text)) {
        await Promise.race([once(stream, 'drain'), once(stream, 'close')]).catch(() => undefined);
      }
    },
    async end(): Promise<void> {
      if (file !== undefined) await new Promise<void>((done) => stream.end(done));
      if (failed !== undefined && (failed as NodeJS.ErrnoException).code !== 'EPIPE')
        throw new Trouble(`${file ?? 'the output'} cannot be written: ${failed.message}`);
    },
  };
}
type Writer = ReturnType<typeof createWriter>;

export function createOutput(kind: OutputKind, writer: Writer): Output {
  return kind === 'words' ? inWords(writer) : inJson(writer, kind);
}

function inWords({ write }: Writer): Output {
  const credit = ({ author, references, id, license, place }: Rule | Correlation): string =>
    [
      `by ${plain(author ?? '(no author named)')}`,
      ...(license === undefined ? [] : [plain(license)]),
      plain(references[0] ?? id ?? place.file),
    ].join(' · ');
  return {
    match({ told, time, host, spot }, file, rule) {
      const head = [timeText(time), (rule.level ?? 'no level').padEnd(8), plain(rule.title)];
      if (host !== undefined) head.push(plain(host));
      const lines = [[...head, spotText(file, spot)].join('  ')];
      if (told) lines.push(...matchedLines(told.matched));
      return write(`${lines.join('\n')}\n    ${credit(rule)}\n`);
    },
    fired({ correlation, group, from, to, value, places }) {
      const groups = Object.entries(group).map(([name, text]) => `${plain(name)}=${plain(text)}`);
      const seen = places.slice(0, 5).map(({ file, spot }) => spotText(file, spot));
      return write(
        [
          [timeText(to), (correlation.level ?? 'no level').padEnd(8), plain(correlation.title), ...groups].join('  '),
          `    ${correlation.type}: ${value}, from ${timeText(from)}`,
          ...(seen.length === 0
            ? []
            : [
                `    ${seen.join(' · ')}${places.length > seen.length ? ` (${places.length - seen.length} more)` : ''}`,
              ]),
          `    ${credit(correlation)}\n`,
        ].join('\n'),
      );
    },
    end: (summary) => write(`${summaryLines(summary).join('\n')}\n`),
  };
}

const INDENT = ' '.repeat(21);

export function summaryLines(summary: Summary): string[] {
  const { byRule, matches, events, files, seconds, jobs, stopped, withoutTime, forgotten, outside } = summary;
  const rate = seconds > 0 ? Math.round(events / seconds) : events;
  return [
    ...(matches === 0 ? [] : ['']),
    ...byRule.flatMap(({ rule, count }) => [
      `${String(count).padStart(9)}  ${(rule.level ?? 'no level').padEnd(8)}  ${plain(rule.title)}`,
      ...(rule.title_vi === undefined ? [] : [`${INDENT}${plain(rule.title_vi)}`]),
      ...(rule.action_vi ?? []).map((step) => `${INDENT}· ${plain(step)}`),
    ]),
    `${matches} matches of ${byRule.length} rules in ${events} events of ${files.length} ${files.length === 1 ? 'file' : 'files'} (${seconds.toFixed(1)} s, ${rate} events/s, ${jobs} ${jobs === 1 ? 'job' : 'jobs'})`,
    ...(outside > 0 ? [`${outside} events were outside of the times that were asked for`] : []),
    ...(withoutTime > 0 ? [`${withoutTime} matches have no time: correlations did not count them`] : []),
    ...(forgotten > 0 ? [`${forgotten} matches were too many for correlations, which did not count them`] : []),
    ...(stopped ? ['Stopped before the end: this is what was found until then.'] : []),
    ...reportLines(files),
  ];
}

function inJson({ write }: Writer, kind: 'json' | 'jsonl'): Output {
  let first = true;
  const one = (text: string) => {
    const before = kind === 'jsonl' ? '' : first ? '{"matches":[\n' : ',\n';
    first = false;
    return write(kind === 'jsonl' ? `${text}\n` : `${before}${text}`);
  };
  const stamp = (time: number | undefined) =>
    time !== undefined && Math.abs(time) < 8.64e15 ? { time: new Date(time).toISOString() } : {};
  return {
    match({ told, time, host, spot }, file, rule) {
      const known = { ...stamp(time), file, ...spot, ...(host !== undefined && { host }), rule: labelOf(rule) };
      // The event is JSON already.
      const text = JSON.stringify({ ...known, matched: told?.matched });
      return one(`${text.slice(0, -1)},"event":${told?.event ?? 'null'}}`);
    },
    fired: ({ correlation, group, from, to, value, places }) =>
      one(
        JSON.stringify({
          ...stamp(to),
          from: stamp(from).time,
          rule: labelOf(correlation),
          correlation: correlation.type,
          group,
          value,
          events: places.map(({ file, spot }) => ({ file, ...spot })),
        }),
      ),
    async end(summary) {
      if (kind === 'json') await write(`${first ? '{"matches":[' : ''}\n],"summary":${JSON.stringify(summary)}}\n`);
    },
  };
}
