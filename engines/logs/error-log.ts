import { type LineContext, LIMITS, type LogEvent } from './event.ts';
import { readRequest } from './access-log.ts';
import { plainAddress, setOutcome } from './auth/outcome.ts';
import { isoTime, readTime } from './time.ts';

/** Refusals of Apache's and nginx's own access control: the client is named in the head of the line. */
const refusals =
  /^(?:(?:Digest: )?user (?<user>.{0,256}?):? (?:not found|authentication failure for|authorization failure for|password mismatch)|(?:Digest: )?user [`'](?<quoted>.{0,256})[`'] in realm .{0,256} not found|client used wrong authentication scheme|WAR \[Login denied for user "(?<denied>.{0,256}?)"\]|(?<request>client denied by server configuration|ModSecurity: {1,2}Access denied with |access forbidden by rule|limiting (?:requests|connections))|Authorization of user (?<other>.{0,256}?) to access .{0,1024} failed, reason: |(?:Digest: )?(?:realm mismatch - got|unknown algorithm|invalid qop|invalid nonce .{0,128} received - (?:length is not|user attempted time travel))|.{0,32}was not found in ".{0,512}"|user ".{0,256}": password mismatch|no user\/password was provided)/;

/**
 * A line of an error log of Apache (2.0 to 2.4) or nginx, bare or inside syslog (then the message alone).
 *
 * @returns `@timestamp`, `severity`, `message` and the source `service: apache` or `nginx`; where the line has them
 * `module`, `code` (AH01630), `pid`, `tid`, `connection`, `c-ip` and `src_ip`, `src_port`, `cs-referer`, and of nginx
 * `server`, `upstream`, `cs-host` and the request as in {@link parseAccessLog}. A refusal by the server's access control
 * also gets `action`, `outcome` and `user`. undefined where the line is of another kind.
 */
export function parseErrorLog(line: string, context: LineContext): LogEvent | undefined {
  if (line.length > LIMITS.line) return undefined;
  const event = line.startsWith('[') ? readApache(line, context) : readNginx(line, context);
  if (event === undefined) return undefined;
  const refused = refusals.exec(String(event.message).slice(0, 4_096));
  if (refused !== null && event['c-ip'] !== undefined) {
    const { user, quoted, other, denied, request } = refused.groups ?? {};
    setOutcome(event, {
      action: request === undefined ? 'login' : 'request',
      outcome: 'failure',
      user: user ?? quoted ?? other ?? denied,
    });
  }
  return event;
}

/** `[time] [module:level] [pid 1:tid 2] [client address:port] AH00001: text, referer: …`; without a time in syslog. */
function readApache(line: string, context: LineContext): LogEvent | undefined {
  const event: LogEvent = {};
  const part = /\[((?:[^\][]|\[[^\][]{0,64}\]){0,160})\] ?/y;
  let at = 0;
  let known = 0;
  for (let i = 0; i < 8; i++) {
    part.lastIndex = at;
    const text = part.exec(line)?.[1];
    if (text === undefined) break;
    const time = event['@timestamp'] === undefined && i === 0 ? readTime(text, 0, context) : undefined;
    const level = /^(?:([\w.-]{0,64}):)?(emerg|alert|crit|error|warn|notice|info|debug|trace\d)$/.exec(text);
    const process = /^pid (\d{1,10})(?::tid (\w{1,20}))?$/.exec(text);
    if (time !== undefined && time.end === text.length) event['@timestamp'] = isoTime(time.ms);
    else if (level !== null) {
      event.severity = level[2];
      if (level[1]) event.module = level[1];
    } else if (process !== null) {
      event.pid = process[1];
      if (process[2] !== undefined) event.tid = process[2];
    } else if (text.startsWith('client ')) setClient(event, text.slice(7));
    else if (text.startsWith('remote ')) setClient(event, text.slice(7));
    else break;
    known++;
    at = part.lastIndex;
  }
  if (known < 2 || event.severity === undefined) return undefined;
  let message = line.slice(at).replace(/[\s\0]{1,8}$/, '');
  const code = /^(AH\d{5}): /.exec(message);
  if (code !== null) {
    event.code = code[1];
    message = message.slice(code[0].length);
  }
  const referer = message.lastIndexOf(', referer: ');
  if (referer >= 0) {
    event['cs-referer'] = event['cs-referrer'] = message.slice(referer + 11);
    message = message.slice(0, referer);
  }
  event.message = message;
  event.service = 'apache';
  return event;
}

/** `2026/03/01 00:00:00 [error] 12#34: *56 text, client: address, server: name, request: "…", host: "…", referrer: "…"`. */
function readNginx(line: string, context: LineContext): LogEvent | undefined {
  const head =
    /^(?:(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) )?\[(emerg|alert|crit|error|warn|notice|info|debug)\] (\d{1,10})#(\d{1,10}): (?:\*(\d{1,20}) )?/.exec(
      line,
    );
  if (head === null) return undefined;
  const event: LogEvent = {};
  const time = head[1] === undefined ? undefined : readTime(head[1], 0, context);
  if (time !== undefined) event['@timestamp'] = isoTime(time.ms);
  event.severity = head[2];
  event.pid = head[3];
  event.tid = head[4];
  if (head[5] !== undefined) event.connection = head[5];
  const rest = line.slice(head[0].length).replace(/[\s\0]{1,8}$/, '');
  // nginx writes these after its own text, in this order. It does not escape the path that may stand before them, so
  // who asks for a path like this one can imitate them: the access log is the one to trust for addresses.
  const tail = /, client: ([0-9a-fA-F:.]{2,45}|unix:)(?:, server: ([^,]{0,1024}))?(?=, |$)/g;
  const client = tail.exec(rest);
  event.message = client === null ? rest : rest.slice(0, client.index);
  if (client !== null) {
    setClient(event, client[1] ?? '');
    if (client[2]) event.server = client[2];
    for (const [, name = '', value = ''] of rest
      .slice(tail.lastIndex)
      .matchAll(/, (request|upstream|host|referrer): "([^"]*)"/g)) {
      if (name === 'request') readRequest(value, event);
      else if (name === 'host') event['cs-host'] = value;
      else if (name === 'upstream') event.upstream = value;
      else event['cs-referer'] = event['cs-referrer'] = value;
    }
  }
  event.service = 'nginx';
  return event;
}

function setClient(event: LogEvent, text: string): void {
  const address = plainAddress(text);
  const port = /^(?:[\d.]{7,15}|\[[^\]]{2,45}\]):(\d{1,5})$/.exec(text)?.[1];
  if (address === undefined) return;
  event['c-ip'] = event.src_ip = address;
  if (port !== undefined) event.src_port = port;
}
