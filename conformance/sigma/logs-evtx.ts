import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createWindowsXmlReader, emptyReport, type EvtxReport, readEvtx, readEvtxXml } from '@khien/engines/logs';
import { atLeast, atMost, type Bar, notMeasured } from '../../bench/report.ts';
import { linesIn, seeded } from './data.ts';

interface LogFile {
  name: string;
  path: string;
  bytes: Uint8Array;
}

const names = [
  ['logs.evtx-records', '≥ 1'],
  ['logs.evtx-xml', '≥ 1'],
  ['logs.evtx-unreadable', '= 0'],
  ['logs.evtx-hostile-failures', '= 0'],
  ['logs.evtx-per-cpu-s', '≥ 50000'],
  ['logs.windows-xml', '≥ 1'],
  ['logs.windows-xml-per-cpu-s', '≥ 30000'],
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
    // Measured first: what the comparisons hold in memory makes the collector work for whatever runs beside them.
    const rates = [rate(files)];
    const printed = printedXml(files);
    rates.push(xmlRate(printed));
    const wanted = conversions(path.join(soc, 'hayabusa-sample-evtx', 'json'));
    return [
      ...rates,
      events(files, wanted),
      unreadable(files),
      broken(files),
      xml(files, printed),
      xmlEvents(printed, wanted),
    ];
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

/** Events of each file as somebody else converted them. */
type Conversions = ReadonlyMap<string, readonly Converted[]>;

function conversions(folder: string): Conversions {
  const wanted = new Map<string, Converted[]>();
  for (const { lines } of linesIn(folder)) {
    for (const line of lines) {
      const { _file = '', ...event } = JSON.parse(line) as Converted;
      const events = wanted.get(_file);
      if (events === undefined) wanted.set(_file, [event]);
      else events.push(event);
    }
  }
  return wanted;
}

/** Each event of the conversion against the event at the same place of the file, whole. */
function events(files: readonly LogFile[], wanted: Conversions): Bar {
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

const quiet: ExecFileSyncOptionsWithStringEncoding = {
  encoding: 'utf8',
  maxBuffer: 1 << 28,
  stdio: ['ignore', 'pipe', 'ignore'],
};

/** What evtxexport prints of each file that it can read; undefined where it is not installed. */
function printedXml(files: readonly LogFile[]): ReadonlyMap<string, string> | undefined {
  const printed = new Map<string, string>();
  for (const { path: file, name } of files) {
    try {
      printed.set(name, execFileSync('evtxexport', ['-f', 'xml', file], quiet));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    }
  }
  return printed;
}

const noTool = 'no evtxexport (Debian: libevtx-utils)';

function xml(files: readonly LogFile[], printed: ReadonlyMap<string, string> | undefined): Bar {
  if (printed === undefined) return notMeasured('logs.evtx-xml', '≥ 1', 'of the events', noTool);
  const tally = { equal: 0, asked: 0 };
  for (const { name, bytes } of files) {
    const want = (printed.get(name) ?? '').split(/^(?=<Event )/m).slice(1);
    const got = [...readEvtxXml(bytes)];
    tally.asked += want.length;
    want.forEach((text, i) => {
      if (asPrinted(text, true) === asPrinted(got[i]?.xml ?? '', false)) tally.equal++;
      else if (tally.asked - tally.equal < 10) console.error(`  XML differs: ${name}, event ${i + 1}`);
    });
  }
  return atLeast(
    'logs.evtx-xml',
    tally.equal / tally.asked,
    1,
    'of the events',
    `${tally.equal} of ${tally.asked} events as XML, character by character as evtxexport prints them (a value that is a lone ` +
      `line end it leaves out, floats it writes as 3.199234e+003); ${files.length - printed.size} files it cannot read`,
  );
}

/** evtxexport's XML through the reader of XML, against the same XML through another one. */
function xmlEvents(printed: ReadonlyMap<string, string> | undefined, wanted: Conversions): Bar {
  if (printed === undefined) return notMeasured('logs.windows-xml', '≥ 1', 'of the events', noTool);
  const tally = { equal: 0, asked: 0 };
  for (const [name, text] of printed) {
    const reader = createWindowsXmlReader();
    const got = [...reader.push(text), ...reader.end()];
    const want = wanted.get(name) ?? [];
    tally.asked += want.length;
    want.forEach((event, i) => {
      if (isDeepStrictEqual(asConverted(got[i]?.event, true), asConverted(event, true))) tally.equal++;
      else if (tally.asked - tally.equal < 10) console.error(`  event from XML differs: ${name}, event ${i + 1}`);
    });
  }
  const how = `${tally.equal} of ${tally.asked} events, evtxexport's XML read by engines/logs and by another reader of XML`;
  return atLeast('logs.windows-xml', tally.equal / tally.asked, 1, 'of the events', how);
}

function xmlRate(printed: ReadonlyMap<string, string> | undefined): Bar {
  if (printed === undefined) return notMeasured('logs.windows-xml-per-cpu-s', '≥ 30000', 'events a CPU second', noTool);
  const files = [...printed.values()].map((text) => new TextEncoder().encode(text));
  const { best, items } = bestRate(() => {
    const reader = createWindowsXmlReader();
    let count = 0;
    for (const bytes of files) count += reader.push(bytes).length;
    return count + reader.end().length;
  });
  const how = `${items} events of ${files.length} files, UTF-8 bytes to nested event, best of 5 runs`;
  return atLeast('logs.windows-xml-per-cpu-s', best, 30_000, 'events a CPU second', how);
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

/** Tokens and types of the format, which do more harm than other bytes. */
const harmful = [0x00, 0x01, 0x0c, 0x0d, 0x0e, 0x21, 0x2a, 0x41, 0x81, 0xff];

/** Real files with up to 30 bytes of their first chunk changed, the same in every run. */
function broken(files: readonly LogFile[]): Bar {
  const random = seeded(17);
  const below = (n: number): number => Math.floor(random() * n);
  const small = files.filter(({ bytes }) => bytes.length < 150_000);
  const tally = { asked: 1500, failed: 0, records: 0, slowest: 0 };
  for (let i = 0; i < tally.asked; i++) {
    const { name, bytes } = small[below(small.length)] as LogFile;
    const changed = bytes.slice();
    const used = Math.min(65_536, new DataView(changed.buffer).getUint32(4096 + 48, true));
    for (let n = 1 + below(30); n > 0; n--) {
      changed[4096 + below(used)] = random() < 0.5 ? (harmful[below(harmful.length)] ?? 0) : below(256);
    }
    const start = process.cpuUsage();
    try {
      for (const _ of readEvtx(changed)) tally.records++;
    } catch (error) {
      tally.failed++;
      console.error(`  ${name}, change ${i}: ${String(error)}`);
    }
    const { user, system } = process.cpuUsage(start);
    const ms = (user + system) / 1000;
    tally.slowest = Math.max(tally.slowest, ms);
    if (ms > 1000) tally.failed++;
  }
  const how = `${tally.asked} damaged copies of real files: exceptions, or more than a second; ${tally.records} records still read, slowest ${tally.slowest.toFixed(0)} ms of CPU`;
  return atMost('logs.evtx-hostile-failures', tally.failed, 0, 'files', how);
}

/** Records a second of CPU over all files, held in memory: checksums, decoding, nested event. */
function rate(files: readonly LogFile[]): Bar {
  const { best, items } = bestRate(() => {
    let count = 0;
    for (const { bytes } of files) for (const _ of readEvtx(bytes)) count++;
    return count;
  });
  const how = `${items} records of ${files.length} files, bytes to nested event, checksums included, best of 5 runs`;
  return atLeast('logs.evtx-per-cpu-s', best, 50_000, 'records a CPU second', how);
}

function bestRate(work: () => number): { best: number; items: number } {
  let best = 0;
  let items = 0;
  for (let run = 0; run < 5; run++) {
    const start = process.cpuUsage();
    items = work();
    const { user, system } = process.cpuUsage(start);
    best = Math.max(best, items / ((user + system) / 1e6));
  }
  return { best, items };
}
