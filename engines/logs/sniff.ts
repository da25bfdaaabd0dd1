import { type LineContext, LIMITS } from './event.ts';
import { formats, type FormatName } from './formats.ts';

/** How many lines are looked at. */
const LINES = 50;

/**
 * Which parser a file needs, by its beginning.
 *
 * @param text the first lines (some kilobytes are enough); of a binary file its first bytes as Latin-1
 * @param context only whether lines parse is asked, so that any reference time will do
 * @returns the name of the format that most of the first lines have, undefined where none takes more than half of them
 */
export function sniff(text: string, context: LineContext = { now: 4e12 }): FormatName | undefined {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const head = text.slice(start, start + LIMITS.line);
  for (const format of formats) if (format.starts?.(head)) return format.name;
  const lines = head.split(/\r\n|[\n\0]/, LINES).filter((line) => /\S/.test(line) && !line.startsWith('#'));
  let best: { name: FormatName; taken: number } | undefined;
  for (const { name, parse } of formats) {
    if (parse === undefined) continue;
    const taken = lines.filter((line) => parse(line, context) !== undefined).length;
    // The table goes from the most special format to the most general one.
    if (taken * 2 > lines.length && taken > (best?.taken ?? 0)) best = { name, taken };
  }
  return best?.name;
}
