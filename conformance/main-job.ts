import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { type Bar, atMost, notMeasured } from '../bench/report.ts';
import { noBrowser, openBrowser } from '../e2e/browser.ts';
import { driveMainJob } from '../e2e/main-job.ts';
import { ownFolder, startServer } from '../e2e/server.ts';

const repository = path.resolve(import.meta.dirname, '..');

/** The main job in a browser with and without JavaScript, and the time from `git clone` to the first answer. */
export async function run(): Promise<Bar[]> {
  return [...(await drives()), await startsFromAClone()];
}

async function drives(): Promise<Bar[]> {
  const names = ['e2e.with-js', 'e2e.without-js'];
  const browser = await openBrowser();
  if (!browser) return names.map((name) => notMeasured(name, '= 1', '', noBrowser));
  const server = await startServer();
  try {
    const bars: Bar[] = [];
    for (const name of names) {
      const how = await driveMainJob(browser, server.origin, name === 'e2e.with-js').then(
        ({ protectedAfter }) => `${Math.round(protectedAfter)} ms from the second signature to the check that warns`,
        (error: unknown) => `failed: ${error instanceof Error ? error.message : error}`,
      );
      const ok = !how.startsWith('failed');
      bars.push({
        bar: name,
        value: ok ? 1 : 0,
        unit: '',
        limit: '= 1',
        ok,
        how: `check, report, two officers, check, tell; ${how}`,
      });
    }
    return bars;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** What a newcomer does: clone, `npm start`, ask. The packages come from the registry or npm's own cache. */
async function startsFromAClone(): Promise<Bar> {
  const folder = ownFolder('clone');
  const clone = path.join(folder, 'khien');
  try {
    const began = performance.now();
    const git = spawnSync('git', ['clone', '--quiet', repository, clone], { encoding: 'utf8' });
    if (git.status !== 0) return notMeasured('start.minutes', '≤ 3', 'min', `git clone: ${git.stderr.trim()}`);
    const server = await startServer({ root: clone, command: ['npm', 'start'], within: 600 });
    try {
      const answer = await fetch(`${server.origin}/`, {
        method: 'POST',
        headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', origin: server.origin },
        body: new URLSearchParams({ text: 'Gọi số 0900 000 129 để nhận quà' }),
      });
      const page = await answer.text();
      const minutes = (performance.now() - began) / 60_000;
      if (!page.includes('class="answer')) throw new Error(`the first page has no answer (${answer.status})`);
      return atMost(
        'start.minutes',
        minutes,
        3,
        'min',
        'git clone of this repository, npm start, first answer of the page',
      );
    } finally {
      await server.stop();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      bar: 'start.minutes',
      value: null,
      unit: 'min',
      limit: '≤ 3',
      ok: false,
      how: `failed: ${why.slice(0, 2000)}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
