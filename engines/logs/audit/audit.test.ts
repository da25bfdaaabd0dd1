import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAddress } from './address.ts';
import { createAuditJoiner, resolve } from './join.ts';
import { parseAuditRecord } from './record.ts';

const context = { now: Date.UTC(2026, 10, 22) };
const parse = (line: string) => parseAuditRecord(line, context);
const hex = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');

const syscall =
  'type=SYSCALL msg=audit(1772323200.123:42): arch=c000003e syscall=59 success=yes exit=0 a0=55d a1=55e a2=55f a3=8 items=2 ppid=100 pid=101 auid=1000 uid=33 gid=33 euid=33 suid=33 fsuid=33 egid=33 sgid=33 fsgid=33 tty=(none) ses=3 comm="iptables" exe="/usr/sbin/iptables" subj=unconfined key="fw"\x1dARCH=x86_64 SYSCALL=execve AUID="lan" UID="www-data"';

describe('a record', () => {
  test('SYSCALL with the fields that auditd interpreted', () => {
    expect(parse(syscall)).toMatchObject({
      '@timestamp': '2026-03-01T00:00:00.123Z',
      type: 'SYSCALL',
      serial: '42',
      SYSCALL: 'execve',
      a0: '55d',
      euid: '33',
      comm: 'iptables',
      exe: '/usr/sbin/iptables',
      key: 'fw',
      AUID: 'lan',
      product: 'linux',
      service: 'auditd',
    });
    expect(parse(syscall)).not.toHaveProperty('tty');
  });
  test('a command that never ends is handed out in parts', () => {
    const joiner = createAuditJoiner();
    let given = 0;
    for (let i = 0; i < 40; i++) {
      const line = `type=EXECVE msg=audit(1.000:1): a${i}="${'x'.repeat(1_000_000)}"`;
      given += joiner.push(line, context)?.length ?? 0;
    }
    expect(given).toBeGreaterThan(0);
    expect(joiner.end().length).toBeGreaterThan(0);
  });
  test('no field chooses the source', () => {
    const event = parse("type=USER_CMD msg=audit(1.000:1): category=firewall product=x msg='service=y res=success'");
    expect(event).toMatchObject({ product: 'linux', service: 'auditd' });
    expect(event).not.toHaveProperty('category');
  });
  test('SYSCALL by architecture and number alone', () => {
    const call = (arch: string, number: number) =>
      parse(`type=SYSCALL msg=audit(1.000:1): arch=${arch} syscall=${number}`)?.['SYSCALL'];
    expect(call('c000003e', 319)).toBe('memfd_create');
    expect(call('40000003', 11)).toBe('execve');
    expect(call('c00000b7', 221)).toBe('execve');
    expect(call('c00000b7', 99999)).toBeUndefined();
    expect(call('dead', 1)).toBeUndefined();
  });
  test('EXECVE with hexadecimal and cut arguments', () => {
    const line = `type=EXECVE msg=audit(1.000:1): argc=3 a0="sh" a1=${hex('two words')} a2_len=6 a2[0]=${hex('ab')} a2[1]="cdef"`;
    expect(parse(line)).toMatchObject({ a0: 'sh', a1: 'two words', a2: 'abcdef' });
  });
  test('nested message, hexadecimal account, parentheses of old versions', () => {
    expect(
      parse(
        `node=gate-1 type=USER_LOGIN msg=audit(1.000:1): user pid=1 uid=0 msg='op=login acct=${hex('(unknown user)')} exe="/usr/sbin/sshd" pid=9 addr=203.0.113.9 res=failed'`,
      ),
    ).toMatchObject({
      node: 'gate-1',
      pid: '1',
      op: 'login',
      acct: '(unknown user)',
      addr: '203.0.113.9',
      res: 'failed',
    });
    expect(
      parse(
        `type=USER_AUTH msg=audit(1.000:1): user pid=1 msg='PAM: auth acct="root" : exe="/x" (hostname=h, addr=::1, res=failed)'`,
      ),
    ).toMatchObject({ hostname: 'h', addr: '::1', res: 'failed', acct: 'root' });
  });
  test('names that hold special characters', () => {
    expect(parse(`type=PATH msg=audit(1.000:1): item=0 name=${hex('/tmp/a b')} nametype=CREATE`)).toMatchObject({
      name: '/tmp/a b',
      nametype: 'CREATE',
    });
    expect(parse(`type=PATH msg=audit(1.000:1): item=0 name=(null)`)).not.toHaveProperty('name');
    expect(parse(`type=PROCTITLE msg=audit(1.000:1): proctitle=${hex('ls\0-l\0/')}`)).toMatchObject({
      proctitle: 'ls -l /',
    });
    expect(parse(`type=SYSCALL msg=audit(1.000:1): key=${hex('a\x01b')}`)).toMatchObject({ key: ['a', 'b'] });
    expect(
      parse('type=AVC msg=audit(1.000:1): avc:  denied  { read } for  pid=7 scontext=u:r:t:s0:c1,c5 tclass=file'),
    ).toMatchObject({ pid: '7', scontext: 'u:r:t:s0:c1,c5', tclass: 'file' });
  });
  test('inside syslog, with a number for its type', () => {
    expect(
      parse(
        '<5>Nov  2 10:20:30 gate-1 kernel: [12.5] audit: type=1400 audit(1772323200.000:7): apparmor="DENIED" pid=1',
      ),
    ).toMatchObject({
      type: 'AVC',
      node: 'gate-1',
      apparmor: 'DENIED',
      '@timestamp': '2026-03-01T00:00:00.000Z',
    });
    expect(parse('type=UNKNOWN[1334] msg=audit(1.000:1): prog-id=1')).toMatchObject({ type: 'BPF', 'prog-id': '1' });
  });
  test.each(['', 'type=SYSCALL', 'type=SYSCALL msg=audit(x:1): a=b', 'x type=SYSCALL msg=audit(1.000:1): a=b'])(
    'not %s',
    (line) => {
      expect(parse(line)).toBeUndefined();
    },
  );
});

