import { limits, type OtlpResult, refused } from './result.ts';
import { type Around, type Collector, createCollector, type LogRecord, type Value } from './record.ts';
import {
  openWire,
  readBytes,
  readDouble,
  readFixed64,
  readInt64,
  readMessage,
  readTag,
  readText,
  readUint32,
  skip,
  type Wire,
  WireError,
  wireTypes,
} from './wire.ts';

const { varint, fixed64, bytes } = wireTypes;
const tag = (field: number, wireType: number): number => field * 8 + wireType;

/**
 * The events of an ExportLogsServiceRequest (OTLP 1, `POST /v1/logs` as application/x-protobuf). Takes all of it or
 * nothing, as the protocol wants. Never throws.
 */
export function readOtlpProtobuf(request: Uint8Array): OtlpResult {
  try {
    const collector = createCollector();
    const wire = openWire(request);
    each(wire, (field) => {
      if (field !== tag(1, bytes)) return false;
      readResourceLogs(readMessage(wire), collector);
      return true;
    });
    return { ok: true, events: collector.events };
  } catch (error) {
    return refused(error, error instanceof WireError ? 'not-otlp' : undefined);
  }
}

/** Gives every field to `take`; what it does not take is let by. */
function each(wire: Wire, take: (field: number) => boolean): void {
  for (let field = readTag(wire); field !== 0; field = readTag(wire)) if (!take(field)) skip(wire, field & 7);
}

function readResourceLogs(wire: Wire, collector: Collector): void {
  const scopes: Wire[] = [];
  const around: Around = { resource: [], scope: '', scopeAttributes: [] };
  each(wire, (field) => {
    if (field === tag(1, bytes)) around.resource = readAttributesOf(readMessage(wire), 1);
    // The resource may stand behind its records.
    else if (field === tag(2, bytes)) limits.records(scopes.push(readMessage(wire)));
    else return false;
    return true;
  });
  for (const scope of scopes) readScopeLogs(scope, around, collector);
}

function readScopeLogs(wire: Wire, outer: Around, collector: Collector): void {
  const records: Wire[] = [];
  const around = { ...outer };
  each(wire, (field) => {
    if (field === tag(1, bytes)) Object.assign(around, readScope(readMessage(wire)));
    else if (field === tag(2, bytes)) limits.records(records.push(readMessage(wire)));
    else return false;
    return true;
  });
  for (const record of records) collector.add(around, readRecord(record));
}

function readScope(wire: Wire): Pick<Around, 'scope' | 'scopeAttributes'> {
  const scope = { scope: '', scopeAttributes: [] as [string, Value][] };
  each(wire, (field) => {
    if (field === tag(1, bytes)) scope.scope = readText(wire);
    else if (field === tag(3, bytes)) addAttribute(wire, scope.scopeAttributes);
    else return false;
    return true;
  });
  return scope;
}

function readAttributesOf(wire: Wire, number: number): [string, Value][] {
  const attributes: [string, Value][] = [];
  each(wire, (field) => {
    if (field !== tag(number, bytes)) return false;
    addAttribute(wire, attributes);
    return true;
  });
  return attributes;
}

function readRecord(wire: Wire): LogRecord {
  const attributes: [string, Value][] = [];
  const record = {
    time: 0n,
    observed: 0n,
    severity: '',
    body: null as Value,
    attributes,
    trace: '',
    span: '',
    name: '',
  };
  each(wire, (field) => {
    switch (field) {
      case tag(1, fixed64):
        record.time = readFixed64(wire);
        return true;
      case tag(3, bytes):
        record.severity = readText(wire);
        return true;
      case tag(5, bytes):
        record.body = readValue(readMessage(wire), 1);
        return true;
      case tag(6, bytes):
        addAttribute(wire, attributes);
        return true;
      case tag(9, bytes):
        record.trace = hexOf(readBytes(wire));
        return true;
      case tag(10, bytes):
        record.span = hexOf(readBytes(wire));
        return true;
      case tag(11, fixed64):
        record.observed = readFixed64(wire);
        return true;
      case tag(12, bytes):
        record.name = readText(wire);
        return true;
      default:
        return false;
    }
  });
  return record;
}

function addAttribute(wire: Wire, attributes: [string, Value][]): void {
  limits.attributes(attributes.length + 1);
  attributes.push(readKeyValue(readMessage(wire), 1));
}

function readKeyValue(wire: Wire, depth: number): [string, Value] {
  let key = '';
  let value: Value = null;
  each(wire, (field) => {
    if (field === tag(1, bytes)) key = readText(wire);
    else if (field === tag(2, bytes)) value = readValue(readMessage(wire), depth);
    else return false;
    return true;
  });
  return [key, value];
}

function readValue(wire: Wire, depth: number): Value {
  limits.depth(depth);
  let value: Value = null;
  each(wire, (field) => {
    switch (field) {
      case tag(1, bytes):
        value = readText(wire);
        return true;
      case tag(2, varint):
        value = readUint32(wire) !== 0;
        return true;
      case tag(3, varint):
        value = limits.integer(readInt64(wire));
        return true;
      case tag(4, fixed64):
        value = limits.double(readDouble(wire));
        return true;
      case tag(5, bytes):
        value = readList(readMessage(wire), depth);
        return true;
      case tag(6, bytes):
        value = Object.fromEntries(readPairs(readMessage(wire), depth));
        return true;
      case tag(7, bytes):
        value = base64Of(readBytes(wire));
        return true;
      default:
        return false;
    }
  });
  return value;
}

function readList(wire: Wire, depth: number): Value[] {
  const list: Value[] = [];
  each(wire, (field) => field === tag(1, bytes) && list.push(readValue(readMessage(wire), depth + 1)) > 0);
  return list;
}

function readPairs(wire: Wire, depth: number): [string, Value][] {
  const pairs: [string, Value][] = [];
  each(wire, (field) => field === tag(1, bytes) && pairs.push(readKeyValue(readMessage(wire), depth + 1)) > 0);
  return pairs;
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexOf(id: Uint8Array): string {
  let text = '';
  for (const byte of id.subarray(0, 32)) text += hex[byte];
  return text;
}

/** In pieces: a call takes only so many arguments. */
function base64Of(content: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < content.length; at += 8192) binary += String.fromCharCode(...content.subarray(at, at + 8192));
  return btoa(binary);
}
