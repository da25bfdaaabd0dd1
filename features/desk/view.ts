import { formatValue, lookupKeys, normalise, type ObservableKind } from '@khien/engines/text';
import type { Listing } from '@khien/engines/verdict';
import { peopleNeeded, indicatorKinds, type IndicatorKind } from '@khien/features/indicators';
import type { OpenReport } from '@khien/features/reports';
import type { Actor } from '@khien/platform/auth';
import type { Tx } from '@khien/platform/db';
import type { Locale } from '@khien/platform/http';
import { closings, relatedLeads } from './context.ts';
import { deriveLead, type LeadAction, type LeadStanding, undoable } from './derive.ts';
import { openWords } from './notes.ts';
import { allowedActions, mayReadReport } from './policy.ts';
import * as queries from './queries.ts';
import type { QueueRow } from './queue.ts';
import type { LeadActionView, LeadDetail, LeadObservable, LeadReport, LeadRow, PendingSet } from './schema.ts';
import type { DeskDeps } from './service.ts';

const listable: ReadonlySet<string> = new Set(indicatorKinds);
export const isListable = (kind: string): kind is IndicatorKind => listable.has(kind);

/** As people write it: `0912 345 678`, `0123 4567 89 · VCB`. */
function display(deps: Pick<DeskDeps, 'reference'>, kind: string, value: string, locale: Locale): string {
  const shown = formatValue(kind, value, locale);
  const bank = kind === 'bank-account' ? deps.reference.banks.get(value.slice(0, value.indexOf(':'))) : undefined;
  return bank ? `${shown} · ${bank.shortName}` : shown;
}

/** A flood can put thousands of reports into one lead; nobody reads more than the newest of them on one page. */
const mostReports = 200;

interface RowParts {
  observables: { kind: string; value: string; key: string }[];
  excerpt: string;
  takenBy: string | undefined;
}

export function leadRow(deps: DeskDeps, row: QueueRow, parts: RowParts, locale: Locale): LeadRow {
  const schemeName = row.scheme ? deps.schemeName(row.scheme, locale) : undefined;
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    state: row.state,
    ...(row.outcome && { outcome: row.outcome }),
    unitId: row.unit_id,
    unit: locale === 'vi' ? row.unit : row.unit_en,
    kind: row.kind,
    ...(row.scheme && { scheme: row.scheme }),
    ...(schemeName && { schemeName }),
    openedAt: row.created_at.toISOString(),
    lastReportAt: row.last_report_at.toISOString(),
    reportCount: row.report_count,
    reports24h: row.reports24h,
    lost: row.lost,
    gravity: row.gravity,
    ...(row.taken_by && { takenBy: { id: row.taken_by, name: parts.takenBy ?? '' } }),
    answered: row.answered,
    observables: parts.observables.map((one) => ({ ...one, display: display(deps, one.kind, one.value, locale) })),
    excerpt: parts.excerpt,
    demo: row.demo,
  };
}

