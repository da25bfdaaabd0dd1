import type { Matched } from '@khien/engines/sigma';
import type { Match } from './engine.ts';
import type { FileReport } from './scan.ts';

/** Control characters and marks that turn the direction of text would let a log write over the terminal. */
export const plain = (text: string): string =>
  text.replace(
    // oxlint-disable-next-line no-control-regex
    /[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const LONGEST_VALUE = 300;
const short = (text: string): string => {
  const shown = plain(text);
  return shown.length > LONGEST_VALUE ? `${shown.slice(0, LONGEST_VALUE)}… (${text.length} characters)` : shown;
};

export const timeText = (time: number | undefined): string =>
  time === undefined || !(Math.abs(time) < 8.64e15) ? '(no time)'.padEnd(24) : new Date(time).toISOString();

export const spotText = (file: string, spot: Match['spot']): string =>
  'line' in spot ? `${plain(file)}:${spot.line}` : `${plain(file)} record ${spot.record}`;

/** Fields and values by which a rule fired, a line each. */
export function matchedLines({ fields, absent }: Matched): string[] {
  const lines = fields.map(({ field, modifiers, patterns, values }) => {
    const name = [field ?? 'anywhere', ...modifiers].join('|');
    const shown =
      values.length > 0 ? values.slice(0, 3).map(short).join(' · ') : patterns.slice(0, 3).map(short).join(' · ');
    return `    ${plain(name)}: ${shown}${values.length > 3 ? ` (${values.length - 3} more)` : ''}`;
  });
  const unique = [...new Set(lines)];
  return absent.length === 0 ? unique : [...unique, `    not in the event: ${absent.map(plain).join(', ')}`];
}

const problemWords: Readonly<Record<string, string>> = {
  'too-long': 'lines or events are longer than 1 MiB',
  'not-json': 'are no JSON',
  'not-an-object': 'are JSON, but no events',
  'too-deep': 'are nested too deep',
  'not-evtx': 'is no EVTX file',
  'not-a-chunk': 'blocks are damaged or cut off',
  'wrong-checksum': 'blocks have a wrong checksum (they were read all the same)',
  'too-many-records': 'requests hold too many records',
  'too-many-attributes': 'records hold too many attributes',
};

const problemWord = (code: string): string =>
  problemWords[code] ?? (code.startsWith('not-') ? `lines are not of the format ${code.slice(4)}` : plain(code));

/** What was left out of each log, a line each; none for logs that were read whole. */
export function reportLines(reports: readonly FileReport[]): string[] {
  return reports.flatMap(({ file, failed, problems }) => [
    ...(failed === undefined ? [] : [`${plain(file)}: ${plain(failed)}`]),
    ...problems.map(({ code, times, first }) => {
      const where =
        first === undefined ? '' : 'line' in first ? `, first in line ${first.line}` : `, first record ${first.record}`;
      return `${plain(file)}: ${times} ${problemWord(code)}${where}`;
    }),
  ]);
}
