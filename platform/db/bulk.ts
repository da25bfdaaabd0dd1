// The types of a package without any cannot be imported, only referred to.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./pg-copy-streams.d.ts" />
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from './index.ts';
import { typeParsers } from './parsers.ts';

export interface Bulk {
  tx: Transaction<Database>;
  /**
   * Streams rows into `copy … from stdin` inside the same transaction, as fast as the server takes them and no faster.
   * @returns how many rows arrived
   */
  copyIn(sql: string, chunks: AsyncIterable<string | Uint8Array>): Promise<number>;
}

/**
 * One transaction on a connection of its own, without the pool's limits on time: for imports of a million rows.
 * Everything or nothing, like `withTx`.
 */
export async function withBulk<T>(connection: pg.ClientConfig, work: (bulk: Bulk) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection, types: typeParsers, connectionTimeoutMillis: 5_000 });
  // A connection that breaks is told by the query that fails; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: poolOfOne(client) }) });
    return await db.transaction().execute((tx) =>
      work({
        tx,
        async copyIn(sql, chunks) {
          const stream = client.query(copyFrom(sql));
          await pipeline(Readable.from(chunks, { objectMode: false, highWaterMark: 1 << 16 }), stream);
          return stream.rowCount;
        },
      }),
    );
  } finally {
    await client.end();
  }
}

function poolOfOne(client: pg.Client) {
  const lent = Object.assign(client, { release: () => undefined });
  return { connect: async () => lent, end: async () => undefined, options: {} };
}
