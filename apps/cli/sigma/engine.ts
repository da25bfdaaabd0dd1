import type { FormatName, Lines } from '@khien/engines/logs';
import {
  createMatcher,
  fieldValues,
  type LogSource,
  type Matched,
  matchedFields,
  originOf,
  type RuleSet,
} from '@khien/engines/sigma';
import { applies, pathsOf, shapeOf, timeOf } from '@khien/engines/sigma/sources';
import { hostOf } from './host.ts';
import { createReader, type Spot } from './reader.ts';

/** What a thread is started with. Plain data: it is copied to the thread. */
export interface EngineOptions {
  rules: RuleSet['rules'];
  predicates: RuleSet['predicates'];
  /** By index of `rules`: matches are told. */
  told: readonly boolean[];
  /** By index of `rules`: the fields that correlations read; undefined where none refers to the rule. */
  counted: readonly (readonly string[] | undefined)[];
  placeholders: Readonly<Record<string, readonly string[]>>;
  source?: LogSource;
  /** Events before and after are left out, ms since 1970; events without a time stay. */
  from?: number;
  to?: number;
  zone: number;
}

/** A piece of a log, for one engine. */
export interface Work {
  file: number;
  piece: number;
  format: FormatName;
  bytes: Uint8Array;
  /** Lines before it. */
  line: number;
  /** What every piece begins with (the header of EVTX). */
  prefix?: Uint8Array;
  /** The pieces of the file come to this engine alone, in order; `last` is the end. */
  stream: boolean;
  last: boolean;
  now: number;
}

export interface Match {
  /** Index in `rules`. */
  rule: number;
  spot: Spot;
  time?: number;
  host?: string;
  /** Absent where only correlations need the match. */
  told?: { matched: Matched; event: string };
  /** Values of the fields that correlations read. */
  fields?: Record<string, readonly string[]>;
  /** The number of the event in its piece. */
  event: number;
}

export interface Problem {
  code: string;
  times: number;
  first?: Spot;
}

export interface Done {
  file: number;
  piece: number;
  events: number;
  /** Events outside of the times that were asked for. */
  outside: number;
  matches: Match[];
  problems: Problem[];
  /** Rules that this engine has looked at so far. */
  candidates: number;
}

/** Matches the events of pieces; what a thread does, and the main thread itself where there is one job. */
export function createEngine(options: EngineOptions): { take(work: Work): Done } {
  const { rules, told, counted, placeholders, source, zone, from = -Infinity, to = Infinity } = options;
  const matcher = createMatcher(options);
  const isTimed = options.from !== undefined || options.to !== undefined;
  const open = new Map<number, Lines>();
  let done: Done = empty(0, 0);
  const problems = new Map<string, Problem>();

  const sink = {
    event(event: object, spot: Spot, json?: string): void {
      done.events += 1;
      if (isTimed) {
        const time = timeOf(event, shapeOf(event), zone);
        if (time !== undefined && (time < from || time > to)) {
          done.outside += 1;
          return;
        }
      }
      const found = matcher.match(event, json, source);
      if (found.length > 0) note(event, spot, json, found);
    },
    problem(code: string, first: Spot | undefined, times = 1): void {
      const known = problems.get(code);
      if (known === undefined) problems.set(code, { code, times, ...(first && { first }) });
      else known.times += times;
    },
  };

  function note(event: object, spot: Spot, json: string | undefined, found: readonly number[]): void {
    const shape = shapeOf(event);
    const time = timeOf(event, shape, zone);
    const host = hostOf(event, shape);
    let text: string | undefined;
    for (const rule of found) {
      const match: Match = { rule, spot, event: done.events };
      if (time !== undefined) match.time = time;
      if (host !== undefined) match.host = host;
      const loaded = rules[rule];
      if (loaded === undefined) continue;
      if (told[rule]) {
        // A text with line feeds would not be a line of JSON.
        text ??= json === undefined || /[\r\n]/.test(json) ? JSON.stringify(event) : json;
        const matched = matchedFields(loaded.rule, event, { placeholders, ...(source && { source }) });
        match.told = { matched, event: text };
      }
      const wanted = counted[rule];
      if (wanted !== undefined) {
        match.fields = {};
        const route = applies(loaded.rule.logsource, originOf(event, shape, source));
        const mapping = route === false ? undefined : route.mapping;
        for (const field of wanted) {
          const { values } = fieldValues(event, pathsOf(field, shape, mapping), shape);
          if (values.length > 0) match.fields[field] = values;
        }
      }
      done.matches.push(match);
    }
  }

  return {
    take(work) {
      done = empty(work.file, work.piece);
      problems.clear();
      const kept = work.stream ? open.get(work.file) : undefined;
      const reader = kept ?? createReader(work.format, { now: work.now, zone }, work.line, sink);
      if (work.prefix) reader.push(work.prefix);
      reader.push(work.bytes);
      if (work.stream && !work.last) open.set(work.file, reader);
      else {
        reader.end();
        open.delete(work.file);
      }
      done.problems = [...problems.values()];
      done.candidates = matcher.stats().candidates;
      return done;
    },
  };
}

const empty = (file: number, piece: number): Done => ({
  file,
  piece,
  events: 0,
  outside: 0,
  matches: [],
  problems: [],
  candidates: 0,
});
