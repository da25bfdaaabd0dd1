import type { LeadActionKind, LeadOutcome, LeadState, Tlp } from './schema.ts';

/** One row of a lead's append-only story. */
export interface LeadAction {
  id: string;
  seq: number;
  kind: LeadActionKind;
  /** ISO 8601. */
  at: string;
  actorId?: string;
  note?: string;
  detail: LeadActionDetail;
}

export interface LeadActionDetail {
  reportIds?: string[];
  /** The other lead of a merge or split. */
  leadId?: string;
  unitId?: string;
  fromUnitId?: string;
  outcome?: LeadOutcome;
  /** Keys signed; `pendingIndicators` wait for the second person. */
  keys?: string[];
  indicators?: string[];
  pendingIndicators?: string[];
  scheme?: string;
  tlp?: Tlp;
  expiresAt?: string;
  /** Of `undone`: the action taken back. */
  actionId?: string;
}

export interface LeadStanding {
  state: LeadState;
  outcome?: LeadOutcome;
  closedAt?: string;
  unitId: string;
  takenBy?: string;
  /** The first signature, while the second is missing. */
  pending?: LeadAction;
  answered: boolean;
  scheme?: string;
  /** Number of actions; the next one carries `version + 1`. */
  version: number;
  undone: ReadonlySet<string>;
}

/** Where a lead stands. The same function runs on the server and in the console. */
export function deriveLead(actions: readonly LeadAction[]): LeadStanding {
  const undone = new Set(actions.flatMap((a) => (a.kind === 'undone' && a.detail.actionId ? [a.detail.actionId] : [])));
  const lead: LeadStanding = { state: 'open', unitId: '', answered: false, version: 0, undone };
  for (const action of actions) {
    lead.version = action.seq;
    if (!undone.has(action.id)) apply(lead, action);
  }
  return lead;
}

function apply(lead: LeadStanding, action: LeadAction): void {
  const { detail } = action;
  if (action.actorId && action.kind !== 'noted') lead.answered = false;
  switch (action.kind) {
    case 'opened':
    case 'split-from':
      lead.unitId = detail.unitId ?? lead.unitId;
      break;
    case 'taken':
      if (action.actorId) lead.takenBy = action.actorId;
      break;
    case 'released':
      delete lead.takenBy;
      break;
    case 'passed-on':
      lead.unitId = detail.unitId ?? lead.unitId;
      delete lead.takenBy;
      break;
    case 'answered':
      lead.answered = true;
      break;
    case 'confirmed':
      if (detail.scheme) lead.scheme = detail.scheme;
      if (detail.pendingIndicators?.length) {
        lead.state = 'awaiting';
        lead.pending = action;
      } else close(lead, 'confirmed', action.at);
      break;
    case 'countersigned':
      delete lead.pending;
      close(lead, 'confirmed', action.at);
      break;
    case 'refused':
      lead.state = 'open';
      delete lead.pending;
      break;
    case 'merged-into':
      close(lead, 'merged', action.at);
      break;
    case 'closed':
      close(lead, detail.outcome ?? 'not-enough', action.at);
      break;
  }
}

function close(lead: LeadStanding, outcome: LeadOutcome, at: string): void {
  lead.state = 'closed';
  lead.outcome = outcome;
  lead.closedAt = at;
}

/** Đồng: each bound reached makes a lead one step graver. */
export const lossBounds = [1, 5_000_000, 20_000_000, 100_000_000, 500_000_000] as const;
/** Reports in the last 24 hours: each bound reached makes a lead one step graver. */
export const burstBounds = [2, 4, 10, 30] as const;

/** Gravest first: what is being lost, and how fast it spreads. `queries.ts` says the same in SQL (`width_bucket`). */
export function gravity(lost: number, reports24h: number): number {
  return reached(lossBounds, lost) + reached(burstBounds, reports24h);
}

const reached = (bounds: readonly number[], value: number) => bounds.filter((bound) => value >= bound).length;

const quiet: ReadonlySet<LeadActionKind> = new Set(['joined', 'answered', 'noted']);
const careless: ReadonlySet<string> = new Set(['take', 'release', 'note', 'ask', 'undo']);

/**
 * May an action decided on version `read` still be done, after `since` happened? Taking or asking is not disturbed by
 * one more report or note; a decision always is, because the officer has not seen the new report.
 */
export function stillGood(type: string, since: readonly LeadAction[]): boolean {
  return since.length === 0 || (careless.has(type) && since.every((a) => quiet.has(a.kind)));
}

/** Ten minutes to think again. */
const undoWindowMs = 10 * 60_000;
const undoableKinds: ReadonlySet<LeadActionKind> = new Set([
  'taken',
  'released',
  'passed-on',
  'merged',
  'split',
  'closed',
]);

/**
 * May `actorId` take this action back? Only its author, within ten minutes, and only the last one that changed anything.
 * A listing is never undone here: that is what un-listing is for, in public.
 */
export function undoable(action: LeadAction, actions: readonly LeadAction[], actorId: string, now: Date): boolean {
  if (!undoableKinds.has(action.kind) || action.actorId !== actorId) return false;
  if (now.getTime() - Date.parse(action.at) > undoWindowMs) return false;
  const undone = new Set(actions.map((a) => a.detail.actionId));
  if (undone.has(action.id)) return false;
  return actions.every((a) => a.seq <= action.seq || quiet.has(a.kind) || a.kind === 'undone' || undone.has(a.id));
}
