import { parseAccessLog } from './access-log.ts';
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
    const web = message.startsWith('[')
      ? parseErrorLog(message, context)
      : message.endsWith('"') || /" \d{3} /.test(message)
        ? parseAccessLog(message, context)
        : undefined;
    if (web !== undefined) return { ...event, ...web };
    readAuth(event);
  }
  setSource(event, line);
  return event;
}

/** Whose message it is, by the mnemonics of routers and switches or by the program. */
function setSource(event: LogEvent, line: string): void {
  const program = typeof event.program === 'string' ? event.program : '';
  // Huawei: `%%01BGP/3/BGP_AUTH_FAILED(l)[7]:…`
  const huawei = /%%\d\d([A-Z0-9_]{1,32})\/\d\//.exec(line.slice(0, 512));
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
