/** Deepest nesting of an event. JSON.parse has no limit, what reads the event afterwards does. */
export const depthLimit = 64;

/**
 * Whether a value that was parsed from this text is nested deeper. Nesting needs as many brackets: counting them is
 * quicker than walking the event, and nearly all events have few.
 */
export function isTooDeep(value: object, text: string): boolean {
  return mayBeDeep(text) && isDeep(value);
}

function mayBeDeep(text: string): boolean {
  let left = depthLimit;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (--left < 0) return true;
  }
  return false;
}

function isDeep(value: object): boolean {
  let level: object[] = [value];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > depthLimit) return true;
    level = level.flatMap((one) => Object.values(one).filter((inner) => typeof inner === 'object' && inner !== null));
  }
  return false;
}
