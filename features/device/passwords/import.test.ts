import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createRecords } from '../records.ts';
import { createPasswordAnswers } from './answers.ts';
import type { HashMode } from './format.ts';
import { type ImportOptions, importPasswords, storeFile } from './import.ts';
import { openInput, openStream } from './input.ts';
import { runCursor, writeRun } from './runs.ts';
import { ImportBusy, openWork } from './state.ts';
import { openStore } from './store.ts';
import { writeStore } from './write.ts';

const root = mkdtempSync(path.join(tmpdir(), 'khien-passwords-'));
afterAll(() => rmSync(root, { recursive: true }));
let made = 0;
const newFolder = (): string => path.join(root, String(made++));

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();

function fileOf(text: string, name = 'list.txt'): string {
  const folder = newFolder();
  mkdirSync(folder);
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const take = async (folder: string, file: string, options: Partial<ImportOptions> = {}) =>
  importPasswords({ folder, input: openInput(file), ...options });

/** Everything a store answers, as a map of whole hashes; read from memory and from the disk alike. */
async function read(
  folder: string,
  prefixes: Iterable<string>,
  mode: HashMode = 'sha1',
): Promise<Record<string, number>> {
  const both: Record<string, number>[] = [];
  for (const inMemory of [1 << 30, 0]) {
    const store = await openStore(storeFile(folder, mode), inMemory);
    if (!store) throw new Error('no store');
    const answers = createPasswordAnswers(store);
    const found: Record<string, number> = {};
    for (const prefix of new Set(prefixes)) {
      const [lines] = await answers.answer(prefix, false);
      for (const line of lines.split('\r\n').slice(0, -1)) {
        const [suffix = '', count] = line.split(':');
        found[prefix + suffix] = Number(count);
      }
    }
    await store.close();
    both.push(found);
  }
  expect(both[0]).toEqual(both[1]);
  return both[0] ?? {};
}

const prefixes = (hashes: readonly string[]) => hashes.map((hash) => hash.slice(0, 5));

test('takes passwords a line, however the lines end', async () => {
  const folder = newFolder();
  const summary = await take(folder, fileOf('123456\r\nmật khẩu\n\nanhyeuem\n123456\n cách trắng \nkhông hết dòng'));
  expect(summary).toMatchObject({ format: 'plain', mode: 'sha1', lines: 7, wrong: 0, entries: 5, resumedAt: 0 });
  const hashes = ['123456', 'mật khẩu', 'anhyeuem', ' cách trắng ', 'không hết dòng'].map(sha1);
  expect(await read(folder, prefixes(hashes))).toEqual(Object.fromEntries(hashes.map((hash) => [hash, 1])));
});

test('takes the download of haveibeenpwned.com: one file, single files, a folder of them, NTLM, a stream', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map(sha1).sort() as [string, string, string];
  const wanted = { [a]: 7, [b]: 4_294_967_295, [c]: 10 };
  const whole = `${a}:7\r\n${b}:99999999999\r\n${c.toLowerCase()}:10\r\n`;
  const one = newFolder();
  expect(await take(one, fileOf(whole))).toMatchObject({ format: 'hibp', lines: 3, entries: 3 });
  expect(await read(one, prefixes([a, b, c]))).toEqual(wanted);

  const piped = newFolder();
  await importPasswords({ folder: piped, input: await openStream(Readable.from([Buffer.from(whole)])) });
  expect(await read(piped, prefixes([a, b, c]))).toEqual(wanted);

  const single = newFolder();
  const file = fileOf(`${a.slice(5)}:7\n${'0'.repeat(35)}:0`, `${a.slice(0, 5)}.txt`);
  expect(await take(single, file)).toMatchObject({ format: 'hibp', entries: 1 });
  writeFileSync(path.join(path.dirname(file), `${b.slice(0, 5)}.txt`), `${b.slice(5)}:4294967295`);
  writeFileSync(path.join(path.dirname(file), `${c.slice(0, 5)}.txt`), `${c.slice(5)}:10\r\n`);
  writeFileSync(path.join(path.dirname(file), 'readme.md'), 'not a list');
  const folder = newFolder();
  await take(folder, path.dirname(file));
  expect(await read(folder, prefixes([a, b, c]))).toEqual(wanted);

  const ntlm = newFolder();
  const hash = '8846F7EAEE8FB117AD06BDD830B7586C';
  expect(await take(ntlm, fileOf(`${hash}:3\n`))).toMatchObject({ mode: 'ntlm', entries: 1 });
  expect(await read(ntlm, [hash.slice(0, 5)], 'ntlm')).toEqual({ [hash]: 3 });
});

