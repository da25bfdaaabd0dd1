import type { IndicatorKind } from './kinds.ts';
import { peopleNeeded } from './kinds.ts';

/** What happened to an indicator, oldest first. Rows are only ever added; the state is derived from them. */
export interface IndicatorAction {
  type: 'propose' | 'sign' | 'list' | 'unlist' | 'extend' | 'expire';
  /** Id of the person, or `system` for what a clock did. */
  actor: string;
  at: Date;
  /** New end of validity: set by propose and extend. */
  until?: Date | undefined;
}

export type IndicatorState = 'none' | 'proposed' | 'listed' | 'unlisted' | 'expired';

export interface Derived {
  state: IndicatorState;
  /** Different people who stand behind the current proposal, in the order they signed. */
  signers: readonly string[];
  listedAt?: Date | undefined;
  unlistedAt?: Date | undefined;
  expiresAt?: Date | undefined;
}

/** Why an action is refused; each is a row of the error table under `indicator.` */
type ActionProblem =
  | 'already-listed'
  | 'not-proposed'
  | 'not-listed'
  | 'same-person'
  | 'second-person-needed'
  | 'not-later';

export type Step = { ok: true; next: Derived } | { ok: false; problem: ActionProblem };

export const nothing: Derived = { state: 'none', signers: [] };

/**
 * One step of an indicator's life. Phone numbers and bank accounts cannot reach `listed` before two different people
 * signed: numbers are recycled and accounts may belong to victims, so one mistaken officer must not be enough.
 */
export function step(kind: IndicatorKind, from: Derived, action: IndicatorAction): Step {
  switch (action.type) {
    case 'propose':
      if (from.state === 'listed' || from.state === 'proposed') return { ok: false, problem: 'already-listed' };
      return { ok: true, next: { state: 'proposed', signers: [action.actor], expiresAt: action.until } };
    case 'sign':
      if (from.state !== 'proposed') return { ok: false, problem: 'not-proposed' };
      if (from.signers.includes(action.actor)) return { ok: false, problem: 'same-person' };
      return { ok: true, next: { ...from, signers: [...from.signers, action.actor] } };
    case 'list':
      if (from.state !== 'proposed') return { ok: false, problem: 'not-proposed' };
      if (from.signers.length < peopleNeeded(kind)) return { ok: false, problem: 'second-person-needed' };
      return { ok: true, next: { ...from, state: 'listed', listedAt: action.at } };
    case 'unlist':
      // Also from nothing: an appeal can take out a key that only an imported list holds.
      if (from.state !== 'listed' && from.state !== 'none') return { ok: false, problem: 'not-listed' };
      return { ok: true, next: { ...from, state: 'unlisted', unlistedAt: action.at, signers: [] } };
    case 'extend':
      if (from.state !== 'listed') return { ok: false, problem: 'not-listed' };
      if (!action.until || (from.expiresAt && action.until <= from.expiresAt))
        return { ok: false, problem: 'not-later' };
      return { ok: true, next: { ...from, expiresAt: action.until } };
    case 'expire':
      if (from.state !== 'listed' && from.state !== 'proposed') return { ok: false, problem: 'not-listed' };
      return { ok: true, next: { ...from, state: 'expired', signers: [] } };
  }
}

/**
 * The state an indicator is in after its actions.
 * @throws when the history holds a step that was never allowed: the row was not written by this code.
 */
export function derive(kind: IndicatorKind, actions: Iterable<IndicatorAction>): Derived {
  let at = nothing;
  for (const action of actions) {
    const result = step(kind, at, action);
    if (!result.ok) throw new Error(`indicator history is broken at ${action.type}: ${result.problem}`);
    at = result.next;
  }
  return at;
}
