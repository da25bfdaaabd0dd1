import type { AppealDecision, AppealStatus } from './schema.ts';

export interface AppealAction {
  kind: 'received' | 'decided';
  /** ISO 8601. */
  at: string;
  actorId?: string;
  decision?: AppealDecision;
  reason?: string;
}

export interface AppealStanding {
  status: AppealStatus;
  decision?: AppealDecision;
  reason?: string;
  decidedAt?: string;
  decidedBy?: string;
}

/** Hours within which an appeal is answered. */
export const appealHours = 72;

/** When an appeal received at `receivedAt` must be decided. */
export function dueAt(receivedAt: Date): Date {
  return new Date(receivedAt.getTime() + appealHours * 3_600_000);
}

/** Where an appeal stands; the first decision is final (a new appeal may bring new facts). */
export function deriveAppeal(actions: readonly AppealAction[]): AppealStanding {
  const decided = actions.find((a) => a.kind === 'decided');
  if (!decided) return { status: 'received' };
  return {
    status: 'decided',
    decidedAt: decided.at,
    ...(decided.decision && { decision: decided.decision }),
    ...(decided.reason && { reason: decided.reason }),
    ...(decided.actorId && { decidedBy: decided.actorId }),
  };
}
