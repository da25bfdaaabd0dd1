import type { Person } from '@khien/features/indicators';
import type { Tx } from '@khien/platform/db';
import { emit } from '@khien/platform/events';
import { problem } from '@khien/platform/http';
import { beginVerifying, type Held } from './held.ts';
import { deriveLead, type LeadActionDetail } from './derive.ts';
import { settle } from './intake.ts';
import { openWords } from './notes.ts';
import * as queries from './queries.ts';
import type { LeadActionInput } from './schema.ts';
import type { DeskDeps } from './service.ts';
import { isListable } from './view.ts';

type ConfirmInput = Extract<LeadActionInput, { type: 'confirm' }>;

/**
 * The first signature. What one person may list is listed now; numbers and accounts wait for a second person, and the
 * lead with them.
 */
export async function confirm(held: Held, input: ConfirmInput): Promise<undefined> {
  const { deps, tx, actor, id, reportIds } = held;
  if (input.scheme !== undefined && deps.schemeName(input.scheme, 'vi') === undefined)
    throw problem('lead.scheme-unknown');
  const known = new Map((await deps.casework.observablesOf(tx, reportIds)).map((one) => [one.key, one]));
  const indicators: string[] = [];
  const pendingIndicators: string[] = [];
  // Sorted: two desks that confirm the same keys at once take the indicators in one order.
  for (const key of [...new Set(input.keys)].sort()) {
    const observable = known.get(key);
    if (!observable || !isListable(observable.kind)) throw problem('lead.not-its-observable');
    const row = await deps.indicators.propose(tx, actor, {
      kind: observable.kind,
      value: observable.value,
      source: deps.source,
      evidence: input.evidence,
      leadId: id,
      unitId: held.lead.unitId,
      ...(input.scheme && { scheme: input.scheme }),
      ...(input.tlp && { tlp: input.tlp }),
      ...(input.expiresAt && { until: new Date(input.expiresAt) }),
    });
    (row.state === 'listed' ? indicators : pendingIndicators).push(row.id);
  }
  await deps.casework.linkIndicators(tx, reportIds, [...indicators, ...pendingIndicators]);
  const detail: LeadActionDetail = {
    keys: input.keys,
    indicators,
    pendingIndicators,
    ...(input.scheme && { scheme: input.scheme }),
    ...(input.tlp && { tlp: input.tlp }),
    ...(input.expiresAt && { expiresAt: input.expiresAt }),
  };
  await held.write('confirmed', detail, { note: input.evidence, ...(input.message && { message: input.message }) });
  if (pendingIndicators.length > 0) await beginVerifying(held, reportIds);
  else await tellBlocked(deps, tx, id, reportIds, { indicators, message: input.message, actorId: actor.userId });
}

/** The second signature, by another person. */
export async function countersign(held: Held, note: string | undefined): Promise<undefined> {
  const { deps, tx, actor, id, lead, reportIds } = held;
  const { pending } = lead;
  if (!pending) throw problem('lead.not-now');
  if (pending.actorId === actor.userId) throw problem('lead.same-person');
  await signAll(deps, tx, actor, pending.detail.pendingIndicators ?? [], note);
  await held.write('countersigned', {}, note ? { note } : {});
  await finish(deps, tx, id, reportIds, pending, actor.userId);
}

/** The second person does not agree: the proposals are withdrawn and the lead is open again. */
export async function refuse(held: Held, note: string): Promise<undefined> {
  const { deps, tx, actor, lead } = held;
  if (!lead.pending) throw problem('lead.not-now');
  for (const indicatorId of [...(lead.pending.detail.pendingIndicators ?? [])].sort()) {
    await deps.indicators.withdraw(tx, actor, indicatorId, note);
  }
  await held.write('refused', {}, { note });
}

/**
 * Somebody signed the waiting indicators elsewhere (their own page, or another lead with the same number): when all of
 * a lead's are listed, its decision is complete.
 */
export async function completeLeads(deps: DeskDeps, tx: Tx, indicatorId: string): Promise<void> {
  for (const leadId of await queries.awaitingLeads(tx, indicatorId)) {
    const row = (await queries.lockLeads(tx, [leadId])).get(leadId);
    if (row?.state !== 'awaiting') continue;
    const { pending } = deriveLead((await queries.actionsOf(tx, leadId)).map(queries.toLeadAction));
    if (!pending) continue;
    const states = await Promise.all(
      (pending.detail.pendingIndicators ?? []).map((id) => deps.indicators.byId(tx, id)),
    );
    if (!states.every((indicator) => indicator?.state === 'listed')) continue;
    await queries.appendAction(tx, leadId, { kind: 'countersigned', at: deps.clock() });
    await finish(deps, tx, leadId, await queries.reportIdsOf(tx, leadId), pending, undefined);
    await settle(tx, leadId);
  }
}

async function signAll(deps: DeskDeps, tx: Tx, actor: Person, ids: readonly string[], note: string | undefined) {
  for (const id of [...ids].sort()) {
    const indicator = await deps.indicators.byId(tx, id);
    // Listed meanwhile through another lead: nothing is left to sign.
    if (indicator?.state === 'listed') continue;
    await deps.indicators.sign(tx, actor, id, note);
  }
}

async function finish(
  deps: DeskDeps,
  tx: Tx,
  leadId: string,
  reportIds: readonly string[],
  pending: { id: string; detail: LeadActionDetail },
  actorId: string | undefined,
): Promise<void> {
  const row = (await queries.actionsOf(tx, leadId)).find((action) => action.id === pending.id);
  const { message } = openWords(deps.vault, leadId, row?.sealed_note ?? null);
  const indicators = [...(pending.detail.indicators ?? []), ...(pending.detail.pendingIndicators ?? [])];
  // Reports that joined between the two signatures helped too.
  await deps.casework.linkIndicators(tx, reportIds, indicators);
  await tellBlocked(deps, tx, leadId, reportIds, { indicators, message, actorId });
}

async function tellBlocked(
  deps: DeskDeps,
  tx: Tx,
  leadId: string,
  reportIds: readonly string[],
  done: { indicators: string[]; message: string | undefined; actorId: string | undefined },
): Promise<void> {
  await deps.casework.act(tx, reportIds, {
    kind: 'decided',
    decision: 'blocked',
    text: done.message,
    actorId: done.actorId,
  });
  await emit(tx, { type: 'lead.confirmed', payload: { leadId, indicatorIds: done.indicators } });
}
