import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSyslogMessage } from './message.ts';

const context = { now: Date.UTC(2026, 10, 22) };
const parse = (line: string) => parseSyslogMessage(line, context);
const said = (program: string, message: string) => parse(`Nov  2 10:20:30 gate-1 ${program}[7]: ${message}`);

describe('sshd', () => {
  test.each([
    [
      'Failed password for lan from 203.0.113.9 port 50 ssh2',
      { action: 'login', outcome: 'failure', user: 'lan', src_ip: '203.0.113.9', src_port: '50' },
    ],
    ['Failed password for invalid user  from 2001:db8::1 port 50 ssh2', { outcome: 'failure', src_ip: '2001:db8::1' }],
    [
      'Accepted publickey for lan from 203.0.113.9 port 50 ssh2: RSA x',
      { action: 'login', outcome: 'success', user: 'lan' },
    ],
    ['Failed publickey for lan from 203.0.113.9 port 50 ssh2: RSA x', { action: 'step', outcome: 'failure' }],
    ['error: PAM: Authentication failure for lan from example.vn', { outcome: 'failure', src_host: 'example.vn' }],
    ['Invalid user x y from 203.0.113.9', { user: 'x y', src_ip: '203.0.113.9' }],
    [
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root',
      { action: 'step', user: 'root' },
    ],
    [
      'pam_unix(sshd:session): session opened for user lan(uid=1000) by (uid=0)',
      { action: 'session', target_user: 'lan' },
    ],
  ])('%s', (message, expected) => {
    expect(said('sshd', message)).toMatchObject({ ...expected, product: 'linux', service: 'sshd' });
  });
  test('a name that imitates another address does not hide the real one', () => {
    for (const name of ['x from 198.51.100.1', 'x from 198.51.100.1 port 5 ssh2', 'from 198.51.100.1']) {
      const event = said('sshd', `Failed password for invalid user ${name} from 203.0.113.9 port 50 ssh2`);
      expect(event?.['src_ip']).toBe('203.0.113.9');
    }
    expect(
      said('sshd', 'Failed password for lan from 203.0.113.9 port 50 ssh1: ruser from 198.51.100.1'),
    ).toMatchObject({
      src_ip: '203.0.113.9',
    });
  });
});

