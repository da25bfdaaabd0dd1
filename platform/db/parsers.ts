import pg from 'pg';

/**
 * How PostgreSQL's types arrive in JavaScript; the one place where this is decided.
 * int8 and numeric would come as strings (so that `count(*) === '3'`), a `date` as a `Date` at local midnight,
 * which is the day before for everybody west of here.
 */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === pg.types.builtins.INT8) return parseInt8;
      if (oid === pg.types.builtins.NUMERIC) return parseNumeric;
      if (oid === pg.types.builtins.DATE) return String;
      if (oid === int8Array)
        return (text: string): number[] => (pg.types.getTypeParser(textArray, 'text')(text) as string[]).map(parseInt8);
    }
    return pg.types.getTypeParser(oid, format);
  },
} as pg.CustomTypesConfig;

/** Arrays, which `pg` names no constants for. */
const int8Array: number = 1016;
const textArray: number = 1009;

/** @throws when the value cannot be held exactly: a wrong number is worse than an error */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond the exact numbers`);
  return value;
}

export function parseNumeric(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError(`numeric ${text} is beyond the exact numbers`);
  }
  return value;
}
