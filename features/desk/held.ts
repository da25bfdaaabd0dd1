import type { Actor } from '@khien/platform/auth';
import type { Tx } from '@khien/platform/db';
import { deriveLead, type LeadAction, type LeadActionDetail, type LeadStanding } from './derive.ts';
import { sealWords, type Words } from './notes.ts';
import * as queries from './queries.ts';
import type { LeadActionKind } from './schema.ts';
import type { DeskDeps } from './service.ts';

/** A lead whose row is held, and everything an action needs to know of it. */
export interface Held {
  deps: DeskDeps;
  tx: Tx;
  actor: Actor;
  id: string;
  lead: LeadStanding;
  story: LeadAction[];
  reportIds: string[];
  /** Appends to this lead's story. */
  write(kind: LeadActionKind, detail?: LeadActionDetail, words?: Words): Promise<string>;
}

/** Reads the story of a lead whose row the caller holds. */
export async function hold(deps: DeskDeps, tx: Tx, actor: Actor, id: string): Promise<Held> {
  const story = (await queries.actionsOf(tx, id)).map(queries.toLeadAction);
  return {
    deps,
    tx,
    actor,
    id,
    story,
    lead: deriveLead(story),
    reportIds: await queries.reportIdsOf(tx, id),
    write: (kind, detail, words) =>
      queries.appendAction(tx, id, {
        kind,
        at: deps.clock(),
        actorId: actor.userId,
        sealedNote: sealWords(deps.vault, id, words ?? {}),
        detail: detail ?? {},
      }),
  };
}

/** The reporters see that somebody has taken it up; those who see it already are not told twice. */
export async function beginVerifying(held: Held, reportIds: readonly string[]): Promise<void> {
  const { casework } = held.deps;
  const waiting = await casework.waiting(held.tx, reportIds);
  await casework.act(held.tx, waiting, { kind: 'verifying', actorId: held.actor.userId });
}
