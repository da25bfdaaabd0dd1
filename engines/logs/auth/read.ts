import type { LogEvent } from '../event.ts';
import { readLogin, readSu, readSudo } from './commands.ts';
import { setOutcome, type Outcome } from './outcome.ts';
import { readPam } from './pam.ts';
import { readService } from './services.ts';
import { readSshd } from './sshd.ts';

/** Longest message that is read for its meaning. */
const LONGEST = 4_096;

/** One of these words is in every line that the forms of services know. */
const words =
  /fail|denied|refused|reject|log(?:ged )?in|incorrect|mismatch|unknown user|invalid|nonexistent|SASL|AUTH|no such user|wrong|attack|hacking|\bBan\b|ratelimit|Rcon|Rejecting|Can't find user|No registration|doesn't match|from IP|dropped|closed by DROP|no MAIL| ports | 401 |error,relay=|sender verify|certificate|Error reading|not allowed|rblsmtpd|unknown recipient|password attempt|Max auth|SECURITY VIOLATION|NOTAUTH|AUTHERR|ALERT - /i;

/**
 * Adds what a message of a known service says of a sign-in or the like: `action`, `outcome` (`success` or `failure`),
 * `user`, `target_user`, `src_ip` or `src_host`, `src_port`, `command`. A message that says nothing of the kind is left
 * as it is.
 *
 * @param event of syslog or of a log with a time before each message: reads `program` and `message`
 */
export function readAuth(event: LogEvent): void {
  const { message } = event;
  if (typeof message !== 'string' || message.length > LONGEST) return;
  const program = typeof event.program === 'string' ? event.program : '';
  const found = readOutcome(message, program);
  if (found !== undefined) setOutcome(event, found);
}

function readOutcome(message: string, program: string): Outcome | undefined {
  const name = plainName(program);
  if (name === 'sudo') {
    const found = readSudo(message);
    if (found !== undefined) return found;
  }
  if (message.includes('authentication failure;') || message.includes('session ')) {
    const found = readPam(message, name);
    if (found !== undefined) return found;
  }
  if (name === 'sshd' || name === 'sshd-session') return readSshd(message);
  if (name === 'su') return readSu(message);
  if (name === 'login' || name.startsWith('-- ')) return readLogin(message);
  return words.test(message) ? readService(message) : undefined;
}

/** `/usr/sbin/sshd`, `sshd(pam_unix)`, `postfix/smtpd`: the name of the program alone, in lower case. */
export function plainName(program: string): string {
  const end = program.indexOf('(');
  const whole = end > 0 ? program.slice(0, end) : program;
  return whole.slice(whole.startsWith('/') ? whole.lastIndexOf('/') + 1 : 0).toLowerCase();
}