test('names wrong lines by number and then takes nothing, unless told to pass over them', async () => {
  const folder = newFolder();
  const file = fileOf(`${sha1('a')}:1\nkhông phải\n${sha1('b')}:x\n${sha1('c').slice(1)}:1\n${sha1('d')}:2\n`);
  await expect(take(folder, file)).rejects.toThrow(
    `${file}, line 2: not HASH:COUNT\n${file}, line 3: not HASH:COUNT\n${file}, line 4: not HASH:COUNT`,
  );
  expect(existsSync(storeFile(folder, 'sha1'))).toBe(false);
  expect(await take(folder, file, { skipWrong: true })).toMatchObject({ lines: 5, wrong: 3, entries: 2 });
  await expect(take(newFolder(), fileOf(`ngắn\n${'x'.repeat(1001)}\n`))).rejects.toThrow(/line 2: longer/);
  await expect(take(newFolder(), fileOf(`ngắn\n${'x'.repeat(100_000)}`))).rejects.toThrow(/line 2: longer/);
  await expect(take(newFolder(), newFolder())).rejects.toThrow(/ENOENT/);
});

test('a second list is added, or replaces the first', async () => {
  const folder = newFolder();
  const [a, b, c] = ['a', 'b', 'c'].map(sha1) as [string, string, string];
  await take(folder, fileOf(`${a}:5\n${b}:2\n`));
  await take(folder, fileOf('b\nc\n'));
  expect(await read(folder, prefixes([a, b, c]))).toEqual({ [a]: 5, [b]: 2, [c]: 1 });
  await take(folder, fileOf('c\n'), { replace: true });
  expect(await read(folder, prefixes([a, b, c]))).toEqual({ [c]: 1 });
  await take(folder, fileOf('a\n'), { onlyIfAbsent: true });
  expect(await read(folder, prefixes([a, b, c]))).toEqual({ [c]: 1 });
});

