import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { type Bar, atMost, notMeasured } from '../bench/report.ts';
import { noBrowser, openBrowser } from '../e2e/browser.ts';
import { driveMainJob } from '../e2e/main-job.ts';
import { ownFolder, startServer } from '../e2e/server.ts';
import { driveStory } from '../e2e/story.ts';
import { driveWeakNetwork } from '../e2e/weak-network.ts';

const repository = path.resolve(import.meta.dirname, '..');

/** The main job in a browser with and without JavaScript, a weak network, and the time from `git clone` to the first answer. */
export async function run(): Promise<Bar[]> {
  return [...(await drives()), await startsFromAClone()];
}

async function drives(): Promise<Bar[]> {
  const names = ['e2e.with-js', 'e2e.without-js', 'e2e.story', 'e2e.weak-network'];
  const browser = await openBrowser();
  if (!browser) return names.map((name) => notMeasured(name, '= 1', '', noBrowser));
  const server = await startServer();
  const { origin } = server;
  const job = async (javaScript: boolean): Promise<string> => {
    const { protectedAfter } = await driveMainJob(browser, origin, javaScript);
    const ms = Math.round(protectedAfter);
    return `check, report, two officers, check, tell; ${ms} ms from the second signature to the check that warns`;
  };
  const weak = async (): Promise<string> => {
    await driveWeakNetwork(browser, origin);
    return 'focus, a draft kept without network and forgotten once sent, the page without network';
  };
  const story = async (): Promise<string> => {
    await driveStory(browser, origin, true);
    await driveStory(browser, origin, false);
    return 'the four stages of the gift scam with their advice, a part more and less, into a report; with and without JavaScript';
  };
  try {
    return [
      await drive('e2e.with-js', () => job(true)),
      await drive('e2e.without-js', () => job(false)),
      await drive('e2e.story', story),
      await drive('e2e.weak-network', weak),
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** One drive: 1 when it came to its end. */
async function drive(bar: string, go: () => Promise<string>): Promise<Bar> {
  const passed = { bar, unit: '', limit: '= 1' };
  try {
    return { ...passed, value: 1, ok: true, how: await go() };
  } catch (error) {
    return { ...passed, value: 0, ok: false, how: `failed: ${error instanceof Error ? error.message : error}` };
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
      const how = 'git clone of this repository, npm start, first answer of the page';
      return { ...atMost('start.minutes', minutes, 3, 'min', how), wall: true };
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