test('socket addresses', () => {
  expect(readAddress('020001BBCB007109')).toEqual({ fam: 'inet', laddr: '203.0.113.9', lport: '443' });
  expect(readAddress(`0A0001BB00000000${hex('\x20\x01\x0d')}B8${'00'.repeat(11)}01`)).toEqual({
    fam: 'inet6',
    laddr: '2001:db8::1',
    lport: '443',
  });
  expect(readAddress(`0100${hex('/run/x')}0000`)).toEqual({ fam: 'local', path: '/run/x' });
  expect(readAddress('02')).toBeUndefined();
});

test('relative names', () => {
  expect(resolve('/home/lan', './.x')).toBe('/home/lan/.x');
  expect(resolve('/home/lan', '../../etc/passwd')).toBe('/etc/passwd');
  expect(resolve('/', '../..')).toBe('/');
  expect(resolve('/x', '/y')).toBe('/y');
});

describe('an event of several records', () => {
  const lines = [
    syscall,
    'type=EXECVE msg=audit(1772323200.123:42): argc=4 a0="iptables" a1="-t" a2="nat" a3="--to-ports"',
    'type=EXECVE msg=audit(1772323200.123:42): a4="42"',
    'type=CWD msg=audit(1772323200.123:42): cwd="/root"',
    'type=PATH msg=audit(1772323200.123:42): item=0 name="x" nametype=CREATE',
    'type=PROCTITLE msg=audit(1772323200.123:42): proctitle="iptables"',
  ];
  const run = (all: readonly string[]) => {
    const joiner = createAuditJoiner();
    return [...all.flatMap((line) => joiner.push(line, context) ?? []), ...joiner.end()];
  };

  test('every record is an event that knows its siblings', () => {
    const events = run(lines);
    expect(events.map(({ type, category }) => type ?? category)).toEqual(
      'SYSCALL EXECVE CWD PATH PROCTITLE process_creation file_event'.split(' '),
    );
    expect(events[1]).toMatchObject({
      a1: '-t',
      a4: '42',
      CommandLine: 'iptables -t nat --to-ports 42',
      exe: '/usr/sbin/iptables',
      auid: '1000',
      cwd: '/root',
    });
    // Keys and arguments stay with the record that has them.
    expect(events[1]).not.toHaveProperty('key');
    expect(events[3]).not.toHaveProperty('a0');
    expect(events[3]?.['name']).toEqual(['x', '/root/x']);
  });
  test('the same in the names of Sysmon for Linux', () => {
    expect(run(lines).at(-2)).toEqual({
      '@timestamp': '2026-03-01T00:00:00.123Z',
      serial: '42',
      product: 'linux',
      category: 'process_creation',
      Image: '/usr/sbin/iptables',
      CommandLine: 'iptables -t nat --to-ports 42',
      CurrentDirectory: '/root',
      ProcessId: '101',
      ParentProcessId: '100',
      User: 'www-data',
    });
    expect(run(lines).at(-1)).toMatchObject({ category: 'file_event', TargetFilename: '/root/x' });
  });
  test('a child knows the program of its parent', () => {
    const child = lines.map((line) =>
      line.replaceAll(':42)', ':43)').replace(' ppid=100 pid=101 ', ' ppid=101 pid=102 '),
    );
    expect(run([...lines, ...child]).findLast(({ category }) => category === 'process_creation')).toMatchObject({
      ParentImage: '/usr/sbin/iptables',
      ParentCommandLine: 'iptables -t nat --to-ports 42',
      ParentProcessId: '101',
    });
  });
  test('records of several events may be mixed and end with EOE', () => {
    const other = lines.slice(0, 5).map((line) => line.replaceAll(':42)', ':43)'));
    const mixed = lines.slice(0, 5).flatMap((line, i) => [line, other[i] ?? '']);
    const joiner = createAuditJoiner();
    for (const line of mixed) expect(joiner.push(line, context)).toEqual([]);
    expect(joiner.push('type=EOE msg=audit(1772323200.123:43): ', context)?.[0]).toMatchObject({ serial: '43' });
    expect(joiner.end().every(({ serial }) => serial === '42')).toBe(true);
  });
  test('what never ends is given out after two seconds, and the number of open events is bounded', () => {
    const joiner = createAuditJoiner();
    const at = (time: string, serial: number) =>
      joiner.push(`type=SYSCALL msg=audit(${time}:${serial}): arch=c000003e syscall=1`, context) ?? [];
    expect(at('1000.000', 1)).toEqual([]);
    expect(at('1003.000', 2)).toMatchObject([{ serial: '1' }]);
    let given = 0;
    for (let serial = 3; serial < 1_000; serial++) given += at('1003.000', serial).length;
    expect(given).toBe(998 - 64);
    expect(joiner.end()).toHaveLength(64);
  });
  test('types that stand alone are given out at once', () => {
    const joiner = createAuditJoiner();
    expect(
      joiner.push(`type=SERVICE_STOP msg=audit(1.000:1): pid=1 msg='unit=ufw comm="systemd" res=success'`, context),
    ).toMatchObject([{ type: 'SERVICE_STOP', unit: 'ufw' }]);
    expect(joiner.push('no record', context)).toBeUndefined();
  });
});

test('what the kernel would write is read again', () => {
  const argument = fc.string({ minLength: 1, maxLength: 30 }).filter((one) => !one.includes('\0'));
  // audit_log_untrustedstring: quoted, or hexadecimal where a control character, space, quote or non-ASCII occurs.
  const write = (one: string): string => (/[^\x21\x23-\x7e]/.test(one) ? hex(one) : `"${one}"`);
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 8 }), (args) => {
      const line = `type=EXECVE msg=audit(1.000:1): argc=${args.length} ${args.map((one, i) => `a${i}=${write(one)}`).join(' ')}`;
      const event = parse(line);
      expect(args.map((_, i) => event?.[`a${i}`])).toEqual(args.map((one) => one.toWellFormed()));
    }),
  );
});

test('no text breaks them', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'type=EXECVE msg=audit(1.000:1): ',
      "msg='",
      '"',
      '=',
      'a0=',
      'a1[0]=',
      '\x1d',
      '4142',
      '__proto__=x ',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const joiner = createAuditJoiner();
      joiner.push(pieces.join(''), context);
      joiner.push(`type=PATH msg=audit(1.000:1): ${pieces.join('')}`, context);
      joiner.end();
    }),
  );
});
