import { schemes } from '@khien/packs/vietnam';
import type { Browser } from 'playwright-core';
import { person } from '../../e2e/browser.ts';
import { firstVisit, must, paste } from './visit.ts';

/** How much slower a phone of the middle class is taken to be. */
const SLOWER = 4;

const texts = schemes.schemes.flatMap(({ examples: { positive } }) => {
  const first = positive[0];
  return first === undefined ? [] : [typeof first === 'string' ? first : first.text];
});

const loop = () => {
  const began = performance.now();
  let x = 1;
  for (let i = 0; i < 20_000_000; i++) x = Math.imul(x, 48_271) + i;
  return performance.now() - began + (x === 0 ? 1 : 0);
};

export interface FirstAnswer {
  median: number;
  p95: number;
  pastes: number;
  /** How much slower the browser made the worker by itself; what is missing to {@link SLOWER} is added. */
  workerSlower: number;
}

/**
 * From the paste event to the answer in the page, worker warm, on a processor slowed down. Chromium slows down the page
 * and not its workers: the worker's own time for the same text is measured apart and added as often as is missing.
 */
export async function measureFirstAnswer(browser: Browser, origin: string): Promise<FirstAnswer> {
  const context = await person(browser, origin, { permissions: ['clipboard-read', 'clipboard-write'] });
  try {
    const page = await context.newPage();
    await firstVisit(page);
    await page.waitForFunction(() => document.querySelector('[data-device]') !== null);
    const worker = page.workers()[0] ?? (await page.waitForEvent('worker'));
    for (const text of texts.slice(0, 3)) {
      await paste(page, text);
      await page.locator('.on-device .answer').waitFor();
    }
    const atFullSpeed = Math.min(await worker.evaluate(loop), await worker.evaluate(loop));
    const cdp = await context.newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const workerSlower = Math.max(1, Math.min(await worker.evaluate(loop), await worker.evaluate(loop)) / atFullSpeed);

    await page.evaluate(() => {
      const times: number[] = [];
      Object.assign(window, { times });
      let began = 0;
      addEventListener('paste', () => (began = performance.now()), true);
      const place = document.querySelector('[data-device]') as HTMLElement;
      new MutationObserver(() => {
        if (began > 0 && place.querySelector('.answer')) times.push(performance.now() - began);
        began = 0;
      }).observe(place, { childList: true });
    });
    const took: number[] = [];
    for (const [i, text] of texts.entries()) {
      // Another text each time, so that nothing can be remembered.
      const asked = `${text} ${i}`;
      await paste(page, asked);
      await page.waitForFunction((n) => (window as unknown as { times: number[] }).times.length > n, i);
      const seen = (await page.evaluate((n) => (window as unknown as { times: number[] }).times[n], i)) ?? Infinity;
      const own = await worker.evaluate(
        (question) => {
          const began = performance.now();
          dispatchEvent(new MessageEvent('message', { data: question }));
          return performance.now() - began;
        },
        { id: -1, text: `${asked}.`, lang: 'vi', unreached: true },
      );
      took.push(seen + own * (SLOWER / workerSlower - 1));
    }
    must(took.length >= 15, `only ${took.length} pastes`);
    took.sort((a, b) => a - b);
    const at = (part: number) => took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? Infinity;
    return { median: at(0.5), p95: at(0.95), pastes: took.length, workerSlower };
  } finally {
    await context.close();
  }
}
