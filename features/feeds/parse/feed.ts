import type { IndicatorKind } from '@khien/features/indicators';
import { readCsv } from './csv.ts';
import { type FeedReader, toRow } from './entry.ts';
import { type Line, readLines } from './lines.ts';
import { excerpt, type FeedFormat, type Row } from './row.ts';

/**
 * Reads a list of any size as rows with their line numbers, in bounded memory. Comments, blank lines and the
 * names every hosts file carries for the machine itself give no row.
 */
export async function* readFeed(
  chunks: AsyncIterable<Uint8Array>,
  format: FeedFormat,
  reader: FeedReader,
  kind?: IndicatorKind,
): AsyncGenerator<Row[]> {
  if (format === 'csv') {
    yield* readCsv(chunks, reader, kind);
    return;
  }
  const parse = { hosts: hostsLine, domains: domainLine, urls: urlLine }[format];
  for await (const lines of readLines(chunks)) {
    const rows: Row[] = [];
    for (const line of lines) {
      if ('problem' in line) rows.push({ line: line.number, problem: line.problem, text: '' });
      else parse(line, reader, rows, kind);
    }
    if (rows.length > 0) yield rows;
  }
}

type TextLine = Extract<Line, { text: string }>;
type Parse = (line: TextLine, reader: FeedReader, rows: Row[], kind: IndicatorKind | undefined) => void;

/** Names that hosts files give to the machine itself. */
const machineNames = new Set([
  'localhost',
  'localhost.localdomain',
  'local',
  'broadcasthost',
  'ip6-localhost',
  'ip6-loopback',
  'ip6-localnet',
  'ip6-mcastprefix',
  'ip6-allnodes',
  'ip6-allrouters',
  'ip6-allhosts',
  '0.0.0.0',
]);

const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*(?:%\w+)?)$/i;

/** hosts(5): an address, then names; or names alone, as many published lists have them. */
const hostsLine: Parse = (line, reader, rows) => {
  const words = withoutComment(line.text, /#/).split(/\s+/).filter(Boolean);
  if (words.length > 1 && address.test(words[0] ?? '')) words.shift();
  for (const word of words) {
    if (machineNames.has(word.toLowerCase())) continue;
    const ip = address.test(word);
    rows.push(toRow(line.number, ip ? 'ip' : 'domain', word, reader, true) ?? wrong(line, 'not-a-host'));
  }
};

/** One domain a line; it stands for itself and everything below it, with or without `*.` or a dot before it. */
const domainLine: Parse = (line, reader, rows) => {
  const name = withoutComment(line.text, /[#!]/).replace(/^\*?\./, '');
  if (name === '') return;
  rows.push(toRow(line.number, 'domain', name, reader, false) ?? wrong(line, 'not-a-host'));
};

/** One URL, host or address a line. `#` starts a comment only at the start: inside it belongs to the URL. */
const urlLine: Parse = (line, reader, rows, kind) => {
  const text = line.text.trim();
  if (text === '' || text.startsWith('#') || text.startsWith('!')) return;
  const row =
    kind !== undefined && kind !== 'url'
      ? toRow(line.number, kind, text, reader, true)
      : address.test(text)
        ? toRow(line.number, 'ip', text, reader, true)
        : (bareHost.test(text) && toRow(line.number, 'domain', text, reader, true)) ||
          toRow(line.number, 'url', text, reader, true);
  rows.push(row ?? wrong(line, 'not-an-address'));
};

/** A line without path, port or scheme names the host, not one page. */
const bareHost = /^[^/:?#@\s]+$/;

function withoutComment(text: string, mark: RegExp): string {
  const at = text.search(mark);
  return (at < 0 ? text : text.slice(0, at)).trim();
}

const wrong = (line: TextLine, problem: 'not-a-host' | 'not-an-address'): Row => ({
  line: line.number,
  problem,
  text: excerpt(line.text),
});
