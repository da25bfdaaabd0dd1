/**
 * Parsers of logs: a line or record in, an event with the field names of Sigma rules out. Pure: no I/O, no clock; bad
 * input gives undefined, never an exception; every limit is in LIMITS or beside its parser.
 */
export { LIMITS, type LineContext, type LogEvent } from './event.ts';
export { parseAccessLog } from './access-log.ts';
export { type AuditJoiner, createAuditJoiner } from './audit/join.ts';
export { parseAuditRecord } from './audit/record.ts';
export { parseCef } from './cef.ts';
export { parseErrorLog } from './error-log.ts';
export { parseFortigate } from './fortigate.ts';
export { parseLeef } from './leef.ts';
export { parseSyslogMessage } from './message.ts';
export { parseSnare } from './snare.ts';
export { parseSquidLog } from './squid-log.ts';
export { parseSyslog } from './syslog/parse.ts';
export { createFramer, type Framer, type Framing } from './syslog/frames.ts';
export { formats, type Format, type FormatName } from './formats.ts';
export { sniff } from './sniff.ts';
export {
  createEvtxReader,
  type EvtxOptions,
  type EvtxReader,
  type EvtxRecord,
  type EvtxXmlRecord,
} from './evtx/read.ts';
export { readEvtx, readEvtxXml } from './evtx/read.ts';
export { emptyReport, type EvtxReport } from './evtx/records.ts';
export { createWindowsXmlReader, type WindowsXmlReader } from './windows-xml-stream.ts';
export { parseWindowsXml, type WindowsXmlEvent } from './windows-xml.ts';
export { createJsonEvents, type JsonOptions, type JsonProblem } from './ndjson/events.ts';
export { createLines, type Lines } from './ndjson/lines.ts';
export { readOtlpJson } from './otlp/json.ts';
export { readOtlpProtobuf } from './otlp/protobuf.ts';
export type { OtlpProblem, OtlpResult } from './otlp/result.ts';
export { createZeekReader, type ZeekReader } from './zeek/tsv.ts';
