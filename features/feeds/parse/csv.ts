import { Readable } from 'node:stream';
import { type IndicatorKind, indicatorKinds } from '@khien/features/indicators';
import { type CsvError, type Info, parse } from 'csv-parse';
import { type FeedReader, toRow } from './entry.ts';
import { MAX_LINE_BYTES, readLines } from './lines.ts';
import { excerpt, type Row } from './row.ts';

const known = new Set<string>(indicatorKinds);
const batchSize = 1000;

/**
 * CSV (RFC 4180) with a header row: `value`, and where the kind was not given for the whole file `kind`; optionally
 * `scheme` and `expires` (ISO 8601). Other columns are passed over. Domains stand for everything below them.
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  reader: FeedReader,
  kind: IndicatorKind | undefined,
): AsyncGenerator<Row[]> {
  let rows: Row[] = [];
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    comment: '#',
    comment_no_infix: true,
    max_record_size: MAX_LINE_BYTES,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      const line = Number(error?.lines ?? 0);
      // A record that is too long is told again with each piece of it.
      const last = rows.at(-1);
      if (last?.line === line && 'problem' in last) return;
      rows.push({ line, problem: error?.code === 'CSV_MAX_RECORD_SIZE' ? 'too-long' : 'bad-quotes', text: '' });
    },
  });
  let columns: Columns | undefined;
  // A parser error that cannot be passed over ends the iteration below by throwing.
  const tell = (line: number, problem: 'too-long' | 'not-utf8') => rows.push({ line, problem, text: '' });
  Readable.from(boundedLines(chunks, tell)).pipe(parser);
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
    if (!columns) {
      columns = findColumns(record);
      if (columns.value < 0 || (columns.kind < 0 && kind === undefined)) {
        yield [{ line: info.lines, problem: 'bad-columns', text: excerpt(record.join(',')) }];
        parser.destroy();
        return;
      }
      continue;
    }
    rows.push(csvRow(record, info.lines, columns, reader, kind));
    if (rows.length >= batchSize) {
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) yield rows;
}

interface Columns {
  kind: number;
  value: number;
  scheme: number;
  expires: number;
}

function findColumns(header: string[]): Columns {
  const names = header.map((name) => name.trim().toLowerCase());
  const at = (...wanted: string[]) => names.findIndex((name) => wanted.includes(name));
  return { kind: at('kind', 'type'), value: at('value'), scheme: at('scheme'), expires: at('expires', 'expires_at') };
}

function csvRow(record: string[], line: number, columns: Columns, reader: FeedReader, given?: IndicatorKind): Row {
  const text = excerpt(record.join(','));
  const kind = given ?? record[columns.kind]?.trim().toLowerCase() ?? '';
  if (!known.has(kind)) return { line, problem: 'unknown-kind', text };
  // Our own exports guard values that a spreadsheet would run as a formula with an apostrophe.
  const value = (record[columns.value] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
  const row = toRow(line, kind as IndicatorKind, value, reader, kind === 'url');
  if (!row) return { line, problem: 'not-of-its-kind', text };
  if (!('entry' in row)) return row;
  const scheme = record[columns.scheme]?.trim();
  if (scheme) {
    if (!reader.schemes.has(scheme)) return { line, problem: 'unknown-scheme', text };
    row.entry.scheme = scheme;
  }
  const expires = record[columns.expires]?.trim();
  if (expires) {
    const at = isoDate.test(expires) ? new Date(expires) : undefined;
    if (!at || Number.isNaN(at.getTime())) return { line, problem: 'bad-date', text };
    row.entry.expires = at;
  }
  return row;
}

const isoDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * The text with an empty line in place of each that is too long or not UTF-8. The parser's own limit counts the letters
 * of a record but not its commas, and loses what follows a record that breaks it.
 */
async function* boundedLines(
  chunks: AsyncIterable<Uint8Array>,
  tell: (line: number, problem: 'too-long' | 'not-utf8') => void,
): AsyncGenerator<string> {
  for await (const lines of readLines(chunks)) {
    let text = '';
    for (const line of lines) {
      if ('problem' in line) tell(line.number, line.problem);
      else text += line.text;
      text += '\n';
    }
    yield text;
  }
}
