import type { LineContext, LogEvent } from '../event.ts';
import { parseSyslog } from './parse.ts';

/**
 * The head of a syslog message that carries a line of another kind from `at` on.
 *
 * @param mark the line begins with it; with the mark as its tag, a host alone is seen to be one
 * @returns the fields of the head without `message`, none where there is no head; undefined where a program says
 * something before the line and so only quotes it: `sshd[1]: Invalid user x CEF:0|…` is a line of sshd, or a stranger's
 * name would hide what he does from the rules for sshd
 */
export function headBefore(line: string, at: number, mark: string, context: LineContext): LogEvent | undefined {
  if (at === 0) return {};
  const { message, ...head } = parseSyslog(`${line.slice(0, at)}${mark} `, context) ?? {};
  if (head.program === undefined) return head;
  if (head.program === mark.slice(0, -1)) delete head.program;
  else if (typeof message !== 'string' || !message.trimStart().startsWith(mark)) return undefined;
  return head;
}
