import { setImmediate } from 'node:timers/promises';
import { type CompiledReference, normalise } from '@khien/engines/text';
import type { Guard, IndicatorRow, Person } from '@khien/features/indicators';
import { audit } from '@khien/platform/audit';
import { type OpenDatabase, type Tx, withTx } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import { problem } from '@khien/platform/http';
import { type ExportName, openExport } from './export.ts';
import { type ImportOptions, type ImportSummary, importFeed } from './import.ts';
import { emptySource, findSource } from './queries.ts';

export interface FeedDeps {
  db: Tx;
  connection: OpenDatabase<unknown>['connection'];
  clock: () => Date;
  /** Address of this installation, written into the lists it publishes. */
  origin: string;
  reference: CompiledReference;
  refuse: Guard;
  /** Ids of the schemes an entry may name. */
  schemes: ReadonlySet<string>;
}

export type FeedService = ReturnType<typeof createFeedService>;

export function createFeedService(deps: FeedDeps) {
  const { db, connection, clock, origin, reference, refuse, schemes } = deps;
  type Options = Omit<ImportOptions, 'by' | 'clock'>;

  const importChunks = async (
    by: Person,
    chunks: AsyncIterable<Uint8Array>,
    options: Options,
  ): Promise<ImportSummary> => {
    if (options.expires <= clock()) throw problem('feed.expires-in-the-past');
    return importFeed(connection, chunks, { reference, refuse, schemes }, { ...options, by, clock });
  };

  const mayLeave = ({ kind, value }: IndicatorRow): boolean => {
    const result = normalise(kind, value, reference);
    return result.ok && refuse(result.observable) === undefined;
  };

  return {
    db,
    openExport: (name: ExportName, personal: boolean) =>
      openExport(db, name, { publisher: origin, personal, mayLeave }),
    import: importChunks,

    importText(by: Person, text: string, options: Options): Promise<ImportSummary> {
      return importChunks(by, pieces(new TextEncoder().encode(text)), options);
    },

    /** Takes out everything a source holds. @returns how many entries */
    async remove(by: Person, name: string): Promise<number> {
      return withTx(db, async (tx) => {
        const source = await findSource(tx, name);
        if (!source) throw problem('feed.source-not-found');
        await audit(tx, {
          actor: by.userId,
          action: 'feed.remove',
          subject: `feed:${source.id}`,
          detail: { source: name },
        });
        const removed = await emptySource(tx, source.id);
        await emit(tx, { type: 'feed.imported', payload: { sourceId: source.id, entries: 0 } });
        return removed;
      });
    },

    /** Who took a list with numbers and accounts is written down. */
    async tellExport(by: Person, name: string): Promise<void> {
      await audit(db, {
        actor: by.userId,
        action: 'feed.export',
        subject: `feed:${name}`,
        detail: { scope: 'personal' },
      });
    },

    /** Takes out the entries of sources that ran out a month ago. */
    async sweep(): Promise<void> {
      const limit = new Date(clock().getTime() - 30 * 86_400_000);
      const ended = await db
        .selectFrom('feed_source')
        .select('id')
        .where('expires_at', '<', limit)
        .where('entries', '>', 0)
        .execute();
      for (const { id } of ended) await withTx(db, (tx) => emptySource(tx, id));
    },
  };
}

/** A list that came in one request is read in pieces, with other requests let in between: a check must not wait for it. */
async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE) {
    if (from > 0) await setImmediate();
    yield bytes.subarray(from, from + PIECE);
  }
}

/** Bytes; some ten milliseconds of the shortest lines. */
const PIECE = 32_768;
