/** What a parser makes of a line: fields by the names that rules use. */
export type LogEvent = Record<string, unknown>;

/** What a line alone does not say. */
export interface LineContext {
  /**
   * Milliseconds since 1970, UTC: when the line was received, or its file last written. A date without a year gets the
   * latest year that is not later than this (and a day, for clocks and zones that differ).
   */
  readonly now: number;
  /** Minutes east of UTC for times without a zone (420 for Việt Nam); 0 when absent. */
  readonly zone?: number;
}

export const LIMITS = {
  /** Longest line or frame, in bytes or code units. */
  line: 1_048_576,
  /** Most fields that one line may bring. */
  fields: 1_024,
  /** Longest name of a field. */
  name: 256,
} as const;

/** Sets an own property whatever its name is: assigning to `__proto__` would change the prototype instead. */
export function put(event: LogEvent, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(event, name, { value, enumerable: true, configurable: true, writable: true });
  } else event[name] = value;
}
