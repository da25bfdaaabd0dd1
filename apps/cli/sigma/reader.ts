import {
  createAuditJoiner,
  createEvtxReader,
  createJsonEvents,
  createLines,
  createWindowsXmlReader,
  createZeekReader,
  emptyReport,
  type FormatName,
  formats,
  type LineContext,
  type Lines,
  LIMITS,
  type LogEvent,
  readOtlpJson,
} from '@khien/engines/logs';

/** Where an event stands: a line, or the number of a record where there are no lines. Both count from 1. */
export type Spot = { line: number } | { record: number };

export interface Sink {
  /** `json`: the event's own text, where it was JSON. */
  event(event: object, spot: Spot, json?: string): void;
  /** Something that could not be read. `times`: how much of it, 1 where nothing is said. */
  problem(code: string, spot: Spot | undefined, times?: number): void;
}

/** A request of OTLP holds many events. */
const LONGEST_REQUEST = 16 * LIMITS.line;

/**
 * Bytes of a log in any cuts → events. What it cannot read goes to `problem`, and it reads on.
 * @param before lines that came before these bytes.
 */
export function createReader(format: FormatName, context: LineContext, before: number, sink: Sink): Lines {
  switch (format) {
    case 'evtx':
      return evtx(sink);
    case 'windows-xml':
      return windowsXml(sink);
    case 'json-array':
    case 'ndjson':
      return createJsonEvents({
        event: (event, text, line) => sink.event(event, { line: line + before }, text),
        problem: ({ code, line }) => sink.problem(code, { line: line + before }),
      });
    case 'otlp-json':
      return createJsonEvents({
        limit: LONGEST_REQUEST,
        event(_request, text, line) {
          const read = readOtlpJson(text);
          if (read.ok) for (const event of read.events) sink.event(event, { line });
          else sink.problem(read.code, { line });
        },
        problem: ({ code, line }) => sink.problem(code, { line }),
      });
    case 'auditd':
      return audit(context, sink);
    case 'zeek': {
      const zeek = createZeekReader();
      return lines(before, sink, format, (text) =>
        text.startsWith('#') ? (zeek.parse(text) ?? 'nothing') : zeek.parse(text),
      );
    }
    default: {
      const parse = formats.find(({ name }) => name === format)?.parse;
      return lines(before, sink, format, (text) => parse?.(text, context));
    }
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of a line: without NUL, with which some pad what they write, and without a byte order mark. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  const text = utf8.decode(bytes.subarray(start, end));
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return bare.includes('\0') ? bare.replaceAll('\0', '') : bare;
}

function lines(
  before: number,
  sink: Sink,
  format: FormatName,
  parse: (text: string) => LogEvent | 'nothing' | undefined,
): Lines {
  return createLines({
    limit: LIMITS.line,
    take(bytes, start, end, line) {
      // A packed file of a few KiB may hold a hundred million of these.
      if (start === end) return;
      const text = textOf(bytes, start, end);
      const event = parse(text);
      if (event === 'nothing') return;
      if (event !== undefined) sink.event(event, { line: line + before });
      else if (/\S/.test(text) && !text.startsWith('#')) sink.problem(`not-${format}`, { line: line + before });
    },
    tooLong: (line) => sink.problem('too-long', { line: line + before }),
  });
}

/** Records of an event come together: its line is where the last of them stands. */
function audit(context: LineContext, sink: Sink): Lines {
  const joiner = createAuditJoiner();
  let last = 1;
  const give = (events: readonly LogEvent[]) => {
    for (const event of events) sink.event(event, { line: last });
  };
  const inner = createLines({
    limit: LIMITS.line,
    take(bytes, start, end, line) {
      const text = textOf(bytes, start, end);
      last = line;
      const events = joiner.push(text, context);
      if (events !== undefined) give(events);
      else if (/\S/.test(text) && !text.startsWith('#') && !/^-+$/.test(text)) sink.problem('not-auditd', { line });
    },
    tooLong: (line) => sink.problem('too-long', { line }),
  });
  return {
    push: inner.push,
    end() {
      inner.end();
      give(joiner.end());
    },
  };
}

function evtx(sink: Sink): Lines {
  const report = emptyReport();
  const reader = createEvtxReader({ report });
  const give = (records: ReturnType<typeof reader.push>) => {
    for (const { event, id } of records) sink.event(event, { record: id });
  };
  return {
    push: (piece) => give(reader.push(piece)),
    end() {
      give(reader.end());
      if (!report.evtx) sink.problem('not-evtx', undefined);
      if (report.notChunks > 0) sink.problem('not-a-chunk', undefined, report.notChunks);
      if (report.badChunks > 0) sink.problem('wrong-checksum', undefined, report.badChunks);
      for (const [why, times] of report.damaged) sink.problem(`damaged-record: ${why}`, undefined, times);
    },
  };
}

function windowsXml(sink: Sink): Lines {
  const reader = createWindowsXmlReader();
  let record = 0;
  const give = (events: ReturnType<typeof reader.push>) => {
    for (const { event } of events) {
      record += 1;
      sink.event(event, { record });
    }
  };
  return {
    push: (piece) => give(reader.push(piece)),
    end() {
      give(reader.end());
      for (const [why, times] of reader.refused) sink.problem(`refused-event: ${why}`, undefined, times);
    },
  };
}
