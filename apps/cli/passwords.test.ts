import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';

// Each command is a process.
vi.setConfig({ testTimeout: 60_000 });

const root = mkdtempSync(path.join(os.tmpdir(), 'khien-cli-passwords-'));
afterAll(() => rmSync(root, { recursive: true }));

function khien(words: string[], input = '') {
  const main = path.join(import.meta.dirname, 'main.ts');
  const env = { PATH: process.env.PATH, KHIEN_DATA: path.join(root, 'data') };
  return spawnSync(process.execPath, [main, ...words], { encoding: 'utf8', env, cwd: root, input });
}

const line = (password: string) => `${createHash('sha1').update(password).digest('hex').toUpperCase()}:2\r\n`;

test('takes in a file and standard input, and says what is held', () => {
  writeFileSync(path.join(root, 'list.txt'), line('a') + line('b'));
  const first = khien(['passwords', 'import', 'list.txt']);
  expect([first.status, first.stdout]).toEqual([0, '2 lines read as hibp; 2 passwords by SHA-1 are held.\n']);
  const second = khien(['--json', 'passwords', 'import', '-'], 'b\nc\n');
  expect(JSON.parse(second.stdout)).toMatchObject({ format: 'plain', lines: 2, entries: 3, resumedAt: 0 });
  const list = khien(['passwords', 'list']).stdout;
  expect(list).toContain('3 passwords by SHA-1');
  expect(list).toMatch(/2 lines {2}list\.txt\n.*2 lines {2}standard input/);
  const replaced = khien(['passwords', 'import', '-', '--replace'], 'd\n');
  expect(replaced.stdout).toContain('1 passwords by SHA-1');
});

test('names wrong lines by number, and files that are not there', () => {
  const wrong = khien(['passwords', 'import', '-', '--format', 'hibp'], `${line('a')}xyz\n`);
  expect([wrong.status, wrong.stderr]).toEqual([
    1,
    'standard input, line 2: not HASH:COUNT\nNothing was imported: put the lines right, or use --skip-wrong.\n',
  ]);
  const skipped = khien(['passwords', 'import', '-', '--format', 'hibp', '--skip-wrong'], `${line('a')}xyz\n`);
  expect([skipped.status, skipped.stdout]).toEqual([0, expect.stringContaining('1 wrong lines were passed over.')]);
  const missing = khien(['passwords', 'import', 'nowhere.txt']);
  expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining('nowhere.txt cannot be imported')]);
});
