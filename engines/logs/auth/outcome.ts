import type { LogEvent } from '../event.ts';

/**
 * What a line says of somebody who wanted in. `login`: the decision on an attempt, which correlations count. `step`: one
 * of several lines on the same attempt (a PAM module, one of many keys); counted as well, one attempt would count twice.
 */
export type Action = 'login' | 'step' | 'session' | 'logout' | 'command' | 'request' | 'connection' | 'scan' | 'ban';

export interface Outcome {
  action: Action;
  outcome?: 'success' | 'failure';
  user?: string | undefined;
  /** Address or name of the other side, as written. */
  host?: string | undefined;
  port?: string | undefined;
  /** Who a command or session is run as. */
  target?: string | undefined;
  command?: string | undefined;
}

const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const ipv6 = /^(?=[^:]*:[^:]*:)[0-9a-fA-F:.]{2,45}(?:%\w{1,16})?$/;

/** An address without brackets, port and the prefix of IPv4 inside IPv6; undefined where the text is no address. */
export function plainAddress(text: string): string | undefined {
  let address = text;
  const bracketed = /^\[([^\]]{2,64})\](?::\d{1,5})?$/.exec(address);
  if (bracketed !== null) address = bracketed[1] ?? '';
  else if (/^[\d.]+:\d{1,5}$/.test(address)) address = address.slice(0, address.indexOf(':'));
  if (/^::ffff:\d/i.test(address)) address = address.slice(7);
  return ipv4.test(address) || ipv6.test(address) ? address : undefined;
}

/** Writes the outcome into the event: `action`, `outcome`, `user`, `src_ip` or `src_host`, `src_port`. */
export function setOutcome(event: LogEvent, { action, outcome, user, host, port, target, command }: Outcome): void {
  event.action = action;
  if (outcome !== undefined) event.outcome = outcome;
  if (user !== undefined && user !== '') event.user = user;
  if (target !== undefined && target !== '') event.target_user = target;
  if (command !== undefined && command !== '') event.command = command;
  if (port !== undefined) event.src_port = port;
  if (host === undefined || host === '' || host === '?') return;
  const address = plainAddress(host);
  if (address !== undefined) event.src_ip = address;
  else event.src_host = host;
}
