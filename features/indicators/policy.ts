import type { Actor } from '@khien/platform/auth';

/** The second signature may come from any unit: small communes have only one officer. */
export const maySign = (actor: Actor): boolean => actor.can('indicator.confirm');

/** Taking off needs one person only: the safe direction must be quick. The reason is published. */
export const mayUnlist = (actor: Actor): boolean => actor.can('indicator.unlist');
