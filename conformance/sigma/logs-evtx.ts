import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { emptyReport, type EvtxReport, readEvtx, readEvtxXml } from '@khien/engines/logs';
import { atLeast, atMost, type Bar, notMeasured } from '../../bench/report.ts';
import { linesIn } from './data.ts';

interface LogFile {
  name: string;
  path: string;
  bytes: Uint8Array;
}

const names = [
  ['logs.evtx-records', '≥ 1'],
  ['logs.evtx-xml', '≥ 1'],
  ['logs.evtx-unreadable', '= 0'],
  ['logs.evtx-per-cpu-s', '≥ 50000'],
] as const;

/** The reader of Windows event logs against libevtx: its events as JSON, and evtxexport's XML where it is installed. */
export function evtxLogs(soc: string): Bar[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'khien-evtx-'));
  try {
    execFileSync('tar', ['-xJf', path.join(soc, 'hayabusa-sample-evtx', 'evtx-samples.tar.xz'), '-C', folder]);
    const files = globSync('**/*.evtx', { cwd: folder })
      .sort()
      .map((name) => {
        const full = path.join(folder, name);
        return { name, path: full, bytes: new Uint8Array(readFileSync(full)) };
      });
    return [events(files, path.join(soc, 'hayabusa-sample-evtx', 'json')), xml(files), unreadable(files), rate(files)];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return names.map(([bar, limit]) => notMeasured(bar, limit, '', 'no tar command on this machine'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Converted {
  Event: { System: { EventRecordID: number } };
  _file?: string;
}

/** Each event of the conversion against the event at the same place of the file, whole. */
function events(files: readonly LogFile[], folder: string): Bar {
  const wanted = new Map<string, Converted[]>();
  for (const { lines } of linesIn(folder)) {
    for (const line of lines) {
      const { _file = '', ...event } = JSON.parse(line) as Converted;
      wanted.set(_file, [...(wanted.get(_file) ?? []), event]);
    }
  }
  const tally = { equal: 0, asked: 0, more: 0 };
  for (const { name, bytes } of files) {
    const want = wanted.get(name) ?? [];
    const got = [...readEvtx(bytes, { paddedHex: true })];
    tally.asked += want.length;
    tally.more += Math.max(0, got.length - want.length);
    want.forEach((event, i) => {
      if (isDeepStrictEqual(asConverted(got[i]?.event, false), asConverted(event, true))) tally.equal++;
      else if (tally.asked - tally.equal < 10) console.error(`  differs: ${name} ${event.Event.System.EventRecordID}`);
    });
  }
  return atLeast(
    'logs.evtx-records',
    tally.equal / tally.asked,
    1,
    'of the events',
    `${tally.equal} of ${tally.asked} events equal to libevtx's in ${files.length} files, ${tally.more} more that it cannot ` +
      'read; habits of that conversion are allowed for: line ends as XML has them, no control characters, a lone line end is nothing, 3.199234e+003',
  );
}

/** A value as XML and that conversion would have left it. */
function asConverted(value: unknown, theirs: boolean): unknown {
  if (typeof value === 'string') {
    if (theirs && /^-?\d\.\d{6}e[+-]\d{3}$/.test(value)) return `${Number(value)}`;
    // oxlint-disable-next-line no-control-regex
    const text = value.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
    return text === '\n' ? '' : text;
  }
  if (Array.isArray(value)) return value.map((one) => asConverted(one, theirs));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asConverted(one, theirs)]));
}

function xml(files: readonly LogFile[]): Bar {
  const tally = { equal: 0, asked: 0, failed: 0, seen: 0 };
  for (const { path: file, name, bytes } of files) {
    let printed: string;
    try {
      printed = execFileSync('evtxexport', ['-f', 'xml', file], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return notMeasured('logs.evtx-xml', '≥ 1', 'of the events', 'no evtxexport (Debian: libevtx-utils)');
      }
      tally.failed++;
      continue;
    }
    const want = printed.split(/^(?=<Event )/m).slice(1);
    const got = [...readEvtxXml(bytes)];
    tally.asked += want.length;
    want.forEach((text, i) => {
      if (asPrinted(text, true) === asPrinted(got[i]?.xml ?? '', false)) tally.equal++;
      else if (tally.seen++ < 10) console.error(`  XML differs: ${name}, event ${i + 1}`);
    });
  }
  return atLeast(
    'logs.evtx-xml',
    tally.equal / tally.asked,
    1,
    'of the events',
    `${tally.equal} of ${tally.asked} events as XML, character by character as evtxexport prints them (a value that is a lone ` +
      `line end it leaves out, floats it writes as 3.199234e+003); ${tally.failed} files it cannot read`,
  );
}

const asPrinted = (text: string, theirs: boolean): string => {
  const trimmed = text.trimEnd();
  if (!theirs) return trimmed.replaceAll(/<(Data Name="[^"]*")>\n<\/Data>/g, '<$1/>');
  return trimmed.replaceAll(/>(-?\d\.\d{6}e[+-]\d{3})</g, (_, number: string) => `>${Number(number)}<`);
};

function unreadable(files: readonly LogFile[]): Bar {
  const broken = files.filter(({ bytes }) => {
    const report = emptyReport();
    for (const _ of readEvtx(bytes, { report })) continue;
    return report.records === 0 || isBroken(report);
  });
  for (const { name } of broken.slice(0, 10)) console.error(`  not readable as a whole: ${name}`);
  const how = `of ${files.length} files: no record read, a record not readable, or a wrong checksum`;
  return atMost('logs.evtx-unreadable', broken.length, 0, 'files', how);
}

const isBroken = ({ evtx, badHeader, badChunks, notChunks, damaged, skippedBytes }: EvtxReport): boolean =>
  !evtx || badHeader || badChunks > 0 || notChunks > 0 || damaged.size > 0 || skippedBytes > 0;

/** Records a second of CPU, best of five runs over all files, held in memory: checksums, decoding, nested event. */
function rate(files: readonly LogFile[]): Bar {
  let best = 0;
  let records = 0;
  for (let run = 0; run < 5; run++) {
    const start = process.cpuUsage();
    records = 0;
    for (const { bytes } of files) for (const _ of readEvtx(bytes)) records++;
    const { user, system } = process.cpuUsage(start);
    best = Math.max(best, records / ((user + system) / 1e6));
  }
  const how = `${records} records of ${files.length} files, bytes to nested event, checksums included, best of 5 runs`;
  return atLeast('logs.evtx-per-cpu-s', best, 50_000, 'records a CPU second', how);
}