/** Everything known about a lead, as far as this person may read it. */
export async function leadDetail(
  deps: DeskDeps,
  tx: Tx,
  row: QueueRow,
  actor: Actor,
  locale: Locale,
): Promise<LeadDetail> {
  const actions = await queries.actionsOf(tx, row.id);
  const story = actions.map(queries.toLeadAction);
  const standing = deriveLead(story);
  const ids = await queries.newestReportIds(tx, row.id, mostReports);
  const all = await deps.casework.read(tx, ids, locale);
  const readable = all.filter((report) => mayReadReport(actor, row.unit_id, report.row.unit_id));
  const observables = await leadObservables(deps, all, locale);
  const related = await relatedLeads(tx, row.id);
  const closed = related.filter((lead) => lead.state === 'closed' && lead.outcome && lead.closed_at);
  const closing = await closings(
    tx,
    closed.map((lead) => lead.id),
  );
  const names = await queries.namesOf(tx, [
    row.taken_by,
    ...actions.map((action) => action.actor_id),
    ...[...closing.values()].map((action) => action.actor_id),
  ]);
  const person = (id: string) => ({ id, name: names.get(id) ?? '' });
  const newest = readable.at(-1);
  return {
    ...leadRow(
      deps,
      row,
      {
        observables: [],
        excerpt: newest ? deps.casework.excerpt(newest.row, 140) : '',
        takenBy: row.taken_by ? names.get(row.taken_by) : undefined,
      },
      locale,
    ),
    reports: readable.map((report) => leadReport(deps, report, locale)),
    observables,
    ...(standing.pending && { pending: pendingSet(deps, row.id, standing, actions, observables, person) }),
    actions: await actionViews(deps, tx, row.id, story, actions, actor, person, observables, locale),
    earlier: closed
      .filter((lead) => lead.outcome !== 'merged' && lead.outcome !== 'emptied')
      .map((lead) => {
        const last = closing.get(lead.id);
        const note = last && openWords(deps.vault, lead.id, last.sealed_note);
        const words = note?.note ?? note?.message;
        return {
          leadId: lead.id,
          number: lead.number,
          outcome: lead.outcome ?? 'not-enough',
          at: (lead.closed_at ?? row.created_at).toISOString(),
          ...(last?.actor_id && { by: person(last.actor_id) }),
          ...(words && { note: words }),
          shared: lead.shared,
        };
      }),
    related: related
      .filter((lead) => lead.state !== 'closed')
      .map((lead) => ({
        leadId: lead.id,
        number: lead.number,
        state: lead.state,
        unit: locale === 'vi' ? lead.unit : lead.unit_en,
        reportCount: lead.report_count,
        shared: lead.shared,
      })),
    checks: await checksPerDay(
      deps,
      tx,
      observables.filter((one) => one.links).map((one) => one.key),
    ),
    allowed: allowedActions(actor, standing, row.report_count),
  };
}

