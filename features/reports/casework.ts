import { type Tx, withTx } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import type { Locale } from '@khien/platform/http';
import { deriveReport, type ReportActionKind, type ReportState } from './derive.ts';
import { openActions } from './open.ts';
import * as queries from './queries.ts';
import { Contact, type Decision, Loss } from './schema.ts';
import type { ReportsDeps } from './service.ts';
import type { Seen } from './tables.ts';

/** A report with its text and loss opened, for those who may read it; the contact stays closed. */
export interface OpenReport {
  row: queries.ReportRow;
  text: string;
  loss?: Omit<Loss, 'bankMessage' | 'bankCalled'>;
  state: ReportState;
  files: { id: string; mime: string; size: number; sha256: string }[];
  observables: { key: string; kind: string; value: string; link: string | null; seen: Seen }[];
}

export interface CaseAction {
  kind: Exclude<ReportActionKind, 'received' | 'answered'>;
  actorId?: string | undefined;
  /** The question, or the closing message; the standard one is shown when there is none. */
  text?: string | undefined;
  decision?: Decision;
  unitId?: string;
}

/** What the desk may do with reports. Every change takes the desk's transaction. */
export function createCasework(deps: ReportsDeps) {
  return {
    async read(tx: Tx, ids: readonly string[], locale: Locale): Promise<OpenReport[]> {
      const rows = await queries.findByIds(tx, ids);
      const actions = Map.groupBy(await queries.actionsOf(tx, ids), (action) => action.report_id);
      const files = Map.groupBy(await queries.filesOf(tx, ids), (file) => file.report_id);
      const observables = Map.groupBy(await queries.observablesOf(tx, ids), (one) => one.report_id);
      return rows.map((row) => {
        const loss = row.sealed_loss && Loss.parse(deps.vault.openJson(row.sealed_loss, `report:${row.id}:loss`));
        return {
          row,
          text: deps.vault.openText(row.sealed_text, `report:${row.id}:text`),
          ...(loss && { loss: withoutMessage(loss) }),
          state: deriveReport(openActions(deps, row.id, actions.get(row.id) ?? [], locale)),
          files: (files.get(row.id) ?? []).map(({ id, mime, size, sha256 }) => ({ id, mime, size, sha256 })),
          observables: observables.get(row.id) ?? [],
        };
      });
    },

    /** Those nobody has taken up yet: received only, or passed on to where it is now. */
    async waiting(tx: Tx, ids: readonly string[]): Promise<string[]> {
      const actions = Map.groupBy(await queries.actionsOf(tx, ids), (action) => action.report_id);
      return ids.filter((id) => {
        const state = deriveReport(openActions(deps, id, actions.get(id) ?? [], 'vi'));
        return state.status === 'received' || state.decision === 'passed-on';
      });
    },

    /** The first words of a report, for the queue. */
    excerpt(row: { id: string; sealed_text: Buffer }, length: number): string {
      const text = deps.vault.openText(row.sealed_text, `report:${row.id}:text`).replace(/\s+/g, ' ');
      return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
    },

    observablesOf: queries.observablesOf,

    /** Appends to each report's story; a decision is told to whoever listens. */
    async act(tx: Tx, ids: readonly string[], action: CaseAction): Promise<void> {
      const sorted = [...new Set(ids)].sort();
      await queries.lockReports(tx, sorted);
      const { kind, actorId, text } = action;
      const detail = {
        ...(action.decision && { decision: action.decision }),
        ...(action.unitId && { unitId: action.unitId }),
      };
      const sealed = sorted.map((id) => (text ? deps.vault.seal(text, `report:${id}:action`) : null));
      await queries.appendToAll(tx, sorted, { kind, at: deps.clock(), actorId, detail }, sealed);
      const decision = kind === 'passed-on' ? 'passed-on' : action.decision;
      if (decision && sorted.length > 0) {
        await emit(tx, { type: 'report.decided', payload: { reportIds: sorted, decision } });
      }
    },

    /** These reports helped to make these listings: later checks that meet them are counted for the reporters. */
    linkIndicators: queries.linkIndicators,

    /** The caller has checked permission and purpose, and writes the audit row in the same transaction. */
    async contact(tx: Tx, id: string): Promise<Contact | undefined> {
      const [row] = await queries.findByIds(tx, [id]);
      if (!row?.sealed_contact) return undefined;
      return Contact.parse(deps.vault.openJson(row.sealed_contact, `report:${id}:contact`));
    },

    /** A file and the report it came with; the caller checks who may see it. */
    file: queries.fileOf,

    /** Adds what later checks met to the reports' counters. */
    async helped(tx: Tx, counts: readonly { indicatorId: string; count: number }[]): Promise<void> {
      await withTx(tx, (inner) => queries.addHelped(inner, counts));
    },
  };
}

export type Casework = ReturnType<typeof createCasework>;

/** The bank's whole message may name a balance that is nobody's business here. */
function withoutMessage({ bankMessage: _message, bankCalled: _called, ...loss }: Loss) {
  return loss;
}
