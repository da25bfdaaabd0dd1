import { hash } from 'node:crypto';
import {
  type BundleFile,
  type Delta,
  encodeDelta,
  joinDeltas,
  type Manifest,
  type RangeKind,
  rangeKinds,
  signedPart,
} from '@khien/engines/lookup';
import type { Signer } from '@khien/platform/crypto';
import { type Tx, withTx } from '@khien/platform/db';
import { createListAnswers, type ListAnswers } from './answers.ts';
import { readHashes } from './build.ts';
import { newestChanges, newestVersion, readListFile } from './queries.ts';
import { openTable } from './table.ts';

export interface ListStoreDeps {
  db: Tx;
  clock: () => Date;
  signer: () => Signer;
}

export interface ListStore {
  /** Takes over the newest version; cheap when it is the one at hand. One call at a time. */
  follow(): Promise<void>;
  /** 0: none yet. */
  version(): number;
  /** How many keys the filter holds. */
  entries(): number;
  answers(kind: RangeKind): ListAnswers | undefined;
  manifest(): Manifest | undefined;
  /** undefined: not kept (any more). */
  filter(version: number): Promise<Buffer | undefined>;
  delta(from: number, to: number): Buffer | undefined;
}

/** A device must ask again before this; until then it may go without a network. */
const VALID_MS = 7 * 86_400_000;
const HOUR_MS = 3_600_000;
/** Older versions that change files are made from. */
const MOST_DELTAS = 64;

interface Current {
  version: number;
  made: Date;
  entries: number;
  filter: Buffer;
  answers: Record<RangeKind, ListAnswers>;
  deltas: Map<number, Buffer>;
}

/** The newest list, held in memory by every process that answers devices. */
export function createListStore({ db, clock, signer }: ListStoreDeps): ListStore {
  let current: Current | undefined;
  let signed: { hour: number; version: number; manifest: Manifest } | undefined;
  let queue: Promise<void> = Promise.resolve();

  async function load(): Promise<void> {
    const newest = await newestVersion(db);
    if (!newest || newest.version === current?.version) return;
    // Seen at one moment: the next version takes most files of this one away.
    await withTx(db, read, { isolation: 'repeatable read', readOnly: true });
  }

  async function read(tx: Tx): Promise<void> {
    const newest = await newestVersion(tx);
    if (!newest) return;
    const { version, made_at: made, entries } = newest;
    const filter = await readListFile(tx, version, 'filter');
    const answers = {} as Current['answers'];
    for (const kind of rangeKinds) {
      answers[kind] = createListAnswers(kind, openTable(await readListFile(tx, version, kind)), version);
    }
    current = { version, made, entries, filter, answers, deltas: await readDeltas(tx, version, filter.length / 2) };
  }

  /** From each older version to the newest, as long as that is much less than the whole filter. */
  async function readDeltas(tx: Tx, version: number, most: number): Promise<Map<number, Buffer>> {
    const rows = (await newestChanges(tx, MOST_DELTAS + 1)).filter((row) => row.version <= version);
    const deltas = new Map<number, Buffer>();
    let joined: Delta | undefined;
    for (const [i, row] of rows.entries()) {
      const from = rows[i + 1]?.version;
      if (from === undefined) break;
      const step = { from, to: row.version, added: readHashes(row.added), removed: readHashes(row.removed) };
      joined = joined ? joinDeltas(step, joined) : step;
      const bytes = Buffer.from(encodeDelta(joined));
      if (bytes.length > most) break;
      deltas.set(from, bytes);
    }
    return deltas;
  }

  function sign({ version, made, entries, filter, deltas }: Current, hour: number): Manifest {
    const { publicKey, sign: signWith } = signer();
    const unsigned = {
      version,
      made: made.toISOString(),
      expires: new Date(hour * HOUR_MS + VALID_MS).toISOString(),
      entries,
      publicKey,
      files: { filter: describe(`/v1/device/filter/${version}`, filter) },
      deltas: [...deltas].map(([from, bytes]) => ({ from, ...describe(`/v1/device/delta/${from}/${version}`, bytes) })),
    };
    return { ...unsigned, signature: signWith(signedPart(unsigned)) };
  }

  return {
    follow() {
      queue = queue.catch(() => undefined).then(load);
      return queue;
    },
    version: () => current?.version ?? 0,
    entries: () => current?.entries ?? 0,
    answers: (kind) => current?.answers[kind],
    manifest() {
      if (!current) return undefined;
      const hour = Math.floor(clock().getTime() / HOUR_MS);
      if (signed?.hour !== hour || signed.version !== current.version)
        signed = { hour, version: current.version, manifest: sign(current, hour) };
      return signed.manifest;
    },
    async filter(version) {
      if (version === current?.version) return current.filter;
      const older = await readListFile(db, version, 'filter');
      return older.length > 0 ? older : undefined;
    },
    delta: (from, to) => (to === current?.version ? current.deltas.get(from) : undefined),
  };
}

const describe = (url: string, bytes: Buffer): BundleFile => ({
  url,
  bytes: bytes.length,
  sha256: hash('sha256', bytes),
});
