import { audit } from '@khien/platform/audit';
import type { Actor } from '@khien/platform/auth';
import type { Tx } from '@khien/platform/db';
import { type Locale, problem } from '@khien/platform/http';
import { confirm, countersign, refuse } from './confirm.ts';
import { stillGood } from './derive.ts';
import { beginVerifying, type Held, hold } from './held.ts';
import { settle } from './intake.ts';
import { allowedActions } from './policy.ts';
import * as queries from './queries.ts';
import { merge, split, undo } from './regroup.ts';
import type { LeadActionInput, LeadOutcome } from './schema.ts';
import type { DeskDeps } from './service.ts';
import { changeWords } from './words.ts';

/**
 * Carries out one action: hold the rows → is it still the lead that was read → may this person → do → settle → audit.
 * @returns the id of the lead that a split made
 * @throws `lead.not-found`, `lead.changed`, `lead.not-now`, `lead.same-person`, `auth.forbidden`
 */
export async function runAction(
  deps: DeskDeps,
  tx: Tx,
  actor: Actor,
  id: string,
  input: LeadActionInput,
  locale: Locale,
): Promise<string | undefined> {
  const others = input.type === 'merge' ? input.leadIds : [];
  const rows = await queries.lockLeads(tx, [...(await partners(tx, id, input)), ...others, id]);
  if (!rows.has(id)) throw problem('lead.not-found');
  const held = await hold(deps, tx, actor, id);
  refuseUnless(held, input, await queries.reportUnits(tx, id));
  const since = held.story.filter((action) => action.seq > input.version);
  if (input.version > held.lead.version || !stillGood(input.type, since)) {
    throw problem('lead.changed', { params: { changes: changeWords(since, locale) } });
  }
  const made = await perform(held, input);
  await settle(tx, id);
  const log = { actor: actor.userId, unit: held.lead.unitId, action: `lead.${input.type}`, subject: `lead:${id}` };
  await audit(tx, { ...log, detail: made ? { newLead: made } : {} }, deps.clock);
  return made;
}

function refuseUnless(held: Held, input: LeadActionInput, reportUnits: readonly (string | null)[]): void {
  const { actor, lead } = held;
  const reads = [lead.unitId, ...reportUnits].some((unit) => unit !== null && actor.can('lead.read', unit));
  if (input.type === 'undo') {
    // Also where the pass-on that is taken back has moved the lead out of the author's unit.
    const own = held.story.some((action) => action.id === input.actionId && action.actorId === actor.userId);
    if (!reads && !own) throw problem('lead.not-found');
    if (!own && !actor.can('lead.act', lead.unitId)) throw problem('auth.forbidden');
    return;
  }
  if (!reads) throw problem('lead.not-found');
  if (allowedActions(actor, lead, held.reportIds.length).includes(input.type)) return;
  // Why not: somebody else's right, or the wrong moment?
  if (input.type === 'countersign' && lead.pending?.actorId === actor.userId) throw problem('lead.same-person');
  const anyMoment = (['open', 'awaiting', 'closed'] as const).some((state) =>
    allowedActions(actor, { ...lead, state }, 2).includes(input.type),
  );
  throw problem(
    anyMoment || (input.type === 'take' && lead.takenBy === actor.userId) ? 'lead.not-now' : 'auth.forbidden',
  );
}

/** Undoing a merge or split changes the other lead too, so its row is held from the start. */
async function partners(tx: Tx, id: string, input: LeadActionInput): Promise<string[]> {
  if (input.type !== 'undo') return [];
  const action = (await queries.actionsOf(tx, id)).find((one) => one.id === input.actionId);
  return action?.detail.leadId ? [action.detail.leadId] : [];
}

async function perform(held: Held, input: LeadActionInput): Promise<string | undefined> {
  switch (input.type) {
    case 'take':
      await beginVerifying(held, held.reportIds);
      await held.write('taken');
      return;
    case 'release':
      await held.write('released');
      return;
    case 'note':
      await held.write('noted', {}, { note: input.note });
      return;
    case 'ask':
      return ask(held, input.question, input.reportIds);
    case 'merge':
      return merge(held, input.leadIds, input.note);
    case 'split':
      return split(held, input.reportIds, input.note);
    case 'pass-on':
      return passOn(held, input.unitId, input.note);
    case 'not-scam':
      return close(held, 'not-a-scam', input.message);
    case 'not-enough':
      return close(held, 'not-enough', input.message);
    case 'confirm':
      return confirm(held, input);
    case 'countersign':
      return countersign(held, input.note);
    case 'refuse':
      return refuse(held, input.note);
    case 'undo':
      return undo(held, input.actionId);
  }
}

async function ask(held: Held, question: string, only: readonly string[] | undefined): Promise<undefined> {
  const chosen = only ?? held.reportIds;
  if (chosen.length === 0 || chosen.some((id) => !held.reportIds.includes(id))) throw problem('lead.not-its-report');
  await held.deps.casework.act(held.tx, chosen, { kind: 'asked', actorId: held.actor.userId, text: question });
  await held.write('asked', { reportIds: [...chosen] }, { message: question });
}

async function passOn(held: Held, unitId: string, note: string | undefined): Promise<undefined> {
  if (held.deps.unitName(unitId, 'vi') === undefined || unitId === held.lead.unitId) throw problem('lead.unit-unknown');
  await held.deps.casework.act(held.tx, held.reportIds, { kind: 'passed-on', actorId: held.actor.userId, unitId });
  await held.write('passed-on', { unitId, fromUnitId: held.lead.unitId }, note ? { note } : {});
}

async function close(
  held: Held,
  outcome: LeadOutcome & ('not-a-scam' | 'not-enough'),
  message: string,
): Promise<undefined> {
  const decided = { kind: 'decided', decision: outcome, text: message, actorId: held.actor.userId } as const;
  await held.deps.casework.act(held.tx, held.reportIds, decided);
  await held.write('closed', { outcome }, { message });
}
