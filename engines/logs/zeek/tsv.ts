import { LIMITS, type LogEvent, put } from '../event.ts';

/** Reads the lines of Zeek's own tab-separated logs, one after the other: what its header said holds until the next. */
export interface ZeekReader {
  /** The event of a line; undefined for header lines and for lines that do not fit the header. */
  parse(line: string): LogEvent | undefined;
}

type Read = (text: string) => unknown;

interface Column {
  name: string;
  read: Read;
}

/** Whether text begins as such a log. */
export const isZeekTsv = (head: string): boolean => head.startsWith('#separator ');

/**
 * Zeek logs as text → events as Zeek's JSON writer has them: `_path`, names with dots, numbers and booleans as such, sets
 * and vectors as arrays, unset fields left out. Times stay seconds since 1970.
 */
export function createZeekReader(): ZeekReader {
  let separator = '\t';
  let setSeparator = ',';
  let empty = '(empty)';
  let unset = '-';
  let path = '';
  let names: string[] = [];
  let types: string[] = [];
  let columns: Column[] | undefined;

  const header = (line: string): void => {
    const cut = line.startsWith('#separator ') ? 10 : line.indexOf(separator);
    const key = cut < 0 ? line : line.slice(0, cut);
    const value = cut < 0 ? '' : line.slice(cut + (key === '#separator' ? 1 : separator.length));
    columns = undefined;
    switch (key) {
      case '#separator':
        separator = unescapeBytes(value) || '\t';
        // A new file: nothing of the one before holds on.
        [setSeparator, empty, unset, path, names, types] = [',', '(empty)', '-', '', [], []];
        break;
      case '#set_separator':
        setSeparator = unescapeBytes(value) || ',';
        break;
      case '#empty_field':
        empty = value;
        break;
      case '#unset_field':
        unset = value;
        break;
      case '#path':
        path = value;
        break;
      case '#fields':
        names = value.split(separator, LIMITS.fields);
        break;
      case '#types':
        types = value.split(separator, LIMITS.fields);
        break;
    }
  };

  const columnsNow = (): Column[] =>
    names.map((name, i) => ({ name: name.slice(0, LIMITS.name), read: readerOf(types[i] ?? 'string') }));

  const readerOf = (type: string): Read => {
    const inner = /^(?:set|vector|table)\[([^\]]*)\]$/.exec(type)?.[1];
    if (inner === undefined) return (text) => (text === empty ? '' : scalar(type, text));
    return (text) =>
      text === empty ? [] : text.split(setSeparator).map((one) => (one === unset ? null : scalar(inner, one)));
  };

  return {
    parse(line) {
      if (line.startsWith('#')) {
        header(line.slice(0, LIMITS.line));
        return undefined;
      }
      if (names.length === 0 || line === '' || line.length > LIMITS.line) return undefined;
      columns ??= columnsNow();
      const texts = line.split(separator, columns.length + 1);
      if (texts.length !== columns.length) return undefined;
      const event: LogEvent = path === '' ? {} : { _path: path };
      for (const [i, { name, read }] of columns.entries()) {
        const text = texts[i] ?? '';
        if (text !== unset) put(event, name, read(text));
      }
      return event;
    },
  };
}

function scalar(type: string, text: string): unknown {
  switch (type) {
    case 'bool':
      return text === 'T' ? true : text === 'F' ? false : text;
    case 'time':
    case 'interval':
    case 'double':
    case 'count':
    case 'int':
    case 'port':
      return decimal(text);
    default:
      return unescapeBytes(text);
  }
}

/** A number that would lose digits stays text. */
function decimal(text: string): number | string {
  if (!/^-?\d{1,15}(\.\d{1,9})?$/.test(text)) return text;
  return Number(text);
}

const decoder = new TextDecoder();

/** Zeek writes bytes that are not printable, and the separators, as `\x09`; several together may be UTF-8. */
function unescapeBytes(text: string): string {
  if (!text.includes('\\x')) return text;
  return text.replace(/(?:\\x[\da-fA-F]{2})+/g, (run) =>
    decoder.decode(Uint8Array.from(run.slice(2).split('\\x'), (hex) => Number.parseInt(hex, 16))),
  );
}
