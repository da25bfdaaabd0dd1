import { maxEvent, readWindowsXml, type WindowsXmlEvent } from './windows-xml.ts';

/** Reads files of events in pieces. */
export interface WindowsXmlReader {
  /** Events that are whole by now, in their order. Some come with a later piece. */
  push(piece: Uint8Array | string): WindowsXmlEvent[];
  /** The rest. What is not closed is refused. */
  end(): WindowsXmlEvent[];
  /** How many events were refused, by why. */
  readonly refused: ReadonlyMap<string, number>;
}

const step = 65_536;

/**
 * A reader of Windows events as XML: one `<Event>`, many in a row (wevtutil), or many within `<Events>` (the Event
 * Viewer's export). Bytes may be UTF-8, UTF-16LE or UTF-16BE, with a byte order mark or without; broken ones become
 * U+FFFD. What stands outside of events, a document type too, is passed over unread. It holds no more than one event
 * of at most 1 Mi units and one piece; a longer event is refused.
 */
export function createWindowsXmlReader(): WindowsXmlReader {
  const refused = new Map<string, number>();
  const refuse = (why: string): void => {
    refused.set(why, (refused.get(why) ?? 0) + 1);
  };
  let decode: ((bytes: Uint8Array | undefined) => string) | undefined;
  let early = new Uint8Array(0);
  const pieces: string[] = [];
  let waiting = 0;
  let text = '';
  /** Where the search goes on. */
  let at = 0;
  /** Where the event begins that is open; -1: none is. */
  let start = -1;
  /** What the open CDATA section or comment ends with. */
  let closing: string | undefined;
  /** The open event is too long: its end is searched, and nothing of it kept. */
  let skipping = false;

  function scan(found: WindowsXmlEvent[]): void {
    for (;;) {
      if (start < 0 && !skipping) {
        const open = nextEvent(text, at);
        if (open.start < 0) {
          at = open.searched;
          break;
        }
        start = open.start;
        at = open.start + 6;
      }
      if (closing !== undefined) {
        const end = text.indexOf(closing, at);
        if (end < 0) {
          at = Math.max(at, text.length - 2);
          break;
        }
        at = end + closing.length;
        closing = undefined;
      }
      const mark = nextMark(text, at);
      if (mark === undefined) {
        // A mark has nine signs at most; it may be cut.
        at = Math.max(at, text.length - 8);
        break;
      }
      at = mark.at + mark.text.length;
      if (mark.text === '<![CDATA[') closing = ']]>';
      else if (mark.text === '<!--') closing = '-->';
      else {
        if (!skipping) {
          const read = readWindowsXml(text.slice(start, at));
          if (typeof read === 'string') refuse(read);
          else found.push(read);
        }
        start = -1;
        skipping = false;
      }
    }
    // Only what is still needed stays.
    if (start >= 0 && text.length - start > maxEvent) {
      refuse('too long');
      skipping = true;
      start = -1;
    }
    const from = start < 0 ? at : start;
    text = text.slice(from);
    at -= from;
    if (start >= 0) start = 0;
  }

  function add(piece: string, found: WindowsXmlEvent[]): void {
    for (let from = 0; from < piece.length; from += step) {
      const part = piece.slice(from, from + step);
      pieces.push(part);
      waiting += part.length;
      // Each look copies what is held: small pieces of a long event wait, so that all of it stays linear.
      if (waiting * 8 >= text.length) flush(found);
    }
  }

  function flush(found: WindowsXmlEvent[]): void {
    text += pieces.join('');
    pieces.length = 0;
    waiting = 0;
    scan(found);
  }

  function take(bytes: Uint8Array, found: WindowsXmlEvent[], last: boolean): void {
    let rest = bytes;
    if (decode === undefined) {
      // The encoding shows in the first four bytes.
      const whole = new Uint8Array(early.length + bytes.length);
      whole.set(early);
      whole.set(bytes, early.length);
      if (whole.length < 4 && !last) {
        early = whole;
        return;
      }
      const decoder = new TextDecoder(encodingOf(whole));
      decode = (piece) => decoder.decode(piece, { stream: piece !== undefined });
      rest = whole;
    }
    for (let from = 0; from < rest.length; from += step) add(decode(rest.subarray(from, from + step)), found);
  }

  return {
    refused,
    push(piece) {
      const found: WindowsXmlEvent[] = [];
      if (typeof piece === 'string') add(piece, found);
      else take(piece, found, false);
      return found;
    },
    end() {
      const found: WindowsXmlEvent[] = [];
      if (decode === undefined && early.length > 0) take(new Uint8Array(0), found, true);
      if (decode !== undefined) add(decode(undefined), found);
      flush(found);
      if (start >= 0) refuse('no end');
      start = -1;
      text = '';
      return found;
    },
  };
}

/** Whether a file of events begins so: its text, or its first bytes as Latin-1, of any of the three encodings. */
export function isWindowsXml(head: string): boolean {
  const text = head
    .slice(0, 2048)
    .replaceAll('\0', '')
    .replace(/^(?:\ufeff|\u00ff\u00fe|\u00fe\u00ff|\u00ef\u00bb\u00bf)/, '');
  return /^\s{0,64}(?:<\?xml[^>]{0,200}\?>\s{0,64})?<Events?[\s>]/.test(text);
}

/** The next `<Event` that is no `<Events` or `<EventData`; where there is none, how far was searched. */
function nextEvent(text: string, from: number): { start: number; searched: number } {
  for (let at = from; ; ) {
    const start = text.indexOf('<Event', at);
    if (start < 0) return { start, searched: Math.max(from, text.length - 5) };
    if (start + 6 === text.length) return { start: -1, searched: start };
    if (/[\s>/]/.test(text.charAt(start + 6))) return { start, searched: start };
    at = start + 6;
  }
}

const marks = /<\/Event>|<!\[CDATA\[|<!--/g;

function nextMark(text: string, from: number): { at: number; text: string } | undefined {
  marks.lastIndex = from;
  const found = marks.exec(text);
  return found === null ? undefined : { at: found.index, text: found[0] };
}

function encodingOf([a, b, c, d]: Uint8Array): string {
  if ((a === 0xff && b === 0xfe) || (b === 0 && d === 0 && a !== 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && c === 0 && b !== 0)) return 'utf-16be';
  return 'utf-8';
}
