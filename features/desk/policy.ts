import type { Actor, Permission } from '@khien/platform/auth';
import type { LeadStanding } from './derive.ts';
import type { ActionName, LeadState } from './schema.ts';

interface Rule {
  permission: Permission;
  states: readonly LeadState[];
}

/** What each action needs: a permission at the lead's unit, and a state in which it makes sense. */
const rules: Record<ActionName, Rule> = {
  take: { permission: 'lead.act', states: ['open', 'awaiting'] },
  release: { permission: 'lead.act', states: ['open', 'awaiting'] },
  note: { permission: 'lead.act', states: ['open', 'awaiting', 'closed'] },
  ask: { permission: 'lead.act', states: ['open', 'awaiting'] },
  merge: { permission: 'lead.act', states: ['open'] },
  split: { permission: 'lead.act', states: ['open'] },
  'pass-on': { permission: 'lead.act', states: ['open'] },
  'not-scam': { permission: 'lead.close', states: ['open'] },
  'not-enough': { permission: 'lead.close', states: ['open'] },
  confirm: { permission: 'lead.confirm', states: ['open'] },
  countersign: { permission: 'indicator.confirm', states: ['awaiting'] },
  refuse: { permission: 'indicator.confirm', states: ['awaiting'] },
  undo: { permission: 'lead.act', states: ['open', 'closed'] },
};

/** Everything this person may do with this lead now; the console shows these buttons and the service obeys the same. */
export function allowedActions(actor: Actor, lead: LeadStanding, reportCount: number): ActionName[] {
  return (Object.keys(rules) as ActionName[]).filter((name) => {
    const rule = rules[name];
    if (!rule.states.includes(lead.state) || !actor.can(rule.permission, lead.unitId)) return false;
    if (name === 'take') return lead.takenBy !== actor.userId;
    if (name === 'release') return lead.takenBy === actor.userId;
    if (name === 'countersign') return lead.pending?.actorId !== actor.userId;
    if (name === 'split') return reportCount > 1;
    return true;
  });
}

/** A lead is read by its unit, and by the units whose people's reports are in it. */
export function mayReadLead(actor: Actor, leadUnit: string, reportUnits: readonly (string | null)[]): boolean {
  return actor.can('lead.read', leadUnit) || reportUnits.some((unit) => unit !== null && actor.can('lead.read', unit));
}

/** The words of a report are read where the lead is worked on, and in the reporter's own unit. */
export function mayReadReport(actor: Actor, leadUnit: string, reportUnit: string | null): boolean {
  return actor.can('lead.read', leadUnit) || (reportUnit !== null && actor.can('lead.read', reportUnit));
}
