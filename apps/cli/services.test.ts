import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { testDatabase } from '@khien/platform/testkit';
import { migrationFolders } from '@khien/server/migrations';
import { afterAll, expect, test, vi } from 'vitest';
import { readEnd } from './services.ts';

// Each command is a process.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const database = await testDatabase(migrationFolders);
const folder = mkdtempSync(path.join(os.tmpdir(), 'khien-cli-services-'));
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

/** The real command, in a process of its own. */
function khien(words: string[], input = '') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(import.meta.dirname, 'main.ts'), ...words],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, KHIEN_DATA: folder, KHIEN_DATABASE: database.url, KHIEN_DEMO: 'false' },
      input,
    },
  );
  return { status, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> };
}

function file(name: string, text: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
}

test('check tells by its exit code what it found, from words, standard input and files', () => {
  const grave = khien(['check', 'TK cua ban bi khoa, vao ngay vietcombank.vn-ms.top']);
  expect(grave.status).toBe(10);
  expect(grave.stdout).toContain('vietcombank.com.vn');
  const quiet = khien(['check', '--json'], 'Tối nay ăn cơm ở nhà nhé\n');
  expect([quiet.status, quiet.json().grade]).toEqual([0, 'nothing-found']);
  const lines = file('messages.txt', `Tối nay ăn cơm\n\nvao ngay vietcombank.vn-ms.top\r\n${'x'.repeat(20_001)}\n`);
  const many = khien(['check', '--file', lines, '--json', '--lang', 'en']);
  const answers = many.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { line: number; error?: string });
  expect(answers.map(({ line, error }) => [line, error])).toEqual([
    [1, undefined],
    [3, undefined],
    [4, 'too-long'],
  ]);
  expect(many.status).toBe(1);
  expect(khien(['check', '--file', path.join(folder, 'gone.txt')])).toMatchObject({ status: 1, stdout: '' });
  expect(khien(['check'], '  \n').stderr).toContain('there is nothing to check');
});

test('feed import says what happened, refuses wrong lines, and the next check knows the list', () => {
  const words = ['--format', 'hosts', '--source', 'Danh sách thử', '--expires', '30d'];
  const wrong = khien(['feed', 'import', file('wrong.txt', 'a.example.net\n???\n'), ...words]);
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toContain('line 2: not a host name or address: ???');
  const list = file('list.txt', 'lua-dao.example.net\nwww.lua-dao.example.net\nvietcombank.com.vn\n');
  const right = khien(['feed', 'import', list, ...words, '--json']);
  expect(right.status).toBe(0);
  expect(right.json()).toMatchObject({ imported: true, added: 1, duplicates: 1, refused: { count: 1 } });
  expect(khien(['check', 'https://lua-dao.example.net/x']).status).toBe(11);
  expect(khien(['feed', 'list', '--json']).json()).toMatchObject([{ name: 'Danh sách thử', entries: 1 }]);
  expect(khien(['feed', 'export', '--format', 'hosts.txt']).stdout).toContain('# Source: http');
  expect(khien(['feed', 'remove', 'Danh sách thử']).status).toBe(0);
  expect(khien(['check', 'lua-dao.example.net']).status).toBe(0);
  expect(khien(['feed', 'remove', 'không có']).stderr).toContain('There is no such source');
  expect(khien(['feed', 'import', list, '--format', 'xml', '--source', 'x', '--expires', '1d']).status).toBe(2);
});

test('report gives a code, and tells by the code what became of it', () => {
  const key = 'cli-test-key-0000001';
  const sent = khien(['report', 'Co nguoi goi tu 0356 789 012 bao trung thuong, bat dong phi', '--key', key, '--json']);
  expect(sent.status).toBe(0);
  const again = khien([
    'report',
    'Co nguoi goi tu 0356 789 012 bao trung thuong, bat dong phi',
    '--key',
    key,
    '--json',
  ]);
  expect(again.json().code).toBe(sent.json().code);
  const status = khien(['report', 'status', String(sent.json().code), '--json']);
  expect(status.json()).toMatchObject({ kind: 'attempt', status: 'received' });
  const wrong = khien(['report', 'text', '--unit', 'no-such-unit']);
  expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('There is no such commune.')]);
});

test('user adds people, gives and takes roles, and invites', () => {
  const added = khien(['user', 'add', 'Lò Văn Páo', '--grant', 'admin:11', '--json']);
  expect(added.json()).toMatchObject({ code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{3}-[0-9A-Z]{4}$/) });
  const id = String(added.json().id);
  expect(khien(['user', 'grant', id, 'officer:03127']).status).toBe(0);
  expect(khien(['user', 'ungrant', id, 'admin:11']).status).toBe(0);
  expect(khien(['user', 'list', '--json']).json()).toMatchObject([
    { id, grants: [{ role: 'officer', unitId: '03127' }] },
  ]);
  expect(khien(['user', 'invite', id, '--json']).json().code).not.toBe(added.json().code);
  expect(khien(['user', 'add', 'X', '--grant', 'king:11']).stderr).toContain('is no grant');
  expect(khien(['user', 'grant', id, 'officer:99999']).status).toBe(1);
});

test('every command explains itself with examples', () => {
  for (const command of [['report'], ['feed', 'import']]) {
    const help = khien([...command, '--help']);
    expect(help.status).toBe(0);
    expect(help.stdout).toContain('Examples:');
  }
});

test('ends are written as spans or dates', () => {
  const now = new Date('2026-11-21T10:00:00Z');
  expect(readEnd('30d', now).toISOString()).toBe('2026-12-21T10:00:00.000Z');
  expect(readEnd('12m', now).toISOString()).toBe('2027-11-21T10:00:00.000Z');
  expect(readEnd('2027-01-31', now).toISOString()).toBe('2027-01-31T00:00:00.000Z');
  for (const wrong of ['soon', '2027-13-01', '-1d', '']) expect(() => readEnd(wrong, now)).toThrow('is no end');
});
