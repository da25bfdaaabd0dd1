import { statSync } from 'node:fs';
import { type FormatName, sniff } from '@khien/engines/logs';
import { cutOf, cutPieces, evtxHeader } from './cut.ts';
import type { Done, EngineOptions, Problem } from './engine.ts';
import { createOrder } from './order.ts';
import { createPool, jobsFor } from './pool.ts';
import { openSource } from './source.ts';

/** What became of one log. */
export interface FileReport {
  file: string;
  format?: FormatName;
  events: number;
  outside: number;
  problems: Problem[];
  /** Why nothing of it, or not all of it, was read. */
  failed?: string;
  /** The file could not be opened. */
  unread?: boolean;
}

export interface ScanOptions {
  files: readonly string[];
  engine: EngineOptions;
  jobs?: number;
  /** For every file, instead of what its beginning shows. */
  format?: FormatName;
  signal: AbortSignal;
  /** In the order of files and pieces. */
  take(done: Done, file: string): Promise<void> | void;
  progress?(now: Progress): void;
}

export interface Progress {
  /** Bytes read of bytes in files; 0 of them where the size is not known. */
  bytes: number;
  size: number;
  events: number;
  matches: number;
}

/** Reads logs and matches them with as many threads as are worth it. Ends early, with what was found, by `signal`. */
export async function scan(options: ScanOptions): Promise<{ reports: FileReport[]; jobs: number; bytes: number }> {
  const { files, signal } = options;
  const size = sizeOf(files);
  const pool = createPool(options.engine, options.jobs ?? jobsFor(size));
  const reports = files.map((file): FileReport => ({ file, events: 0, outside: 0, problems: [] }));
  const now: Progress = { bytes: 0, size, events: 0, matches: 0 };
  const order = createOrder(pool.jobs, async (done) => {
    const report = reports[done.file];
    if (report === undefined) return;
    report.events += done.events;
    report.outside += done.outside;
    for (const problem of done.problems) add(report.problems, problem);
    now.events += done.events;
    now.matches += done.matches.length;
    options.progress?.(now);
    await options.take(done, report.file);
  });
  let next = 0;
  const feed = async () => {
    for (let at = next++; at < files.length && !signal.aborted; at = next++) {
      const report = reports[at] as FileReport;
      let pieces = 0;
      try {
        pieces = await feedFile(report, at);
      } finally {
        order.ended(at, pieces);
      }
    }
  };
  const feedFile = async (report: FileReport, file: number): Promise<number> => {
    let source;
    try {
      const read = (bytes: number) => {
        now.bytes += bytes;
        options.progress?.(now);
      };
      source = await openSource(report.file, read, signal);
    } catch (error) {
      report.failed = error instanceof Error ? error.message : String(error);
      report.unread = true;
      return 0;
    }
    const { head } = source;
    const format = options.format ?? sniffHead(head);
    let pieces = 0;
    if (format === undefined) {
      await source.chunks.return();
      const why = source.packed
        ? `packed with ${source.packed}: unpack it first`
        : 'the format is not known (--format)';
      if (head.length > 0) report.failed = why;
      else if (source.broken() !== undefined) report.failed = source.broken() as string;
      return 0;
    }
    report.format = format;
    const cut = cutOf(format, head);
    const prefix = cut === 'evtx' ? evtxHeader(head) : undefined;
    const thread = cut === 'stream' ? pool.least() : undefined;
    const send = async (bytes: Uint8Array<ArrayBuffer>, line: number, last: boolean) => {
      await order.room(file);
      const piece = pieces++;
      const work = { file, piece, format, bytes, line, stream: cut === 'stream', last, now: source.now };
      const { answer } = await pool.run(prefix ? { ...work, prefix } : work, thread);
      void order.add(answer);
    };
    for await (const { bytes, line, tooLong } of cutPieces(source.chunks, cut, prefix?.length)) {
      if (signal.aborted) break;
      if (tooLong) add(report.problems, { code: 'too-long', times: 1, first: { line: tooLong.line } });
      if (bytes.length > 0) await send(bytes, line, false);
    }
    if (cut === 'stream') await send(new Uint8Array(0), 0, true);
    const broken = source.broken();
    if (broken !== undefined) report.failed = `it ends early: ${broken}`;
    return pieces;
  };
  try {
    // Several files at once: one that a single thread must read does not hold the others.
    await Promise.all(Array.from({ length: pool.jobs }, feed));
    await order.settled();
  } finally {
    await pool.stop();
  }
  return { reports, jobs: pool.jobs, bytes: now.bytes };
}

/** The format of a log by its first bytes: text, or as Latin-1 what is no UTF-8, as the sniffer wants binary files. */
export function sniffHead(head: Uint8Array): FormatName | undefined {
  // It may end inside a line, or inside a letter.
  const end = head.length < 65_536 ? head.length : head.lastIndexOf(10);
  const whole = end > 0 ? head.subarray(0, end) : head;
  try {
    return sniff(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(whole, { stream: true }));
  } catch {
    return sniff(Buffer.from(whole).toString('latin1'));
  }
}

function sizeOf(files: readonly string[]): number {
  let size = 0;
  for (const file of files) size += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return size;
}

function add(problems: Problem[], { code, times, first }: Problem): void {
  const known = problems.find((one) => one.code === code);
  if (known) known.times += times;
  else problems.push({ code, times, ...(first && { first }) });
}
