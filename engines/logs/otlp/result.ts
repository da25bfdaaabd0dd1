import { LIMITS, type LogEvent } from '../event.ts';

export type OtlpResult = { ok: true; events: LogEvent[] } | { ok: false; code: OtlpProblem; reason: string };

export type OtlpProblem = 'not-otlp' | 'too-deep' | 'too-many-records' | 'too-many-attributes';

/** Records in one request. Collectors send some thousands. */
const mostRecords = 100_000;
/** Fields of all events together: those of a resource are repeated in each of its records. */
const mostFields = 2_000_000;
/** Maps and lists inside a value; an event is one level more. */
const deepest = 63;

/** A request that is beyond a limit. Thrown inside this folder only. */
class LimitError extends Error {
  readonly code: OtlpProblem;
  constructor(code: OtlpProblem, reason: string) {
    super(reason);
    this.code = code;
  }
}

export const limits = {
  records(count: number): void {
    if (count > mostRecords) throw new LimitError('too-many-records', `more than ${mostRecords} records`);
  },
  attributes(count: number): void {
    if (count > LIMITS.fields) throw new LimitError('too-many-attributes', `more than ${LIMITS.fields} attributes`);
  },
  fields(count: number): void {
    if (count > mostFields) throw new LimitError('too-many-attributes', `more than ${mostFields} fields in all`);
  },
  depth(depth: number): void {
    if (depth > deepest) throw new LimitError('too-deep', `values nested deeper than ${deepest}`);
  },
  /** A number if it loses nothing by it, else its digits. */
  integer(value: bigint): number | string {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  },
  /** JSON has no NaN and no infinity: their names. */
  double(value: number): number | string {
    return Number.isFinite(value) ? value : String(value);
  },
} as const;

export function refused(error: unknown, code: OtlpProblem | undefined): OtlpResult {
  if (error instanceof LimitError) return { ok: false, code: error.code, reason: error.message };
  if (code !== undefined && error instanceof Error) return { ok: false, code, reason: error.message };
  throw error;
}
