import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';

/** A program that stops with `stop`, gets these signals one after the other, and ends. */
async function ended(stop: string, signals: NodeJS.Signals[], patienceMs = 20_000) {
  const script = `
    import { stopGracefully } from ${JSON.stringify(path.join(import.meta.dirname, 'stop.ts'))};
    const note = (line) => process.stdout.write(line + '\\n');
    stopGracefully(${stop}, { note, patienceMs: ${patienceMs} });
    setInterval(() => undefined, 1000);
    note('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
    // The next signal only when the last was heard, or two would become one.
    if (/ready|stopping/.test(text.toString())) child.kill(signals.shift() ?? 0);
  });
  const [code] = await once(child, 'exit');
  return { code, said };
}

test('stops in order at a signal', async () => {
  const { code, said } = await ended(`async () => note('closed')`, ['SIGTERM']);
  expect(code).toBe(0);
  expect(said).toBe('ready\nSIGTERM: stopping\nclosed\n');
  expect((await ended('async () => undefined', ['SIGINT'])).code).toBe(0);
});

test('a second signal, a stop that hangs and a stop that fails all end it', async () => {
  const hanging = '() => new Promise(() => undefined)';
  expect(await ended(hanging, ['SIGINT', 'SIGINT'])).toEqual({ code: 1, said: 'ready\nSIGINT: stopping\n' });
  expect((await ended(hanging, ['SIGTERM'], 100)).said).toContain('stopping took too long');
  const failed = await ended(`async () => { throw new Error('no') }`, ['SIGTERM']);
  expect([failed.code, failed.said]).toEqual([1, expect.stringContaining('stopping failed: no')]);
});
