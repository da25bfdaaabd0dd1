/** Seconds of each unit; M and y are the mean Gregorian month and year, as in pySigma. The specification has s m h d. */
const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 2_629_746,
  y: 31_556_952,
};

/** Milliseconds of `15m`; undefined if it is none, zero or too long to be exact. */
export function timespanMs(text: string): number | undefined {
  const match = /^([0-9]{1,15})([smhdwMy])$/.exec(text);
  const seconds = SECONDS[match?.[2] ?? ''];
  if (!match || seconds === undefined) return undefined;
  const ms = Number(match[1]) * seconds * 1000;
  return ms > 0 && Number.isSafeInteger(ms) ? ms : undefined;
}
