import type { EventObject } from '../windows-event.ts';
import { chunkSize } from './chunk.ts';
import { eventObject } from './event.ts';
import { emptyReport, type EvtxReport, type Head, headerSize, readBlock, readHeader, type Render } from './records.ts';
import { eventXml } from './xml.ts';

/** One record of a Windows event log. */
export interface EvtxRecord {
  /** Number of the record in its log. */
  id: number;
  /** When it was written, ms since 1970. */
  time: number;
  /** What is left of the time below a millisecond, in 100 ns: 0-9999. */
  ticks: number;
  /** `{ Event: { System, EventData | UserData } }`. */
  event: EventObject;
}

/** One record as XML text; the rest as in {@link EvtxRecord}. */
export interface EvtxXmlRecord {
  id: number;
  time: number;
  ticks: number;
  xml: string;
}

export interface EvtxOptions {
  /** Counts of what was read and what was broken are added to it while reading. */
  report?: EvtxReport;
  /** Hexadecimal numbers padded to their width (`0x00000017`) instead of as Windows shows them (`0x17`). */
  paddedHex?: boolean;
}

const asEvent: Render<EvtxRecord> = ({ id, time, ticks }, run, start, end) => ({
  id,
  time,
  ticks,
  event: eventObject(run, start, end),
});
const asXml: Render<EvtxXmlRecord> = ({ id, time, ticks }, run, start, end) => ({
  id,
  time,
  ticks,
  xml: eventXml(run, start, end),
});

/**
 * Reads a Windows event log (EVTX, the format of Windows Vista and later): every record of every chunk, in the order
 * of the file. Broken parts are counted in the report and passed over; nothing throws.
 *
 * @param bytes the whole file
 */
export function readEvtx(bytes: Uint8Array, options: EvtxOptions = {}): Generator<EvtxRecord, void, undefined> {
  return records(bytes, options, asEvent);
}

/** Like {@link readEvtx}, with each event as XML text, an element a line; hexadecimal numbers padded unless told. */
export function readEvtxXml(bytes: Uint8Array, options: EvtxOptions = {}): Generator<EvtxXmlRecord, void, undefined> {
  return records(bytes, { paddedHex: true, ...options }, asXml);
}

function* records<T extends Head>(
  bytes: Uint8Array,
  { report = emptyReport(), paddedHex = false }: EvtxOptions,
  render: Render<T>,
): Generator<T, void, undefined> {
  const first = readHeader(bytes, report) ?? bytes.length;
  // A chunk is read at once: what is shared while rendering is never seen by another reader between two records.
  for (let at = first; at < bytes.length; at += chunkSize) {
    for (const record of readBlock(bytes.subarray(at, at + chunkSize), report, paddedHex, render)) yield record;
  }
}

/** Reads a log in pieces, such as a large file or one that is being unpacked. */
export interface EvtxReader {
  /** Records of the chunks that are whole by now. The piece is not kept. */
  push(piece: Uint8Array): EvtxRecord[];
  /** The records of a last chunk that is cut off. */
  end(): EvtxRecord[];
}

/** A reader that holds one chunk of 64 KiB; it reads as {@link readEvtx} does. */
export function createEvtxReader({ report = emptyReport(), paddedHex = false }: EvtxOptions = {}): EvtxReader {
  const block = new Uint8Array(chunkSize);
  let filled = 0;
  let inHeader = true;
  /** Bytes to pass over: the rest of the header, or everything if this is no such file. */
  let skip = 0;

  function takeHeader(): void {
    inHeader = false;
    const first = readHeader(block.subarray(0, filled), report);
    skip = first === undefined ? Number.POSITIVE_INFINITY : first - filled;
    filled = 0;
  }

  return {
    push(piece) {
      const found: EvtxRecord[] = [];
      for (let at = 0; at < piece.length; ) {
        if (skip > 0) {
          const passed = Math.min(skip, piece.length - at);
          skip -= passed;
          at += passed;
          continue;
        }
        const wanted = inHeader ? headerSize : chunkSize;
        const part = piece.subarray(at, at + wanted - filled);
        block.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < wanted) break;
        if (inHeader) takeHeader();
        else {
          for (const record of readBlock(block, report, paddedHex, asEvent)) found.push(record);
          filled = 0;
        }
      }
      return found;
    },
    end() {
      const rest = block.slice(0, filled);
      filled = 0;
      return inHeader || rest.length === 0 ? [] : readBlock(rest, report, paddedHex, asEvent);
    },
  };
}
