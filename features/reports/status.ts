import { parseCode } from '@khien/platform/crypto';
import { withTx } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import { type Locale, problem } from '@khien/platform/http';
import { deriveReport, type ReportState } from './derive.ts';
import { openActions } from './open.ts';
import * as queries from './queries.ts';
import type { PublicReport } from './schema.ts';
import type { ReportsDeps } from './service.ts';
import { words } from './words.ts';

/** What the holder of a tracking code sees. @throws `report.code-wrong` (a symbol is mistyped), `report.not-found` */
export async function reportStatus(deps: ReportsDeps, code: string, locale: Locale): Promise<PublicReport> {
  const row = await rowOf(deps, code);
  const actions = await queries.actionsOf(deps.db, [row.id]);
  return publicReport(deps, row, deriveReport(openActions(deps, row.id, actions, locale)), actions, locale);
}

/** The reporter answers the officer's question. @throws `report.no-question` when none waits */
export async function answerQuestion(
  deps: ReportsDeps,
  code: string,
  text: string,
  locale: Locale,
): Promise<PublicReport> {
  const { id } = await rowOf(deps, code);
  await withTx(deps.db, async (tx) => {
    await queries.lockReports(tx, [id]);
    const state = deriveReport(openActions(deps, id, await queries.actionsOf(tx, [id]), locale));
    if (!state.question) throw problem('report.no-question');
    await queries.appendAction(tx, id, {
      kind: 'answered',
      at: deps.clock(),
      sealedText: deps.vault.seal(text, `report:${id}:action`),
    });
    await emit(tx, { type: 'report.answered', payload: { reportId: id } });
  });
  return reportStatus(deps, code, locale);
}

async function rowOf(deps: ReportsDeps, code: string): Promise<queries.ReportRow> {
  const read = parseCode(code);
  if (read === undefined) throw problem('report.code-wrong');
  const row = await queries.findByCode(deps.db, deps.vault.hashCode(read));
  if (!row) throw problem('report.not-found');
  return row;
}

function publicReport(
  deps: ReportsDeps,
  row: queries.ReportRow,
  state: ReportState,
  actions: Awaited<ReturnType<typeof queries.actionsOf>>,
  locale: Locale,
): PublicReport {
  const passedTo = actions.findLast((action) => action.kind === 'passed-on')?.detail.unitId;
  const unitId = passedTo ?? row.unit_id;
  const unit = unitId ? deps.unitName(unitId, locale) : undefined;
  const schemeName = row.scheme ? deps.schemeName(row.scheme, locale) : undefined;
  const message = state.decision && (state.message ?? words(`closing.${state.decision}`, locale, { unit: unit ?? '' }));
  return {
    kind: row.kind,
    status: state.status,
    ...(state.decision && { decision: state.decision }),
    receivedAt: row.received_at.toISOString(),
    ...(state.decidedAt && { decidedAt: state.decidedAt }),
    ...(row.scheme && { scheme: row.scheme }),
    ...(schemeName && { schemeName }),
    ...(unit && { unit }),
    ...(message && { message }),
    steps: state.steps,
    ...(state.question && { question: state.question }),
    helped: row.helped_count,
    demo: row.demo,
  };
}
