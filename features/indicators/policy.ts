import type { Actor } from '@khien/platform/auth';

/** Officers read every indicator: a scam does not stop at a commune's border. */
export const mayRead = (actor: Actor): boolean => actor.can('indicator.read');

/** Who may confirm a lead anywhere may propose what it names. */
export const mayPropose = (actor: Actor, unitId: string): boolean => actor.can('lead.confirm', unitId);

/** The second signature may come from any unit: small communes have only one officer. */
export const maySign = (actor: Actor): boolean => actor.can('indicator.confirm');

/** Taking off needs one person only: the safe direction must be quick. The reason is published. */
export const mayUnlist = (actor: Actor): boolean => actor.can('indicator.unlist');
