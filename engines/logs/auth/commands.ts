import type { Outcome } from './outcome.ts';

/** sudo: `lan : TTY=pts/0 ; PWD=/home/lan ; USER=root ; COMMAND=/usr/bin/id`. */
export function readSudo(message: string): Outcome | undefined {
  const m = /^\s{0,16}([^\s:]{1,256}) : (?:([^;=]{1,128}) ; )?(?=TTY=|HOST=|PWD=)/.exec(message);
  if (m === null) return undefined;
  const target = / ; USER=([^;]{1,256}?) ;/.exec(message)?.[1];
  const at = message.indexOf('COMMAND=');
  const command = at < 0 ? undefined : message.slice(at + 8);
  const refused = /incorrect password|NOT in sudoers|not allowed|no password|authentication failure/i.test(m[2] ?? '');
  return { action: 'command', outcome: refused ? 'failure' : 'success', user: m[1], target, command };
}

/** su: `FAILED su for root by lan`, `(to root) lan on pts/0`. */
export function readSu(message: string): Outcome | undefined {
  let m = /^(FAILED|FAILED SU|Successful) (?:su )?(?:for|\(to) ([^\s)]{1,256})\)? (?:by )?([^\s(]{1,256})/i.exec(
    message,
  );
  if (m !== null) {
    return { action: 'login', outcome: /^F/i.test(m[1] ?? '') ? 'failure' : 'success', target: m[2], user: m[3] };
  }
  m = /^(FAILED SU )?\(to ([^\s)]{1,256})\) ([^\s]{1,256}) on /.exec(message);
  if (m === null) return undefined;
  return { action: 'login', outcome: m[1] === undefined ? 'success' : 'failure', target: m[2], user: m[3] };
}

/** login: `FAILED LOGIN (1) on '/dev/tty1' FOR 'lan', Authentication failure`, `ROOT LOGIN on '/dev/tty1'`. */
export function readLogin(message: string): Outcome | undefined {
  let m =
    /^FAILED LOGIN (?:SESSION )?(?:\(?\d{1,5}\)? )?(?:on '[^']{1,64}' )?(?:FROM (\S{1,256}) )?FOR '?([^',]{0,256})'?, /i.exec(
      message,
    );
  if (m !== null) return { action: 'login', outcome: 'failure', user: m[2], host: m[1]?.replace('(null)', '') };
  m = /^(ROOT )?LOGIN ON (\S{1,64})(?: BY (\S{1,256}))?(?: FROM (\S{1,256}))?/i.exec(message);
  if (m === null) return undefined;
  return { action: 'login', outcome: 'success', user: m[3] ?? (m[1] === undefined ? undefined : 'root'), host: m[4] };
}
