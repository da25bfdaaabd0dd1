import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createRecords, type Records } from '../records.ts';
import { runWidth } from './format.ts';
import type { ImportOptions } from './import.ts';
import type { ListInput, Source } from './input.ts';
import {
  detect,
  hashLines,
  type LineProblem,
  lineProblems,
  type ListFormat,
  plainLines,
  type ReadLine,
} from './lines.ts';
import { writeRun } from './runs.ts';
import type { State, Work } from './state.ts';

interface WrongLine {
  source: string;
  line: number;
  problem: LineProblem;
}

/** Lines that are none: nothing of the list was taken in. */
export class WrongLines extends Error {
  override name = 'WrongLines';
  constructor(wrong: readonly WrongLine[]) {
    super(wrong.map(({ source, line, problem }) => `${source}, line ${line}: ${lineProblems[problem]}`).join('\n'));
  }
}

const RUN_RECORDS = 1_000_000;
const MOST_TOLD = 20;
/** Without an end after so many bytes it is no line of any list. */
const LONGEST_LINE = 1 << 16;

function begin(input: ListInput, given: ListFormat | undefined): State {
  const seen = detect(input.firstLine, (input.sources[0]?.prefix ?? '') !== '');
  const format = given ?? seen.format;
  const mode = format === 'plain' ? 'sha1' : seen.mode;
  return { identity: input.identity, format, mode, source: 0, offset: 0, line: 0, lines: 0, wrong: 0, runs: [] };
}

/**
 * Reads what is not read yet into sorted runs.
 * @param before how far an earlier import of the same list came
 * @throws WrongLines
 */
export async function readRuns(options: ImportOptions, work: Work, before: State | undefined): Promise<State> {
  const { input, skipWrong = false, runRecords = RUN_RECORDS } = options;
  const state = before ?? begin(input, options.format);
  const wrong: WrongLine[] = [];
  let records = createRecords(runWidth(state.mode));

  /** Brings what was gathered to the disk and notes how far that is. */
  function flush(): void {
    if (wrong.length > 0 && !skipWrong) throw new WrongLines(wrong);
    if (records.count > 0) {
      const file = path.join(work.folder, `${state.runs.length}.run`);
      state.runs.push(writeRun(file, records.bytes(), state.mode));
      records = createRecords(runWidth(state.mode), Math.min(records.count, runRecords));
    }
    work.write(state);
    options.onProgress?.(state.lines);
  }

  function take(source: Source, readLine: ReadLine, bytes: Buffer, start: number, end: number): void {
    state.line++;
    state.lines++;
    const problem = readTrimmed(readLine, bytes, start, end, records);
    if (problem === undefined) return;
    state.wrong++;
    if (wrong.length < MOST_TOLD) wrong.push({ source: source.name, line: state.line, problem });
  }

  for (const source of input.sources.slice(state.source)) {
    const readLine = state.format === 'plain' ? plainLines : hashLines(state.mode, source.prefix);
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of source.read(state.offset)) {
      const bytes =
        rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        take(source, readLine, bytes, start, end);
        state.offset += end + 1 - start;
        start = end + 1;
        if (records.count >= runRecords) flush();
      }
      rest = bytes.subarray(start);
      if (rest.length > LONGEST_LINE)
        throw new WrongLines([{ source: source.name, line: state.line + 1, problem: 'too-long' }]);
      // Where a server does this by itself, requests are answered in between.
      await setImmediate();
    }
    if (rest.length > 0) take(source, readLine, rest, 0, rest.length);
    Object.assign(state, { source: state.source + 1, offset: 0, line: 0 });
  }
  flush();
  return state;
}

/** Lines end with LF or CR LF; empty ones mean nothing. */
function readTrimmed(readLine: ReadLine, bytes: Buffer, start: number, newline: number, to: Records) {
  const end = bytes[newline - 1] === 0x0d && newline > start ? newline - 1 : newline;
  return end === start ? undefined : readLine(bytes, start, end, to);
}
