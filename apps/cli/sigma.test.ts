import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test, vi } from 'vitest';

// Each command is a process.
vi.setConfig({ testTimeout: 120_000 });

const root = mkdtempSync(path.join(os.tmpdir(), 'khien-sigma-'));
afterAll(() => rmSync(root, { recursive: true }));
/** Written by us: cmd.exe and whoami.exe on PC-7 in one block, whoami.exe again in the next. */
const binaryLog = readFileSync(path.join(import.meta.dirname, 'sigma/three-records.evtx.gz'));
const main = path.join(import.meta.dirname, 'main.ts');
const at = (name: string) => path.join(root, name);
const put = (name: string, content: string | Uint8Array) => {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
};

function khien(words: string[], input: string | Uint8Array = '') {
  const env = { PATH: process.env.PATH, KHIEN_DATA: at('data') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    env,
    cwd: root,
    input,
    maxBuffer: 2 ** 28,
  });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}
const sigma = (...words: string[]) => khien(['sigma', ...words]);
interface Line {
  file: string;
  line?: number;
  record?: number;
  time?: string;
  host?: string;
  rule: { title: string; author?: string };
  matched?: { fields: { field: string; values: string[] }[] };
  event?: Record<string, unknown>;
  group?: Record<string, string>;
  value?: number;
}
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

const id = (digit: number) => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`;
const rule = (number: number, title: string, rest: string, level = 'high') => `title: ${title}
id: ${id(number)}
status: test
description: for a test
references:
    - https://example.vn/${number}
author: Người viết ${number}
date: 2026-01-01
${rest}
level: ${level}
`;
put(
  'rules/whoami.yml',
  rule(
    1,
    'Whoami',
    `logsource:
    product: windows
    category: process_creation
detection:
    selection:
        Image|endswith: \\whoami.exe
    filter:
        User: SYSTEM
    condition: selection and not filter`,
  ),
);
put(
  'rules/web/shell.yml',
  rule(
    2,
    'Shell in an upload folder',
    `logsource:
    category: webserver
detection:
    selection:
        cs-uri-stem|contains: /upload/
        cs-uri-stem|endswith: .php
    condition: selection`,
    'critical',
  ),
);
put(
  'rules/keyword.yml',
  rule(
    3,
    'Word',
    'logsource:\n    product: linux\ndetection:\n    keywords:\n        - evil-tool\n    condition: keywords',
    'low',
  ),
);
put(
  'rules/many.yml',
  `title: Many whoami
id: ${id(4)}
author: Người đếm
correlation:
    type: event_count
    rules:
        - ${id(1)}
    group-by:
        - Computer
    timespan: 5m
    condition:
        gte: 3
    generate: true
