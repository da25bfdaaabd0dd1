import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FACILITIES, parseSyslog, SEVERITIES } from './parse.ts';

const context = { now: Date.UTC(2026, 10, 22) };
const parse = (line: string) => parseSyslog(line, context);

describe('RFC 3164', () => {
  test('the usual line, with and without priority', () => {
    expect(parse('<86>Nov  2 10:20:30 gate-1 sshd[812]: Invalid user admin from 203.0.113.9')).toEqual({
      '@timestamp': '2026-11-02T10:20:30.000Z',
      hostname: 'gate-1',
      program: 'sshd',
      pid: '812',
      facility: 'authpriv',
      severity: 'info',
      message: 'Invalid user admin from 203.0.113.9',
    });
    expect(parse('Dec 10 06:55:46 gate-1 CRON[1]: x\r\n')).toEqual({
      '@timestamp': '2025-12-10T06:55:46.000Z',
      hostname: 'gate-1',
      program: 'CRON',
      pid: '1',
      message: 'x',
    });
  });

  test.each([
    ['<13>Nov  2 10:20:30 2001:db8::1 app: hi', { hostname: '2001:db8::1', program: 'app', message: 'hi' }],
    ['<13>Nov  2 10:20:30 10.0.0.1 hi there', { hostname: '10.0.0.1', message: 'hi there' }],
    ['Nov  2 10:20:30 auth: Info: x', { program: 'auth', message: 'Info: x' }],
    ['Nov  2 10:20:30 sogod [26818]: x', { program: 'sogod', pid: '26818', message: 'x' }],
    ['<34>2026-11-02T10:20:30.003+07:00 gate-1 su: x', { '@timestamp': '2026-11-02T03:20:30.003Z', program: 'su' }],
    ['<34>Nov  2 2026 10:20:30 fw-1 : %ASA-4-106023: Deny', { hostname: 'fw-1', program: '%ASA-4-106023' }],
    [
      '<189>29: *Mar  1 00:00:05.123 UTC: %SYS-5-CONFIG_I: Configured',
      { '@timestamp': '2026-03-01T00:00:05.123Z', program: '%SYS-5-CONFIG_I', message: 'Configured' },
    ],
    [
      '<189>edge-1: 000029: Mar  1 00:00:05: %LINK-3-UPDOWN: x',
      { hostname: 'edge-1', program: '%LINK-3-UPDOWN', message: 'x', '@timestamp': '2026-03-01T00:00:05.000Z' },
    ],
    ['<13>no time at all', { facility: 'user', severity: 'notice' }],
    [
      'Mar 19 23:48:18 <auth.info> gate-1 sshd[5]: x',
      { facility: 'auth', severity: 'info', hostname: 'gate-1', program: 'sshd', pid: '5', message: 'x' },
    ],
    ['Apr  2 17:51:27 <4.3> gate-1 sshd[5]: x', { facility: 'auth', severity: 'err' }],
    ['Mar 19 23:48:18 gate-1 sshd[5]: [ID 800047 auth.error] x', { facility: 'auth', severity: 'err', message: 'x' }],
    ['\ufeff<13>Nov  2 10:20:30 gate-1 app: hi', { program: 'app', hostname: 'gate-1' }],
  ])('%s', (line, expected) => {
    expect(parse(line)).toMatchObject(expected);
  });

  test('a priority above 191 is none, and what has neither priority nor time is no syslog', () => {
    expect(parse('<192>Nov  2 10:20:30 gate-1 app: hi')).toBeUndefined();
    expect(parse('hello')).toBeUndefined();
    expect(parse('')).toBeUndefined();
    expect(parse(`<13>${'x'.repeat(1_048_577)}`)).toBeUndefined();
  });
});

describe('RFC 5424', () => {
  test('all parts', () => {
    const data = String.raw`[exampleSDID@32473 iut="3" eventSource="a \"b\" \\ \] \n" ip="1" ip="2"][x@1]`;
    expect(parse(`<165>1 2003-10-11T22:14:15.003-07:00 mymachine evntslog 71 ID47 ${data} \ufeffAn event`)).toEqual({
      '@timestamp': '2003-10-12T05:14:15.003Z',
      hostname: 'mymachine',
      program: 'evntslog',
      pid: '71',
      msgid: 'ID47',
      facility: 'local4',
      severity: 'notice',
      structured_data: {
        'exampleSDID@32473': { iut: '3', eventSource: String.raw`a "b" \ ] \n`, ip: ['1', '2'] },
        'x@1': {},
      },
      message: 'An event',
    });
  });
  test('nil values are absent', () => {
    expect(parse('<34>1 - - - - - -')).toEqual({ facility: 'auth', severity: 'crit' });
  });
  test('__proto__ is a name like any other', () => {
    const event = parse('<34>1 - - - - - [__proto__ __proto__="x"] m');
    const data = event?.['structured_data'] as object;
    expect(Object.keys(data)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });
  test('broken structured data is still a syslog message', () => {
    expect(parse('<34>1 2003-10-11T22:14:15Z h a - - [x y="z m')).toMatchObject({ facility: 'auth' });
  });
});

const word = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_.-]{0,30}$/);

test('what is written as RFC 5424 is read again', () => {
  const value = fc.string({ maxLength: 40 });
  const pid = fc.stringMatching(/^[0-9]{1,6}$/);
  const message = fc.string().filter((text) => !/[\r\n\0]$|^\ufeff/.test(text));
  const values = fc.dictionary(word, value, { maxKeys: 5 });
  fc.assert(
    fc.property(fc.nat(191), word, word, pid, word, values, message, (priority, host, app, id, msgid, params, text) => {
      const escaped = Object.entries(params).map(([k, v]) => ` ${k}="${v.replaceAll(/["\\\]]/g, '\\$&')}"`);
      const line = `<${priority}>1 2026-01-02T03:04:05Z ${host} ${app} ${id} ${msgid} [a@1${escaped.join('')}] ${text}`;
      expect(parse(line)).toEqual({
        '@timestamp': '2026-01-02T03:04:05.000Z',
        facility: FACILITIES[priority >> 3],
        severity: SEVERITIES[priority & 7],
        hostname: host,
        program: app,
        pid: id,
        msgid,
        structured_data: { 'a@1': params },
        message: text,
      });
    }),
  );
});

test('what is written as RFC 3164 is read again', () => {
  const program = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_./-]{0,30}$/);
  const message = fc.string().filter((text) => !/[\r\n\0]$|^ |^\[ID/.test(text));
  fc.assert(
    fc.property(fc.nat(191), word, program, fc.nat(99_999), message, (priority, hostname, name, pid, text) => {
      expect(parse(`<${priority}>Nov  2 10:20:30 ${hostname} ${name}[${pid}]: ${text}`)).toEqual({
        '@timestamp': '2026-11-02T10:20:30.000Z',
        facility: FACILITIES[priority >> 3],
        severity: SEVERITIES[priority & 7],
        hostname,
        program: name,
        pid: String(pid),
        message: text,
      });
    }),
  );
});

test('no text breaks it', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('<34>', '1 ', '- ', 'Nov  2 10:20:30 ', 'a[1]: ', '[x y="', '%A-1-B: '),
  );
  fc.assert(fc.property(fc.array(piece), (pieces) => void parse(pieces.join(''))));
});
