import { newId } from '@khien/platform/db';
import { problem } from '@khien/platform/http';
import { type Held, hold } from './held.ts';
import { undoable } from './derive.ts';
import { settle } from './intake.ts';
import * as queries from './queries.ts';

/** Pours other leads into this one. Their rows are held already. */
export async function merge(held: Held, leadIds: readonly string[], note: string | undefined): Promise<undefined> {
  for (const otherId of new Set(leadIds)) {
    if (otherId === held.id) continue;
    const other = await hold(held.deps, held.tx, held.actor, otherId);
    if (other.story.length === 0 || !held.actor.can('lead.act', other.lead.unitId)) throw problem('lead.not-found');
    if (other.lead.state !== 'open') throw problem('lead.not-now');
    await queries.placeReports(held.tx, held.id, other.reportIds);
    const words = note ? { note } : {};
    await held.write('merged', { leadId: otherId, reportIds: other.reportIds }, words);
    await other.write('merged-into', { leadId: held.id, reportIds: other.reportIds }, words);
    await settle(held.tx, otherId);
  }
}

/** Takes reports out into a lead of their own. @returns its id */
export async function split(held: Held, reportIds: readonly string[], note: string | undefined): Promise<string> {
  const leaving = [...new Set(reportIds)];
  if (leaving.some((id) => !held.reportIds.includes(id))) throw problem('lead.not-its-report');
  // A lead without reports decides nothing: at least one stays.
  if (leaving.length === held.reportIds.length) throw problem('lead.not-now');
  const { tx, deps, lead } = held;
  const id = newId();
  const row = await queries.findLead(tx, held.id);
  await queries.insertLead(tx, id, lead.unitId, deps.clock(), row?.demo ?? false);
  await queries.placeReports(tx, id, leaving);
  const fresh = await hold(deps, tx, held.actor, id);
  const words = note ? { note } : {};
  await fresh.write('split-from', { leadId: held.id, unitId: lead.unitId, reportIds: leaving }, words);
  await held.write('split', { leadId: id, reportIds: leaving }, words);
  await settle(tx, id);
  return id;
}

/** Takes back the author's last action, within ten minutes; see `undoable` for what can be. */
export async function undo(held: Held, actionId: string): Promise<undefined> {
  const { tx, deps, story, actor } = held;
  const action = story.find((one) => one.id === actionId);
  if (!action || !undoable(action, story, actor.userId, deps.clock())) throw problem('lead.not-undoable');
  switch (action.kind) {
    case 'merged':
    case 'split':
      await moveBack(held, action.kind, action.detail.leadId ?? '', action.detail.reportIds ?? []);
      break;
    case 'passed-on':
    case 'closed':
      await deps.casework.act(tx, held.reportIds, { kind: 'reopened', actorId: actor.userId });
      break;
  }
  await held.write('undone', { actionId });
}

/** The reports go back where they came from, and the other lead's half of the action is undone with it. */
async function moveBack(held: Held, kind: 'merged' | 'split', otherId: string, reportIds: string[]): Promise<void> {
  const other = await hold(held.deps, held.tx, held.actor, otherId);
  const half = other.story.findLast(
    (one) => one.kind === (kind === 'merged' ? 'merged-into' : 'split-from') && one.detail.leadId === held.id,
  );
  // Somebody has worked on the other lead since: its part cannot be taken back over their head.
  if (!half || other.story.some((one) => one.seq > half.seq)) throw problem('lead.not-undoable');
  if (kind === 'merged') {
    await queries.placeReports(held.tx, otherId, reportIds);
    await other.write('undone', { actionId: half.id });
  } else {
    await queries.placeReports(held.tx, held.id, other.reportIds);
    await other.write('closed', { outcome: 'emptied' });
  }
  await settle(held.tx, otherId);
}