test.each([
  [
    'sudo',
    'lan : TTY=pts/0 ; PWD=/home/lan ; USER=root ; COMMAND=/usr/bin/id -u',
    { action: 'command', outcome: 'success', user: 'lan', target_user: 'root', command: '/usr/bin/id -u' },
  ],
  [
    'sudo',
    'lan : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh',
    { outcome: 'failure', user: 'lan' },
  ],
  ['su', 'FAILED SU (to root) lan on pts/0', { action: 'login', outcome: 'failure', user: 'lan', target_user: 'root' }],
  [
    'login',
    "FAILED LOGIN (1) on '/dev/tty1' FOR 'lan', Authentication failure",
    { action: 'login', outcome: 'failure', user: 'lan' },
  ],
  [
    'postfix/smtpd',
    'warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: authentication failure',
    { action: 'login', outcome: 'failure', src_ip: '203.0.113.9' },
  ],
  [
    'dovecot',
    'imap-login: Disconnected (auth failed, 2 attempts): user=<lan>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, TLS',
    { outcome: 'failure', user: 'lan', src_ip: '203.0.113.9' },
  ],
  [
    'dovecot',
    'auth-worker(7): sql(lan@example.vn,203.0.113.9,<x>): Password mismatch',
    { outcome: 'failure', user: 'lan@example.vn' },
  ],
  [
    'vsftpd',
    'pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=lan rhost=::ffff:203.0.113.9',
    { action: 'login', outcome: 'failure', user: 'lan', src_ip: '203.0.113.9', service: 'vsftpd' },
  ],
  [
    'dropbear',
    "Bad password attempt for 'lan' from 203.0.113.9:50",
    { outcome: 'failure', user: 'lan', src_ip: '203.0.113.9', src_port: '50' },
  ],
  [
    'proftpd',
    '192.0.2.1 (h[203.0.113.9]) - USER lan (Login failed): Incorrect password.',
    { outcome: 'failure', user: 'lan', src_ip: '203.0.113.9' },
  ],
  [
    'pure-ftpd',
    '(?@203.0.113.9) [WARNING] Authentication failed for user [lan]',
    { outcome: 'failure', user: 'lan', src_ip: '203.0.113.9' },
  ],
  [
    'mysqld',
    "[Warning] Access denied for user 'lan'@'203.0.113.9' (using password: YES)",
    { outcome: 'failure', user: 'lan', src_ip: '203.0.113.9' },
  ],
  ['xinetd', 'FAIL: telnet address from=203.0.113.9', { action: 'request', src_ip: '203.0.113.9' }],
  [
    'sm-mta',
    's1GNXHYB005133: ruleset=check_rcpt, arg1=<a@b>, relay=h [203.0.113.9], reject=550 5.7.1 <a@b>... Relaying denied',
    { action: 'request', src_ip: '203.0.113.9' },
  ],
  ['vsftpd', '[lan] FAIL LOGIN: Client "203.0.113.9"', { outcome: 'failure', user: 'lan', src_ip: '203.0.113.9' }],
  [
    'grafana',
    'lvl=eror msg="Invalid username or password" logger=context uname= error="x" remote_addr=203.0.113.9',
    { outcome: 'failure', src_ip: '203.0.113.9' },
  ],
  ['nrpe', 'Host 203.0.113.9 is not allowed to talk to us!', { action: 'request', src_ip: '203.0.113.9' }],
  [
    'roundcube',
    'IMAP Error: Login failed for lan from 203.0.113.9. AUTHENTICATE PLAIN: x',
    { outcome: 'failure', user: 'lan' },
  ],
])('%s: %s', (program, message, expected) => {
  expect(said(program, message)).toMatchObject(expected);
});

test.each([
  ['dovecot', 'imap-login: Disconnected (no auth attempts in 2 secs): user=<>, rip=203.0.113.9, lip=192.0.2.1'],
  ['kernel', 'Out of memory: Killed process 7'],
  ['CRON', '(root) CMD (cd / && run-parts --report /etc/cron.hourly)'],
])('%s: %s is no attempt', (program, message) => {
  expect(said(program, message)).not.toHaveProperty('outcome');
});

describe('the source', () => {
  test.each([
    [said('CRON', 'x'), { product: 'linux', service: 'cron' }],
    [said('named', 'x'), { product: 'linux', service: 'syslog' }],
    [parse('<189>29: *Mar  1 00:00:05.123: %SYS-5-CONFIG_I: x'), { product: 'cisco' }],
    [parse('<13>Nov  2 10:20:30 h CEF:0|A|B|1|2|n|3|src=1.2.3.4'), { deviceVendor: 'A', hostname: 'h' }],
    [parse('<13>Nov  2 10:20:30 h LEEF:1.0|A|B|1|2|src=1.2.3.4'), { deviceVendor: 'A', hostname: 'h' }],
    [
      said('nginx', '203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "GET /x HTTP/1.1" 200 1 "-" "curl"'),
      { category: 'webserver', 'cs-uri-stem': '/x', hostname: 'gate-1', '@timestamp': '2026-11-22T00:00:01.000Z' },
    ],
    [
      parse('<189>Nov 22 2026 10:20:30 HW-1 %%01BGP/3/BGP_AUTH_FAILED(l)[7]:BGP session 1.2.3.4:179'),
      { product: 'huawei', service: 'bgp' },
    ],
    [parse('<28>Nov  2 10:20:30 r1 rpd[7]: x'), { product: 'juniper', service: 'bgp' }],
    [
      parse(
        '<189>date=2026-11-22 time=07:00:01 devname="FG-1" devid="FG100E" eventtime=1795330801123456789 tz="+0700" logid="0100044547" type="event" user="lan" action="Add" cfgpath="system.admin" msg="Add system.admin x"',
      ),
      {
        product: 'fortigate',
        service: 'event',
        action: 'Add',
        cfgpath: 'system.admin',
        '@timestamp': '2026-11-22T07:00:01.123Z',
        msg: 'Add system.admin x',
      },
    ],
    [
      parse(
        'date=2026-11-22 time=07:00:01 devid=FG100E logid=1 type=traffic tz="+0700" srcip=10.0.0.1 dstip=1.2.3.4 dstport=23 service="TELNET" action="accept"',
      ),
      {
        category: 'firewall',
        dst_port: '23',
        src_ip: '10.0.0.1',
        dst_service: 'TELNET',
        service: 'traffic',
        '@timestamp': '2026-11-22T00:00:01.000Z',
      },
    ],
    [said('httpd', '[core:error] [client 203.0.113.9:1] x'), { service: 'apache', hostname: 'gate-1' }],
  ])('%#', (event, expected) => {
    expect(event).toMatchObject(expected);
  });
});