test('any list in any order, in runs of any length, comes out as a map would have it', async () => {
  // Few beginnings, so that records meet in one bucket.
  const hash = fc
    .tuple(fc.constantFrom('0', '00', 'F', 'ABCDE'), fc.nat(60))
    .map(([start, n]) => start + sha1(`${n}`).slice(start.length));
  const lines = fc.array(fc.tuple(hash, fc.integer({ min: 1, max: 100_000 })), { minLength: 1, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(lines, lines, fc.integer({ min: 1, max: 30 }), async (first, second, runRecords) => {
      const folder = newFolder();
      const model = new Map<string, number>();
      for (const list of [first, second]) {
        await take(folder, fileOf(list.map(([one, count]) => `${one}:${count}\n`).join('')), { runRecords });
        for (const [one, count] of list) model.set(one, Math.max(count, model.get(one) ?? 0));
      }
      expect(await read(folder, prefixes([...model.keys()]))).toEqual(Object.fromEntries(model));
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('a store of very many has a finer index, and is read and added to alike', async () => {
  const folder = newFolder();
  mkdirSync(folder);
  const hashes = ['ABCDE', 'ABCDF', 'ABCE0', '00000', 'FFFFF'].flatMap((start) =>
    Array.from({ length: 20 }, (_, i) => start + sha1(String(i)).slice(5)),
  );
  const records = createRecords(24);
  for (const [i, one] of hashes.entries()) {
    const record = records.next();
    record.write(one, 'hex');
    record.writeUInt32LE(i + 1, 20);
  }
  const run = writeRun(path.join(folder, 'run'), records.bytes(), 'sha1');
  const file = storeFile(folder, 'sha1');
  writeStore({ file, mode: 'sha1', cursors: [runCursor([run], 'sha1')], most: 17_000_000, lists: [] });
  expect((await openStore(file))?.header.bits).toBe(20);
  const wanted = Object.fromEntries(hashes.map((one, i) => [one, i + 1]));
  expect(await read(folder, [...prefixes(hashes), 'ABCDD', 'FFFFE'])).toEqual(wanted);
  const more = `ABCDE${sha1('more').slice(5)}`;
  await take(folder, fileOf(`${more}:9\n`));
  expect((await openStore(file))?.header.bits).toBe(16);
  expect(await read(folder, prefixes(hashes))).toEqual({ ...wanted, [more]: 9 });
});

test('one import at a time', async () => {
  const folder = newFolder();
  mkdirSync(path.join(folder, 'import'), { recursive: true });
  const other = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `(await import(process.argv[2])).openWork(process.argv[1]); setInterval(() => 0, 1000)`,
      folder,
      new URL('./state.ts', import.meta.url).href,
    ],
    { stdio: 'inherit' },
  );
  const lock = path.join(folder, 'import', 'pid');
  while (!existsSync(lock) || readFileSync(lock, 'utf8') === '') await setTimeout(5);
  await expect(take(folder, fileOf('a\n'))).rejects.toThrow(ImportBusy);
  // Another process that has the number of one that is gone holds nobody up.
  const mine = readFileSync(lock, 'utf8');
  writeFileSync(lock, mine.replace(/ .*/, ' 1'));
  expect(await take(folder, fileOf('a\n'))).toMatchObject({ entries: 1 });
  other.kill('SIGKILL');
  await once(other, 'exit');
  // Nor does whoever was killed.
  mkdirSync(path.dirname(lock), { recursive: true });
  writeFileSync(lock, mine);
  expect(await take(folder, fileOf('b\n'))).toMatchObject({ entries: 2 });
});

const LINES = 60_000;
const RUN = 5_000;

/** Imports in a process of its own, slowly enough to be killed on the way. */
function startImport(folder: string, file: string): ChildProcess {
  const program = `
    import { importPasswords } from ${JSON.stringify(new URL('./import.ts', import.meta.url).href)};
    import { openInput } from ${JSON.stringify(new URL('./input.ts', import.meta.url).href)};
    await importPasswords({ folder: process.argv[1], input: openInput(process.argv[2]), runRecords: ${RUN},
      onProgress: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50) });`;
  return spawn(process.execPath, ['--input-type=module', '-e', program, folder, file], { stdio: 'inherit' });
}

test('killed on the way, it goes on after its last run and ends with the same store', { timeout: 60_000 }, async () => {
  const text = Array.from({ length: LINES }, (_, i) => `mat-khau-${i}`).join('\n');
  const file = fileOf(text);
  const folder = newFolder();
  const child = startImport(folder, file);
  const state = path.join(folder, 'import', 'state.json');
  while (!existsSync(state) || JSON.parse(readFileSync(state, 'utf8')).lines < 3 * RUN) await setTimeout(5);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(storeFile(folder, 'sha1'))).toBe(false);
  const done = JSON.parse(readFileSync(state, 'utf8')).lines;
  expect(done).toBeLessThan(LINES);

  const progress: number[] = [];
  const summary = await take(folder, file, { runRecords: RUN, onProgress: (lines) => progress.push(lines) });
  expect(summary).toMatchObject({ lines: LINES, entries: LINES, resumedAt: done });
  expect(progress[0]).toBe(done + RUN);
  expect(existsSync(path.join(folder, 'import'))).toBe(false);

  const whole = newFolder();
  await take(whole, file);
  const [resumed, plain] = [folder, whole].map((one) => readFileSync(storeFile(one, 'sha1')));
  // All but the header, which says when.
  expect(resumed?.subarray(4096).equals(plain?.subarray(4096) ?? Buffer.alloc(0))).toBe(true);
});

test('another list, or the same one changed, begins anew', async () => {
  const folder = newFolder();
  const work = openWork(folder);
  writeFileSync(path.join(work.folder, '0.run'), 'half a run');
  work.write({
    identity: 'x',
    format: 'plain',
    mode: 'sha1',
    source: 0,
    offset: 9,
    line: 1,
    lines: 1,
    wrong: 0,
    runs: [],
  });
  work.release();
  expect(await take(folder, fileOf('a\nb\n'))).toMatchObject({ entries: 2, resumedAt: 0 });
});

test('a stream that was cut off goes on behind what is done', async () => {
  const text = Array.from({ length: 40_000 }, (_, i) => `dong-${i}\n`).join('');
  const folder = newFolder();
  async function* cut() {
    yield Buffer.from(text.slice(0, 200_000));
    throw new Error('the connection is gone');
  }
  const input = await openStream(cut());
  await expect(importPasswords({ folder, input, runRecords: 4_000 })).rejects.toThrow('the connection is gone');
  const again = await openStream(Readable.from([Buffer.from(text.slice(0, 70_000)), Buffer.from(text.slice(70_000))]));
  const summary = await importPasswords({ folder, input: again, runRecords: 4_000 });
  expect(summary.resumedAt).toBeGreaterThan(4_000);
  expect(summary).toMatchObject({ lines: 40_000, entries: 40_000 });
});
