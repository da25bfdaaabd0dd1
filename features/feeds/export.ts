import { indicatorQueries, type IndicatorRow, isPersonal } from '@khien/features/indicators';
import { type Tx, withTx } from '@khien/platform/db';
import { adguard } from './exports/adguard.ts';
import { hosts } from './exports/hosts.ts';
import type { Exporter, ExportHead, ExportItem } from './exports/item.ts';
import { rpz } from './exports/rpz.ts';
import { suricata } from './exports/suricata.ts';
import { csv, json } from './exports/tables.ts';

/** File name → how it is written and what it is. */
export const exportFormats = {
  'hosts.txt': { write: hosts, type: 'text/plain; charset=utf-8' },
  'rpz.zone': { write: rpz, type: 'text/dns; charset=utf-8' },
  'adguard.txt': { write: adguard, type: 'text/plain; charset=utf-8' },
  'suricata.rules': { write: suricata, type: 'text/plain; charset=utf-8' },
  'indicators.csv': { write: csv, type: 'text/csv; charset=utf-8' },
  'indicators.json': { write: json, type: 'application/json; charset=utf-8' },
} as const satisfies Record<string, { write: Exporter; type: string }>;

export type ExportName = keyof typeof exportFormats;
export const exportNames = Object.keys(exportFormats) as ExportName[];

/** Raised when a format is written in another way, so that nobody keeps a list in the old one. */
const WRITING = 1;

export interface ExportOptions {
  publisher: string;
  /** The last look before something leaves: false for what has since become official or a shared suffix. */
  mayLeave: (row: IndicatorRow) => boolean;
  /** Also what can point to a person (numbers, accounts): for banks and telecoms that have signed in. */
  personal?: boolean;
}

export interface Export {
  etag: string;
  lastModified: Date;
  /** Written when asked for, so that "not changed" costs one query. */
  read(): Promise<string>;
}

/**
 * A list as it stands now: confirmed scams that are TLP:CLEAR. The same state of the list gives the same bytes, and the
 * tag says so before they are written.
 */
export async function openExport(db: Tx, name: ExportName, options: ExportOptions): Promise<Export> {
  const { change, at } = await indicatorQueries.lastChange(db);
  return {
    etag: `"${WRITING}-${change}${options.personal ? '-p' : ''}"`,
    lastModified: at,
    read: () => writeExport(db, name, options),
  };
}

async function writeExport(db: Tx, name: ExportName, options: ExportOptions): Promise<string> {
  return withTx(
    db,
    async (tx) => {
      const { change, at } = await indicatorQueries.lastChange(tx);
      const head: ExportHead = { publisher: options.publisher, change, changedAt: at };
      let text = '';
      for await (const piece of exportFormats[name].write(head, exportItems(tx, options))) text += piece;
      return text;
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

async function* exportItems(tx: Tx, { personal = false, mayLeave }: ExportOptions): AsyncGenerator<ExportItem> {
  for await (const row of indicatorQueries.effective(tx)) {
    if (isPublic(row) && (personal || !isPersonal(row.kind)) && mayLeave(row)) yield toItem(row);
  }
}

const isPublic = (row: IndicatorRow): boolean =>
  row.state === 'listed' && row.verdict === 'scam' && row.tlp === 'CLEAR';

function toItem(row: IndicatorRow): ExportItem {
  const { number, id, kind, value, key, scheme, source, change } = row;
  return {
    number,
    id,
    kind,
    value,
    key,
    scheme,
    source,
    change,
    listedAt: row.listed_at ?? row.created_at,
    expiresAt: row.expires_at,
  };
}
