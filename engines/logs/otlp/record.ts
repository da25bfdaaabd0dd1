import { LIMITS, type LogEvent, put } from '../event.ts';
import { isTooDeep } from '../ndjson/depth.ts';
import { isoTime } from '../time.ts';
import { limits } from './result.ts';
import { windowsFields } from './windows.ts';

/** A value of OTLP as JSON has it: integers beyond 2^53 as decimal text, bytes as Base64. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

export type Attributes = readonly (readonly [string, Value])[];

/** One log record as both encodings carry it. */
export interface LogRecord {
  /** Nanoseconds since 1970; 0: not told. */
  time: bigint;
  observed: bigint;
  severity: string;
  body: Value;
  attributes: Attributes;
  /** Lower-case hexadecimal, or ''. */
  trace: string;
  span: string;
  name: string;
}

/** Content of a record that is to become an event, and what stands around it. */
export interface Around {
  resource: Attributes;
  scope: string;
  scopeAttributes: Attributes;
}

/** Takes the records of one request; beyond its limits it throws. */
export function createCollector() {
  const events: LogEvent[] = [];
  let fields = 0;
  return {
    events,
    add(around: Around, record: LogRecord): void {
      limits.records(events.length + 1);
      fields += around.resource.length + around.scopeAttributes.length + record.attributes.length;
      limits.fields(fields);
      events.push(eventOf(around, record));
    },
  };
}

export type Collector = ReturnType<typeof createCollector>;

/**
 * A record and what stands around it as one flat event. Where a name comes twice, the nearest to the event wins: the body,
 * then the record's attributes, the scope's, the resource's. A body that is a map, or the JSON of one, gives its fields;
 * another one is `message`.
 */
function eventOf({ resource, scope, scopeAttributes }: Around, record: LogRecord): LogEvent {
  const event: LogEvent = {};
  for (const [name, value] of resource) put(event, name, value);
  for (const [name, value] of scopeAttributes) put(event, name, value);
  if (scope !== '') event['scope.name'] = scope;
  for (const [name, value] of record.attributes) put(event, name, value);
  const nanos = record.time === 0n ? record.observed : record.time;
  if (nanos !== 0n) event['@timestamp'] = isoTime(Number(nanos / 1_000_000n));
  if (record.severity !== '') event['severity_text'] = record.severity;
  if (record.trace !== '') event['trace_id'] = record.trace;
  if (record.span !== '') event['span_id'] = record.span;
  if (record.name !== '') event['event_name'] = record.name;
  const fields = fieldsOf(record.body);
  if (fields !== undefined) for (const [name, value] of Object.entries(fields)) put(event, name, value);
  else if (record.body !== null) event['message'] = record.body;
  return event;
}

function fieldsOf(body: Value): Record<string, unknown> | undefined {
  if (isMap(body)) return windowsFields(body) ?? body;
  if (typeof body !== 'string' || !/^\s{0,16}\{/.test(body) || body.length > LIMITS.line) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return isMap(parsed) && !isTooDeep(parsed, body) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
