import type { Action, Outcome } from './outcome.ts';
import data from './services.json' with { type: 'json' };

/**
 * What services other than sshd, PAM, sudo, su and login say of sign-ins and refused requests: each form is an
 * expression with the groups `user`, `host` and `port`. Where a name that the client chose can imitate the rest, the end
 * of the line decides. Every repetition is bounded, and so is the message (see readAuth).
 */
interface Form {
  /** What the form and those after it are of; for readers. */
  of?: string;
  text: string;
  flags?: string;
  action?: string;
  outcome?: string;
}

export const forms = (data.forms as readonly Form[]).map(({ text, flags, action, outcome }) => ({
  text: new RegExp(text, flags),
  action: (action ?? 'login') as Action,
  outcome: (outcome ?? 'failure') as 'success' | 'failure',
}));

export function readService(message: string): Outcome | undefined {
  for (const { text, action, outcome } of forms) {
    const groups = text.exec(message)?.groups;
    if (groups !== undefined) return { action, outcome, user: groups.user, host: groups.host, port: groups.port };
  }
  return undefined;
}
