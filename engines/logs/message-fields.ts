import { LIMITS, type LogEvent, put } from './event.ts';
import data from './message-fields.json' with { type: 'json' };

/** How the sentence of one event is read. */
interface Reading {
  /** Fields by heading and label; labels under the heading '' may stand anywhere. */
  headings: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Finds what looks like a heading or label, or ends the last value. */
  marks: RegExp;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const ends = data.ends.map(escaped).join('|');
const sets: Readonly<Record<string, Readonly<Record<string, string>>>> = data.sets;

/** One field a line in Sysmon's sentences, under the names that rules use. */
const sysmon = /(?:^|[\t\r\n]|\s\s)([A-Z][A-Za-z0-9]{1,31}): ?/g;
const ofSysmon = 'Microsoft-Windows-Sysmon/Operational';

const readings = new Map<string, Reading>();
for (const [channel, events] of Object.entries(data.events)) {
  for (const [id, headings] of Object.entries(events)) readings.set(`${channel}\n${id}`, readingOf(headings));
}

function readingOf(headings: Readonly<Record<string, string | Readonly<Record<string, string>>>>): Reading {
  const fields = new Map<string, ReadonlyMap<string, string>>();
  const names = new Set<string>();
  for (const [heading, given] of Object.entries(headings)) {
    const { set, ...own } = typeof given === 'string' ? { set: given } : given;
    const labels = new Map(Object.entries({ ...(set === undefined ? {} : sets[set]), ...own }));
    fields.set(heading, labels);
    if (heading !== '') names.add(heading);
    for (const label of labels.keys()) names.add(label);
  }
  // Longest first: `Service` must not stand for `Service Name`.
  const longest = [...names].sort((a, b) => b.length - a.length).map(escaped);
  // Snare makes blanks of line ends; a name inside of a sentence has one blank before it.
  const source = `(?:^|[\\t\\r\\n]|\\s\\s)(?:(${longest.join('|')})(?: \\(\\d{1,6} of \\d{1,6}\\))?:(?=\\s|$)|(?:${ends}))`;
  return { headings: fields, marks: new RegExp(source, 'g') };
}

/**
 * Takes the fields of a Windows event out of the sentence that Windows made of it, where only that was sent, and puts
 * them into the event. A label counts once, and only under its own heading, so that a value that contains labels
 * cannot change fields that stand before it. Events that the table does not know give nothing.
 *
 * @returns whether any field was found
 */
export function readMessageFields(event: LogEvent, channel: string, eventId: string, message: string): boolean {
  if (message.length > LIMITS.line) return false;
  if (channel === ofSysmon) return readSysmon(event, message);
  const reading = readings.get(`${channel}\n${eventId}`);
  if (reading === undefined) return false;
  const { headings, marks } = reading;
  const seen = new Set<string>();
  let heading = '';
  let open: { field: string; from: number } | undefined;
  let found = false;
  const close = (to: number): void => {
    if (open === undefined) return;
    put(event, open.field, message.slice(open.from, to).trim());
    found = true;
    open = undefined;
  };
  for (const mark of message.matchAll(marks)) {
    const name = mark[1];
    if (name === undefined) {
      close(mark.index);
      continue;
    }
    const field = headings.get(heading)?.get(name) ?? headings.get('')?.get(name);
    if (field !== undefined && !seen.has(field)) {
      close(mark.index);
      seen.add(field);
      open = { field, from: mark.index + mark[0].length };
    } else if (headings.has(name) && !seen.has(`${name}:`)) {
      close(mark.index);
      seen.add(`${name}:`);
      heading = name;
    }
  }
  close(message.length);
  return found;
}

function readSysmon(event: LogEvent, message: string): boolean {
  const marks = [...message.matchAll(sysmon)].slice(0, LIMITS.fields);
  const seen = new Set<string>();
  marks.forEach((mark, i) => {
    const name = mark[1] ?? '';
    if (seen.has(name)) return;
    seen.add(name);
    let next = i + 1;
    // A label that was there before is a part of the value.
    while (seen.has(marks[next]?.[1] ?? '')) next++;
    put(event, name, message.slice(mark.index + mark[0].length, marks[next]?.index ?? message.length).trim());
  });
  return seen.size > 0;
}
