import type { Tx } from '@khien/platform/db';
import type { Selectable } from 'kysely';
import type { DeviceListTable, ListFile } from '../tables.ts';

export type ListRow = Selectable<DeviceListTable>;

/** Bytes of a stored piece: no message to the database is larger. */
const PIECE = 4 << 20;
/** How long change files from older versions are kept at hand. */
const KEPT_MS = 14 * 86_400_000;

export async function newestVersion(
  tx: Tx,
): Promise<Pick<ListRow, 'version' | 'digest' | 'made_at' | 'entries'> | undefined> {
  return tx
    .selectFrom('device_list')
    .select(['version', 'digest', 'made_at', 'entries'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Versions with their changes, newest first. */
export async function newestChanges(tx: Tx, limit: number): Promise<Pick<ListRow, 'version' | 'added' | 'removed'>[]> {
  return tx
    .selectFrom('device_list')
    .select(['version', 'added', 'removed'])
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
}

/** @returns empty when it is no longer kept */
export async function readListFile(tx: Tx, version: number, name: ListFile): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (;;) {
    const row = await tx
      .selectFrom('device_file')
      .select('bytes')
      .where('version', '=', version)
      .where('name', '=', name)
      .where('piece', '=', pieces.length)
      .executeTakeFirst();
    if (!row) return Buffer.concat(pieces);
    pieces.push(row.bytes);
  }
}

/** @param before the newest version until now; its filter stays for devices that have just read its manifest */
export async function writeList(
  tx: Tx,
  row: ListRow,
  files: Record<ListFile, Buffer>,
  before: number | undefined,
): Promise<void> {
  await tx
    .deleteFrom('device_file')
    .where((eb) => eb.or([eb('version', '<', before ?? 0), eb('name', '!=', 'filter')]))
    .execute();
  await tx
    .deleteFrom('device_list')
    .where('version', '<', before ?? 0)
    .where('made_at', '<', new Date(row.made_at.getTime() - KEPT_MS))
    .execute();
  await tx.insertInto('device_list').values(row).execute();
  for (const [name, bytes] of Object.entries(files) as [ListFile, Buffer][]) {
    for (let piece = 0; piece === 0 || piece * PIECE < bytes.length; piece++) {
      await tx
        .insertInto('device_file')
        .values({ version: row.version, name, piece, bytes: bytes.subarray(piece * PIECE, (piece + 1) * PIECE) })
        .execute();
    }
  }
}
