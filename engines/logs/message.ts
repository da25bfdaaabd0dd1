import { parseAccessLog } from './access-log.ts';
import { plainAddress } from './auth/outcome.ts';
import { plainName, readAuth } from './auth/read.ts';
import { parseCef } from './cef.ts';
import { parseErrorLog } from './error-log.ts';
import type { LineContext, LogEvent } from './event.ts';
import { parseFortigate } from './fortigate.ts';
import { parseLeef } from './leef.ts';
import { parseSnare } from './snare.ts';
import { parseSyslog } from './syslog/parse.ts';

/** Services that rules name, by the programs that write their messages. */
const services: Readonly<Record<string, string>> = {
  anacron: 'cron',
  atd: 'cron',
  clamav: 'clamav',
  clamd: 'clamav',
  cron: 'cron',
  crond: 'cron',
  crontab: 'cron',
  freshclam: 'clamav',
  guacamole: 'guacamole',
  guacd: 'guacamole',
  sshd: 'sshd',
  'sshd-session': 'sshd',
  sudo: 'sudo',
  vsftpd: 'vsftpd',
};

/**
 * A syslog message with what it carries: a Windows event, CEF, LEEF, a line of a web server's log, or what a service says of sign-ins.
 *
 * @returns the fields of {@link parseSyslog} and of the content, and the source: that of the content, `cisco`,
 * `huawei`, `juniper` or `fortigate` for messages of their form, else `linux` and the service of the program. undefined where the line is no syslog.
 */
export function parseSyslogMessage(line: string, context: LineContext): LogEvent | undefined {
  const windows = line.includes('MSWinEventLog') ? parseSnare(line, context) : undefined;
  if (windows !== undefined) return windows;
  const vendor = line.includes('CEF:') ? parseCef(line, context) : undefined;
  if (vendor !== undefined) return vendor;
  const other = line.includes('LEEF:') ? parseLeef(line, context) : undefined;
  if (other !== undefined) return other;
  const firewall = line.includes('devid=') ? parseFortigate(line, context) : undefined;
  if (firewall !== undefined) return firewall;
  const event = parseSyslog(line, context);
  if (event === undefined) return undefined;
  const { message } = event;
  if (typeof message === 'string') {
    const web = message.startsWith('[') ? parseErrorLog(message, context) : accessLog(message, context);
    if (web !== undefined) return { ...event, ...web };
    readAuth(event);
  }
  setSource(event);
  return event;
}

/**
 * A line of an access log. Other services quote what strangers send them, which may be all of such a line but its
 * beginning: the client and, for its unused identity, a dash.
 */
function accessLog(message: string, context: LineContext): LogEvent | undefined {
  if (!message.endsWith('"') && !/" \d{3} /.test(message)) return undefined;
  const [, first = '', second] = /^(\S{1,255}) (?:(\S{1,255}) )?- /.exec(message) ?? [];
  const isClient =
    plainAddress(second ?? first) !== undefined || /^(?:[\w-]+(?:\.[\w-]+)+|localhost|unix:)$/.test(first);
  return isClient ? parseAccessLog(message, context) : undefined;
}

/** Whose message it is, by the mnemonics of routers and switches or by the program. */
function setSource(event: LogEvent): void {
  const program = typeof event.program === 'string' ? event.program : '';
  // Huawei: `%%01BGP/3/BGP_AUTH_FAILED(l)[7]:…`
  const form = /^%%\d\d([A-Z0-9_]{1,32})\/\d\//;
  const huawei = form.exec(program) ?? form.exec(String(event.message).slice(0, 64));
  if (huawei !== null) {
    event.product = 'huawei';
    event.service = huawei[1]?.toLowerCase();
  } else if (program === 'rpd' || program === '/kernel') {
    // Routing and kernel of Junos.
    event.product = 'juniper';
    event.service = 'bgp';
  } else if (program.startsWith('%')) event.product = 'cisco';
  else {
    event.product = 'linux';
    const name = plainName(program);
    event.service = (Object.hasOwn(services, name) ? services[name] : undefined) ?? 'syslog';
  }
}
