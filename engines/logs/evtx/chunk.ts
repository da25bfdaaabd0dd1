import { utf16 } from './text.ts';
import type { Part } from './tree.ts';

/** One chunk of 64 KiB: every offset within it counts from its start, and nothing refers outside. */
export interface Chunk {
  bytes: Uint8Array;
  view: DataView;
  /** Names of elements and attributes by their offset. */
  names: Map<number, string>;
  /** Template definitions by their offset. */
  templates: Map<number, readonly Part[]>;
}

export const chunkSize = 65_536;
/** Where the first record of a chunk begins, after the header and the tables of strings and templates. */
export const firstRecord = 512;

export function openChunk(bytes: Uint8Array): Chunk {
  return {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    names: new Map(),
    templates: new Map(),
  };
}

/** The name at an offset: next name of the same hash (u32), hash (u16), units (u16), text, NUL. */
export function nameAt(chunk: Chunk, offset: number): string {
  let name = chunk.names.get(offset);
  if (name === undefined) {
    name = utf16(chunk.bytes, offset + 8, chunk.view.getUint16(offset + 6, true));
    chunk.names.set(offset, name);
  }
  return name;
}

/** How many bytes a name takes that stands where it is used. */
export const nameSize = (chunk: Chunk, offset: number): number => 10 + 2 * chunk.view.getUint16(offset + 6, true);