level: critical
`,
);

const event = (second: number, image: string, more: object = {}) => ({
  Channel: 'Microsoft-Windows-Sysmon/Operational',
  EventID: 1,
  UtcTime: new Date(Date.UTC(2026, 0, 2, 3, 0, second)).toISOString().replace('T', ' ').slice(0, 23),
  Computer: 'PC-1',
  Image: `C:\\Windows\\System32\\${image}`,
  ...more,
});
const json = (...events: object[]) => `${events.map((one) => JSON.stringify(one)).join('\n')}\n`;
const access = (stem: string) =>
  `203.0.113.9 - - [02/Jan/2026:10:00:00 +0700] "GET ${stem} HTTP/1.1" 200 12 "-" "curl/8"\n`;

test('rules are checked, with the place and code of what is refused', () => {
  const good = sigma('check', 'rules');
  expect(good.stdout).toContain('3 rules and 1 correlations in 4 files; 0 refused');
  expect(good.status).toBe(0);
  put(
    'bad/a.yml',
    rule(8, 'Bad', 'logsource:\n    product: linux\ndetection:\n    a:\n        b|nonsense: 1\n    condition: a'),
  );
  const bad = khien(['--json', 'sigma', 'check', 'bad/a.yml', 'rules/*.yml']);
  expect(bad.status).toBe(1);
  expect(JSON.parse(bad.stdout)).toMatchObject({
    rules: 2,
    refused: [{ place: { file: 'bad/a.yml', line: 13 }, code: 'modifier' }],
  });
  expect(sigma('check', 'bad/a.yml').stdout).toContain('bad/a.yml:13 refused (modifier)');
  const none = sigma('check', 'nothing/');
  expect([none.status, none.stderr]).toEqual([1, 'nothing/ is not there\n']);
});

describe('run', () => {
  test('reads a folder of every kind of log, and tells what it could not read', () => {
    put(
      'logs/a.ndjson',
      `${json(event(1, 'whoami.exe'))}{broken\n\n${json(event(2, 'cmd.exe'), event(3, 'whoami.exe'))}`,
    );
    put('logs/b.json.gz', gzipSync(JSON.stringify([event(4, 'whoami.exe', { Computer: 'PC-2' })])));
    put('logs/c/access.log', access('/a.php') + access('/upload/x.php') + access('/upload/x.png'));
    put('logs/d.xml', Buffer.from(`\ufeff${xml}`, 'utf16le'));
    put('logs/e.evtx', gunzipSync(binaryLog));
    put('logs/f.log', `\n\n<13>Jan  2 10:00:00 web1 app: an evil-tool\n`);
    put('logs/g.bin', new Uint8Array([1, 2, 3, 0, 255, 7]));
    put(
      'logs/h.log.gz',
      gzipSync(json(...Array.from({ length: 4000 }, (_, i) => event(5, `p${i}.exe`)))).subarray(0, 9000),
    );
    put('logs/i.log', access('/a') + access(`/${'x'.repeat(1_100_000)}`) + access('/upload/y.php'));
    put('logs/empty.log', '');
    const { status, stdout, stderr } = sigma('run', 'rules', 'logs', '--jsonl');
    expect(status).toBe(0);
    const lines = linesOf(stdout);
    expect(lines.map((one) => [one.rule.title, path.basename(one.file), one.line ?? one.record])).toEqual([
      ['Whoami', 'a.ndjson', 1],
      ['Whoami', 'a.ndjson', 5],
      ['Whoami', 'b.json.gz', 1],
      ['Shell in an upload folder', 'access.log', 2],
      ['Whoami', 'd.xml', 1],
      ['Whoami', 'e.evtx', 2],
      ['Whoami', 'e.evtx', 1],
      ['Word', 'f.log', 3],
      ['Shell in an upload folder', 'i.log', 3],
    ]);
    const [first] = lines;
    expect(first).toMatchObject({
      time: '2026-01-02T03:00:01.000Z',
      host: 'PC-1',
      rule: { author: 'Người viết 1', references: ['https://example.vn/1'], level: 'high' },
      event: { EventID: 1 },
    });
    expect(first?.matched?.fields).toMatchObject([{ field: 'Image', values: ['C:\\Windows\\System32\\whoami.exe'] }]);
    expect(stderr).toContain('a.ndjson: 1 are no JSON, first in line 2');
    expect(stderr).toContain('g.bin: the format is not known');
    expect(stderr).toContain('h.log.gz: it ends early: unexpected end of file');
    expect(stderr).toContain('i.log: 1 lines or events are longer than 1 MiB, first in line 2');
  });

  test('tells people the author and link of each rule, and lets no log write to the terminal', () => {
    const log = put('people.ndjson', json(event(1, 'a\u001b[2J\\whoami.exe')));
    const { stdout, status } = sigma('run', 'rules', log, '--fail-on', 'high');
    expect(stdout).toContain('2026-01-02T03:00:01.000Z  high      Whoami  PC-1');
    expect(stdout).toContain('by Người viết 1 · https://example.vn/1');
    expect(stdout).toContain('\\u001b[2J');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('not in the event: User');
    expect(stdout).toMatch(/1 matches of 1 rules in 1 events of 1 file /);
    expect(status).toBe(3);
    expect(sigma('run', 'rules', log, '--fail-on', 'critical').status).toBe(0);
    expect(sigma('run', 'rules', log, '--level', 'critical').stdout).toMatch(/^0 matches/);
  });

  test('counts matches in the time of events, whatever the order of logs', () => {
    put('corr/1.ndjson', json(event(50, 'whoami.exe'), event(9, 'whoami.exe', { Computer: 'PC-2' })));
    put('corr/2.ndjson', json(event(40, 'whoami.exe'), event(45, 'whoami.exe')));
    const { stdout } = sigma('run', 'rules', 'corr', '--jsonl', '--rule', 'many whoami');
    expect(linesOf(stdout)).toMatchObject([
      { time: '2026-01-02T03:00:50.000Z', rule: { title: 'Many whoami' }, group: { Computer: 'PC-1' }, value: 3 },
    ]);
    expect(sigma('run', 'rules', 'corr', '--jsonl', '--rule', 'no such').stderr).toContain('no rule is called no such');
  });

  test('reads standard input, packed or not, and only the times that are asked for', () => {
    const bytes = gzipSync(json(...Array.from({ length: 20 }, (_, i) => event(i, 'whoami.exe'))));
    const words = [
      'sigma',
      'run',
      'rules',
      '-',
      '--rule',
      id(1),
      '--from',
      '2026-01-02T03:00:05',
      '--to',
      '2026-01-02T03:00:09',
    ];
    const { stdout, stderr } = khien([...words, '--jsonl'], bytes);
    expect(linesOf(stdout).map(({ line }) => line)).toEqual([6, 7, 8, 9, 10]);
    expect(stderr).toContain('15 events were outside');
    const whole = JSON.parse(khien(['--json', ...words], bytes).stdout) as { matches: Line[]; summary: object };
    expect(whole.matches).toHaveLength(5);
    expect(whole.summary).toMatchObject({ matches: 5, events: 20, outside: 15 });
  });

  test('two jobs find what one finds, in the same order', () => {
    const names = ['cmd.exe', 'whoami.exe', 'net.exe', 'Điện.exe'];
    const big = Array.from({ length: 20_000 }, (_, i) =>
      event(i % 60, names[(i * 7 + (i >> 5)) % 4] ?? '', { Note: 'x'.repeat(i % 300) }),
    );
    put('big/a.ndjson', json(...big));
    put('big/b.ndjson.gz', gzipSync(json(...big.slice(0, 9000))));
    put('big/c.json', JSON.stringify(big.slice(0, 3000)));
    const [one, two] = ['1', '2'].map((jobs) => sigma('run', 'rules', 'big', '--jsonl', '--jobs', jobs).stdout);
    expect(linesOf(one ?? '').length).toBeGreaterThan(7000);
    expect(two).toBe(one);
    const lines = linesOf(one ?? '').filter(({ file }) => file?.endsWith('a.ndjson'));
    for (const { line = 0, event: found } of lines) expect(found).toEqual(big[line - 1]);
  });

  test('Ctrl-C ends it with what was found', async () => {
    const child = spawn(process.execPath, [main, 'sigma', 'run', 'rules', '-', '--jobs', '2'], { cwd: root });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const some = json(...Array.from({ length: 9000 }, (_, i) => event(i % 60, 'whoami.exe')));
    child.stdin.on('error', () => undefined);
    child.stdin.write(some);
    await vi.waitFor(() => expect(out).toContain('Whoami'), { timeout: 60_000 });
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(130);
    expect(out).toContain('Stopped before the end');
    expect(out).toMatch(/\d+ matches of 2 rules/);
  });

  test('ends quietly when whoever reads has enough', async () => {
    put('enough.ndjson', json(...Array.from({ length: 20_000 }, (_, i) => event(i % 60, 'whoami.exe'))));
    const child = spawn(process.execPath, [main, 'sigma', 'run', 'rules', 'enough.ndjson', '--jsonl'], { cwd: root });
    let told = '';
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number];
    expect([code, told]).toEqual([0, '']);
  });

  test('joins records of auditd, and reads Zeek and OTLP by what came before', () => {
    put(
      'mix/audit.log',
      `type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e syscall=59 success=yes exit=0 pid=2 auid=0 uid=0 exe="/usr/bin/nc"
type=EXECVE msg=audit(1700000000.123:45): argc=2 a0="nc" a1="evil-tool"
type=PROCTITLE msg=audit(1700000000.123:45): proctitle=6E63
no record
`,
    );
    put(
      'mix/http.log',
      '#separator \\x09\n#path\thttp\n#fields\tts\thost\tnote\n#types\ttime\tstring\tstring\n1700000000.5\th\tevil-tool\nshort\n',
    );
    const body = { stringValue: 'an evil-tool' };
    const record = { timeUnixNano: '1700000000000000000', body };
    put('mix/otlp.json', json({ resourceLogs: [{ scopeLogs: [{ logRecords: [record, record] }] }] }));
    const { stdout, stderr } = sigma('run', 'rules/keyword.yml', 'mix', '--jsonl');
    const lines = linesOf(stdout);
    expect(new Set(lines.map(({ file }) => path.basename(file)))).toContain('audit.log');
    expect(lines.filter(({ file }) => file.endsWith('otlp.json'))).toHaveLength(2);
    expect(lines.find(({ file }) => file.endsWith('audit.log'))?.time).toBe('2023-11-14T22:13:20.123Z');
    expect(stderr).toContain('audit.log: 1 lines are not of the format auditd, first in line 4');
    expect(stderr).toContain('http.log: 1 lines are not of the format zeek, first in line 6');
  });

  test('a log that is not there, or cannot be read, is no empty log', () => {
    expect(sigma('run', 'rules', 'missing.log').stderr).toBe('missing.log is not there\n');
    expect(sigma('run', 'rules/whoami.yml', put('x.zip', 'PK\u0003\u0004aaaa')).stdout).toContain('packed with zip');
  });
});

test('explain tells every line, in two languages', () => {
  put('ex.ndjson', json(event(1, 'cmd.exe'), event(2, 'whoami.exe', { User: 'SYSTEM' }), event(3, 'whoami.exe')));
  const found = sigma('explain', 'rules/whoami.yml', 'ex.ndjson');
  expect(found.status).toBe(0);
  expect(found.stdout).toContain('ex.ndjson:3');
  expect(found.stdout).toContain('KHỚP: luật này bắt sự kiện này.');
  expect(found.stdout).toContain('sự kiện không có trường này');
  const other = sigma('explain', 'rules', 'ex.ndjson', '--line', '2', '--rule', 'Whoami', '--lang', 'en');
  expect(other.status).toBe(1);
  expect(other.stdout).toMatch(/NO MATCH[^]*selection ✓ and not filter ✓[^]*✓ Search filter/);
  expect(sigma('explain', 'rules', '--event', '{}').stderr).toContain('holds 3 rules');
});

test('backtest takes cases of SigmaHQ and expectations, and writes JUnit', () => {
  put('bt/rules/w/1.json', json(event(1, 'whoami.exe')));
  put(
    'bt/rules/w/info.yml',
    `rule_metadata:\n  - id: ${id(1)}\n    title: Whoami\nregression_tests_info:\n  - name: once\n    type: json\n    path: rules/w/1.json\n`,
  );
  const good = sigma('backtest', 'rules', 'bt');
  expect([good.status, good.stdout]).toEqual([0, '1 passed, 0 failed, 0 errors, 0 warnings in 1 cases\n']);
  put('expect.yml', `expectations:\n  - rule: Whoami\n    exactly: 2\n  - rule: Nobody\n    at_least: 1\n`);
  const bad = sigma('backtest', 'rules', 'expect.yml', '--events', 'bt/rules/w/1.json', '--junit', 'junit.xml');
  expect(bad.status).toBe(1);
  expect(bad.stdout).toContain('Whoami fired 1 times (too-few');
  expect(readFileSync(at('junit.xml'), 'utf8')).toContain('failures="1" errors="1"');
});

test('coverage tells which rules can fire, and bench how fast it is', () => {
  put('cov.ndjson', json(event(1, 'a.exe'), event(2, 'b.exe')));
  const told = JSON.parse(khien(['--json', 'sigma', 'coverage', 'rules', 'cov.ndjson']).stdout) as object;
  expect(told).toMatchObject({ events: 2, rules: 3, totals: { 'can-fire': 1, 'no-source': 2 } });
  expect(sigma('coverage', 'rules', 'cov.ndjson', '--all').stdout).toContain('✗ Word: nothing of their log source');
  const speed = JSON.parse(khien(['--json', 'sigma', 'bench', 'rules', 'cov.ndjson']).stdout) as object;
  expect(speed).toMatchObject({ events: 2, matches: 0, rules: 3 });
});

test('rules of others are taken over whole, with their licence, or not at all', () => {
  const text = readFileSync(at('rules/whoami.yml'), 'utf8');
  put('hq/rules/windows/whoami.yml', text);
  put('hq/deprecated/old.yml', text);
  put('hq/LICENSE', 'Detection Rule License 1.1');
  put('hq/.git/config', '[remote "origin"]\n\turl = https://me:secret@example.vn/hq.git\n');
  const first = khien(['rules', 'import', 'hq']);
  expect(first.stdout).toContain('1 rules and 0 correlations of 1 files were taken over');
  expect(readFileSync(at('data/rules/LICENSE'), 'utf8')).toContain('Detection');
  expect(JSON.parse(readFileSync(at('data/rules/khien-source.json'), 'utf8'))).toMatchObject({
    link: 'https://example.vn/hq.git',
  });
  expect(khien(['rules', 'import', 'hq']).stdout).toContain('already');
  put('hq/rules/windows/whoami.yml', text.replace('title: Whoami', 'title: Who is it'));
  expect(khien(['rules', 'import', 'hq']).stdout).toContain('taken over');
  expect(readFileSync(at('data/rules/rules/windows/whoami.yml'), 'utf8')).toContain('Who is it');
  put('mine/diary.txt', 'keep me');
  const refused = khien(['rules', 'import', 'hq', '--into', 'mine']);
  expect([refused.status, readFileSync(at('mine/diary.txt'), 'utf8')]).toEqual([1, 'keep me']);
  expect(khien(['rules', 'import', 'bad']).stderr).toContain('can be loaded');
});

const xml = `<?xml version="1.0" encoding="utf-16"?>
<Events><Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-Sysmon"/><EventID>1</EventID><TimeCreated SystemTime="2026-01-02T03:00:30.000Z"/><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>PC-9</Computer></System><EventData><Data Name="Image">C:\\Windows\\System32\\whoami.exe</Data></EventData></Event></Events>`;