test('no text breaks it', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'sshd[1]: ',
      'Failed password for ',
      ' from ',
      'authentication failure; rhost=',
      ' user=',
      'rip=',
      '[1.2.3.4]',
      'login failed ',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      said('sshd', pieces.join(''));
      said('x', pieces.join(''));
    }),
  );
});

describe('what a stranger writes into a line does not change whose line it is', () => {
  const line = '203.0.113.9 - - [22/Nov/2026:07:00:01 +0700] "GET / HTTP/1.1" 200 1';
  const quoted = [
    'x CEF:0|A|B|1|2|n|3|',
    'x LEEF:1.0|A|B|1|2|',
    'x MSWinEventLog#0111#011Security#0115#011Thu Mar 05 08:09:10 2026#0114624#011P#011u#011U#011Success Audit#011c#011d##011m',
    'x\tMSWinEventLog\t1\tSecurity\t5\tThu Mar 05 08:09:10 2026\t4624\tP\tu\tU\tSuccess Audit\tc\td\t\tm',
    'date=1 devid=F logid=1',
    '%%01BGP/3/BGP_AUTH_FAILED(l)[7]:',
    line,
  ];
  test.each(quoted)('a user named %s', (name) => {
    const message = `Failed password for invalid user ${name} from 203.0.113.9 port 50 ssh2`;
    const expected = { product: 'linux', service: 'sshd', action: 'login', outcome: 'failure', message };
    expect(said('sshd', message)).toMatchObject(expected);
    expect(parse(`<38>1 2026-11-02T10:20:30Z gate-1 sshd 7 - - ${message}`)).toMatchObject(expected);
  });
  test('a command that looks like a line of a web server', () => {
    const message = `nguyen.van.a : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/echo ${line}`;
    expect(said('sudo', message)).toMatchObject({ service: 'sudo', action: 'command', user: 'nguyen.van.a' });
    expect(said('doas', `nguyen.van.a ran command /bin/echo ${line}`)).not.toHaveProperty('category');
  });
  test('programs that carry lines of others are read', () => {
    expect(said('fw', 'CEF:0|A|B|1|2|n|3|x=y')).toMatchObject({ program: 'fw', deviceVendor: 'A', x: 'y' });
    expect(parse('<13>1 2026-11-02T10:20:30Z h fw - - - CEF:0|A|B|1|2|n|3|x=y')).toMatchObject({ x: 'y' });
    expect(said('nginx', line)).toMatchObject({ 'c-ip': '203.0.113.9', category: 'webserver' });
  });
  test('a quote in an address does not change the type of a firewall’s log', () => {
    const log =
      'date=2026-11-22 time=07:00:01 devid="F" logid="1" type="traffic" url="/x" type="event" product="windows"';
    expect(parse(log)).toMatchObject({ product: 'fortigate', service: 'traffic', category: 'firewall' });
  });
});
