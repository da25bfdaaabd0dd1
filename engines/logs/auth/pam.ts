import type { Outcome } from './outcome.ts';

/** Programs that tell the outcome themselves of what their PAM modules report. */
const tellsItself = new Set(['sshd', 'dovecot', 'dovecot-auth', 'auth']);

/** What PAM's modules say in the name of any program: `pam_unix(sshd:auth): authentication failure; … rhost=… user=…`. */
export function readPam(message: string, program: string): Outcome | undefined {
  const text = message.replace(/^\(?pam_\w{1,32}\)?(?:\([^)]{0,128}\))?:? /, '');
  if (text.startsWith('authentication failure;')) {
    // The user may have sent ` rhost=…` as a name: the host is the one that only `user=` may follow.
    const end = / rhost=(\S{0,256})(?: {1,4}user=(.{0,256}))?\s{0,4}$/.exec(text);
    const remote = / ruser=(\S{0,256})/.exec(text);
    return {
      action: tellsItself.has(program) ? 'step' : 'login',
      outcome: 'failure',
      user: end?.[2]?.split(' ', 1)[0] || remote?.[1],
      host: (end ?? / rhost=(\S{0,256})/.exec(text))?.[1],
    };
  }
  const session =
    /^session (?:opened|closed) for user ([^\s(]{1,256})(?:\(uid=\d{1,10}\))?(?: by ([^\s(]{1,256}))?/.exec(text);
  if (session !== null) return { action: 'session', target: session[1], user: session[2] };
  return undefined;
}
