import { createHash, hash } from 'node:crypto';
import { buildFuse16, compareHashes, type RangeKind, rangeKindOf, rangeKinds } from '@khien/engines/lookup';
import { type OpenDatabase, type Tx, withBulk } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import { sql } from 'kysely';
import { createRecords, type Records, sortRecords } from '../records.ts';
import { newestVersion, readListFile, writeList } from './queries.ts';
import { readPublic } from './read.ts';
import { encodeTable, HASH, WIDTH } from './table.ts';

declare module '@khien/platform/events' {
  interface EventTypes {
    /** Devices and the processes that answer them get a new list. */
    'device.built': { version: number };
  }
}

export interface ListBuild {
  connection: OpenDatabase<unknown>['connection'];
  now: Date;
}

interface Gathered {
  tables: Record<RangeKind, Buffer>;
  /** Short hashes of all kinds, ascending. */
  hashes: BigUint64Array;
}

/**
 * Makes a new version of the list, if what may be told to everybody differs from the newest.
 * @returns the newest version afterwards
 */
export function buildList({ connection, now }: ListBuild): Promise<number> {
  return withBulk(connection, async ({ tx }) => {
    await sql`set transaction isolation level repeatable read`.execute(tx);
    // Unlike any select, waiting for a table takes no snapshot: whoever waits here sees what the other has made.
    await sql`lock table device_list in exclusive mode`.execute(tx);
    const before = await newestVersion(tx);
    const { tables, hashes } = await gather(tx, now);
    const digest = createHash('sha256');
    for (const kind of rangeKinds) digest.update(tables[kind]);
    const told = digest.digest('hex');
    if (before?.digest === told) return before.version;
    const old = before ? readHashes(await readListFile(tx, before.version, 'hashes')) : new BigUint64Array();
    // Not only one more: after a backup was put back no number may come again with another list.
    const version = Math.max((before?.version ?? 0) + 1, Math.floor(now.getTime() / 1000));
    const { added, removed } = compareHashes(old, hashes);
    await writeList(
      tx,
      {
        version,
        made_at: now,
        entries: hashes.length,
        digest: told,
        added: writeHashes(added),
        removed: writeHashes(removed),
      },
      { ...tables, hashes: writeHashes(hashes), filter: Buffer.from(buildFuse16(hashes)) },
      before?.version,
    );
    await emit(tx, { type: 'device.built', payload: { version } });
    return version;
  });
}

async function gather(tx: Tx, now: Date): Promise<Gathered> {
  const kinds = { phone: createRecords(WIDTH), account: createRecords(WIDTH), host: createRecords(WIDTH) };
  const words = {
    phone: new Map<string, number>(),
    account: new Map<string, number>(),
    host: new Map<string, number>(),
  };
  for await (const { key, listing } of readPublic(tx, now)) {
    const kind = rangeKindOf(key);
    if (kind === undefined) continue;
    const json = JSON.stringify(listing);
    const number = words[kind].get(json) ?? words[kind].size;
    words[kind].set(json, number);
    const record = kinds[kind].next();
    hash('sha256', key, 'buffer').copy(record);
    record.writeUInt32LE(number, HASH);
  }
  const sorted = {} as Record<RangeKind, Buffer>;
  for (const kind of rangeKinds) sorted[kind] = lastOfEach(kinds[kind]);
  const hashes = new BigUint64Array(rangeKinds.reduce((sum, kind) => sum + sorted[kind].length / WIDTH, 0));
  let at = 0;
  for (const kind of rangeKinds)
    for (let i = 0; i < sorted[kind].length; i += WIDTH) hashes[at++] = sorted[kind].readBigUInt64BE(i);
  const tables = {} as Record<RangeKind, Buffer>;
  for (const kind of rangeKinds)
    tables[kind] = encodeTable(sorted[kind], wordsInUse(sorted[kind], [...words[kind].keys()]));
  return { tables, hashes: hashes.sort() };
}

/** Sorted, and of several records with one hash the one that came last. */
function lastOfEach(records: Records): Buffer {
  const sorted = sortRecords(records.bytes(), WIDTH, HASH);
  let end = 0;
  for (let at = 0; at < sorted.length; at += WIDTH) {
    const next = at + WIDTH;
    const again = next < sorted.length && sorted.compare(sorted, next, next + HASH, at, at + HASH) === 0;
    if (again) continue;
    sorted.copyWithin(end, at, next);
    end += WIDTH;
  }
  return sorted.subarray(0, end);
}

/** Numbers the words as the records first use them: the same list gives the same bytes, however it was read. */
function wordsInUse(sorted: Buffer, words: readonly string[]): string[] {
  const numbers = new Map<number, number>();
  for (let at = HASH; at < sorted.length; at += WIDTH) {
    const before = sorted.readUInt32LE(at);
    const number = numbers.get(before) ?? numbers.size;
    numbers.set(before, number);
    sorted.writeUInt32LE(number, at);
  }
  return [...numbers.keys()].map((number) => words[number] ?? '');
}

/** Little-endian, whatever the machine. */
function writeHashes(hashes: BigUint64Array): Buffer {
  const bytes = Buffer.alloc(hashes.length * 8);
  hashes.forEach((one, i) => bytes.writeBigUInt64LE(one, i * 8));
  return bytes;
}

export const readHashes = (bytes: Buffer): BigUint64Array =>
  BigUint64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readBigUInt64LE(i * 8));
