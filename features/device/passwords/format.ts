import { readSync } from 'node:fs';
import { z } from 'zod';

/** Which hash passwords are kept by: SHA-1 of UTF-8 as most clients ask, or NTLM as Windows domains hold them. */
export type HashMode = 'sha1' | 'ntlm';
export const hashBytes = { sha1: 20, ntlm: 16 } as const satisfies Record<HashMode, number>;

/**
 * A store file: a page with the header as JSON · how many records stand before each beginning (u32 for each of
 * 2^`bits` + 1) · records sorted by hash, each the hash without its first two bytes and how often the password was
 * seen (u32). All little-endian.
 */
export const StoreHeader = z.object({
  format: z.literal('khien-passwords-1'),
  mode: z.enum(['sha1', 'ntlm']),
  bits: z.union([z.literal(16), z.literal(20)]),
  entries: z.int().min(0),
  /** What was taken in, newest last. */
  lists: z.array(z.object({ name: z.string(), lines: z.int(), at: z.iso.datetime() })),
});
export type StoreHeader = z.infer<typeof StoreHeader>;

export const HEADER_BYTES = 4096;
/** Bytes of a hash that every record leaves out: the index says them. */
const IMPLIED = 2;
const COUNT_BYTES = 4;

/** In a run or while sorting: the whole hash and the count. */
export const runWidth = (mode: HashMode): number => hashBytes[mode] + COUNT_BYTES;
export const storeWidth = (mode: HashMode): number => hashBytes[mode] - IMPLIED + COUNT_BYTES;
export const indexBytes = (bits: number): number => (2 ** bits + 1) * 4;
export const recordsAt = ({ bits }: Pick<StoreHeader, 'bits'>): number => HEADER_BYTES + indexBytes(bits);

/** Up to 16 million an index of 256 KiB; beyond that few records share one beginning of 20 bits, read at one go. */
export const bitsFor = (entries: number): 16 | 20 => (entries > 16_000_000 ? 20 : 16);

export function encodeHeader(header: StoreHeader): Buffer {
  const page = Buffer.alloc(HEADER_BYTES, 0x20);
  const text = (lists: StoreHeader['lists']) => JSON.stringify({ ...header, lists });
  let lists = header.lists.slice(-20);
  while (Buffer.byteLength(text(lists)) > HEADER_BYTES) lists = lists.slice(1);
  page.write(text(lists));
  return page;
}

/** @throws when the file is none of ours */
export function readHeader(fd: number): StoreHeader {
  const page = Buffer.alloc(HEADER_BYTES);
  readSync(fd, page, 0, HEADER_BYTES, 0);
  return StoreHeader.parse(JSON.parse(page.toString().trimEnd()));
}
