import { type Attributes, type Collector, createCollector, type LogRecord, type Value } from './record.ts';
import { limits, type OtlpResult, refused } from './result.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The text is no request. Thrown inside this file only. */
class ShapeError extends Error {}

/**
 * The events of an ExportLogsServiceRequest in OTLP's JSON (`POST /v1/logs` as application/json, and the files that
 * collectors write, one request a line). Takes all of it or nothing. Never throws.
 */
export function readOtlpJson(text: string): OtlpResult {
  let request: unknown;
  try {
    request = JSON.parse(text);
  } catch {
    return { ok: false, code: 'not-otlp', reason: 'not JSON' };
  }
  try {
    const collector = createCollector();
    readRequest(mapOf(request), collector);
    return { ok: true, events: collector.events };
  } catch (error) {
    return refused(error, error instanceof ShapeError ? 'not-otlp' : undefined);
  }
}

function readRequest(request: Fields, collector: Collector): void {
  if (request['resourceLogs'] === undefined && Object.keys(request).length > 0) throw new ShapeError('no resourceLogs');
  for (const resourceLogs of listOf(request['resourceLogs'])) {
    const resource = attributesOf(mapOf(resourceLogs['resource'])['attributes']);
    for (const scopeLogs of listOf(resourceLogs['scopeLogs'])) {
      const scope = mapOf(scopeLogs['scope']);
      const around = {
        resource,
        scope: textOf(scope['name']),
        scopeAttributes: attributesOf(scope['attributes']),
      };
      for (const record of listOf(scopeLogs['logRecords'])) collector.add(around, recordOf(record));
    }
  }
}

function recordOf(record: Fields): LogRecord {
  return {
    time: nanosOf(record['timeUnixNano']),
    observed: nanosOf(record['observedTimeUnixNano']),
    severity: textOf(record['severityText']),
    body: valueOf(record['body'], 1),
    attributes: attributesOf(record['attributes']),
    trace: textOf(record['traceId']).toLowerCase(),
    span: textOf(record['spanId']).toLowerCase(),
    name: textOf(record['eventName']),
  };
}

function attributesOf(list: unknown): Attributes {
  const attributes = listOf(list);
  limits.attributes(attributes.length);
  return attributes.map((one) => [textOf(one['key']), valueOf(one['value'], 1)]);
}

function valueOf(value: unknown, depth: number): Value {
  limits.depth(depth);
  const any = mapOf(value);
  for (const [kind, content] of Object.entries(any)) {
    switch (kind) {
      case 'stringValue':
      case 'bytesValue':
        return textOf(content);
      case 'boolValue':
        return content === true;
      case 'intValue':
        return integerOf(content);
      case 'doubleValue':
        return typeof content === 'number' ? content : textOf(content);
      case 'arrayValue':
        return listOf(mapOf(content)['values']).map((one) => valueOf(one, depth + 1));
      case 'kvlistValue':
        return Object.fromEntries(
          listOf(mapOf(content)['values']).map((one) => [textOf(one['key']), valueOf(one['value'], depth + 1)]),
        );
    }
  }
  return null;
}

/** 64-bit integers are decimal text in this format; some senders write numbers. */
function integerOf(content: unknown): Value {
  if (typeof content === 'number') return content;
  const text = textOf(content);
  return /^-?\d{1,19}$/.test(text) ? limits.integer(BigInt(text)) : text;
}

function nanosOf(value: unknown): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(Math.floor(value / 1e6)) && value >= 0) {
    return BigInt(Math.floor(value / 1e6)) * 1_000_000n;
  }
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : 0n;
}

function mapOf(value: unknown): Fields {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new ShapeError('no object where one should be');
  return value as Fields;
}

function listOf(value: unknown): readonly Fields[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ShapeError('no list where one should be');
  return value.map(mapOf);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') throw new ShapeError('no text where it should be');
  return String(value);
}