/** How often the lead's observables were checked in the last 30 days, one sum a day; nobody knows by whom. */
async function checksPerDay(deps: DeskDeps, tx: Tx, keys: string[]): Promise<LeadDetail['checks']> {
  const rows = await deps.checksOf(tx, keys, new Date(deps.clock().getTime() - 30 * 86_400_000));
  const days = Map.groupBy(rows, (row) => row.day);
  return [...days]
    .map(([day, same]) => ({ day, count: same.reduce((sum, row) => sum + row.count, 0) }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

function leadReport(
  deps: DeskDeps,
  { row, text, loss, state, files, observables }: OpenReport,
  locale: Locale,
): LeadReport {
  const unit = row.unit_id ? deps.unitName(row.unit_id, locale) : undefined;
  return {
    id: row.id,
    kind: row.kind,
    receivedAt: row.received_at.toISOString(),
    ...(row.happened_at && { happenedAt: row.happened_at.toISOString() }),
    ...(row.unit_id && { unitId: row.unit_id }),
    ...(unit && { unit }),
    channel: row.channel,
    ...(row.scheme && { scheme: row.scheme }),
    text,
    ...(loss && { loss }),
    hasContact: row.sealed_contact !== null,
    files,
    status: state.status,
    ...(state.decision && { decision: state.decision }),
    talk: state.talk,
    helped: row.helped_count,
    keys: observables.map((one) => one.key),
  };
}

async function leadObservables(
  deps: DeskDeps,
  reports: readonly OpenReport[],
  locale: Locale,
): Promise<LeadObservable[]> {
  const groups = Map.groupBy(
    reports.flatMap((report) => report.observables),
    (one) => one.key,
  );
  const found: LeadObservable[] = [];
  for (const [key, same] of groups) {
    const one = same[0];
    if (!one) continue;
    const { kind, value, link, seen } = one;
    const listing = seen.official ? officialListing(seen.official) : await listingOf(deps, kind, value);
    const bank = kind === 'bank-account' ? deps.reference.banks.get(value.slice(0, value.indexOf(':'))) : undefined;
    found.push({
      kind,
      value,
      key,
      display: display(deps, kind, value, locale),
      reports: same.length,
      links: link !== null,
      needsTwo: isListable(kind) && peopleNeeded(kind) === 2,
      ...(listing && { listing }),
      ...(seen.lookalike && { lookalike: seen.lookalike }),
      ...(bank && { bank: bank.shortName }),
    });
  }
  return found.sort((a, b) => Number(b.links) - Number(a.links) || b.reports - a.reports || (a.key < b.key ? -1 : 1));
}

const officialListing = (name: string): LeadObservable['listing'] => ({ kind: 'official', source: 'registry', name });

async function listingOf(deps: DeskDeps, kind: string, value: string): Promise<LeadObservable['listing'] | undefined> {
  const observable = normalise(kind as ObservableKind, value, deps.reference);
  if (!observable.ok) return undefined;
  const found: (Listing | undefined)[] = await deps.lookup(lookupKeys(observable.observable));
  const listing = found.find((one) => one !== undefined);
  if (!listing) return undefined;
  return {
    kind: listing.kind,
    source: listing.source,
    ...(listing.name && { name: listing.name }),
    listedAt: listing.listedAt,
    ...(listing.id && { indicatorId: listing.id }),
  };
}

function pendingSet(
  deps: DeskDeps,
  leadId: string,
  standing: LeadStanding,
  actions: readonly queries.LeadActionRecord[],
  observables: readonly LeadObservable[],
  person: (id: string) => { id: string; name: string },
): PendingSet | undefined {
  const { pending } = standing;
  if (!pending) return undefined;
  const row = actions.find((action) => action.id === pending.id);
  const words = openWords(deps.vault, leadId, row?.sealed_note ?? null);
  const keys = new Set(pending.detail.keys);
  return {
    by: person(pending.actorId ?? ''),
    at: pending.at,
    ...(pending.detail.scheme && { scheme: pending.detail.scheme }),
    evidence: words.note ?? '',
    ...(words.message && { message: words.message }),
    tlp: pending.detail.tlp ?? 'CLEAR',
    ...(pending.detail.expiresAt && { expiresAt: pending.detail.expiresAt }),
    observables: observables
      .filter((one) => keys.has(one.key))
      .map(({ kind, value, key, display: shown }) => ({ kind, value, key, display: shown })),
  };
}

async function actionViews(
  deps: DeskDeps,
  tx: Tx,
  leadId: string,
  story: readonly LeadAction[],
  rows: readonly queries.LeadActionRecord[],
  actor: Actor,
  person: (id: string) => { id: string; name: string },
  observables: readonly LeadObservable[],
  locale: Locale,
): Promise<LeadActionView[]> {
  const undone = new Set(story.map((action) => action.detail.actionId));
  const numbers = await queries.numbersOf(
    tx,
    story.flatMap((action) => action.detail.leadId ?? []),
  );
  const shown = new Map(observables.map((one) => [one.key, one.display]));
  return rows.map((row, index) => {
    const words = openWords(deps.vault, leadId, row.sealed_note);
    const { detail } = row;
    const note = words.note ?? words.message;
    const unit = detail.unitId ? deps.unitName(detail.unitId, locale) : undefined;
    const number = detail.leadId ? numbers.get(detail.leadId) : undefined;
    return {
      id: row.id,
      kind: row.kind,
      at: row.at.toISOString(),
      ...(row.actor_id && { actor: person(row.actor_id) }),
      ...(note && { note }),
      ...(detail.outcome && { outcome: detail.outcome }),
      ...(detail.leadId && { leadId: detail.leadId }),
      ...(number && { leadNumber: number }),
      ...(unit && { unit }),
      ...(detail.keys && { values: detail.keys.map((key) => shown.get(key) ?? key) }),
      undone: undone.has(row.id),
      undoable: undoable(story[index] as LeadAction, story, actor.userId, deps.clock()),
    };
  });
}
