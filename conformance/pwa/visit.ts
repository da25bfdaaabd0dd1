import type { Page } from 'playwright-core';

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** Asks the page until it says yes; Playwright's own waiting takes a promise for a yes. */
export async function until(page: Page, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (await page.evaluate(holds)) return;
    await page.waitForTimeout(50);
  }
  throw new Error('a minute was not enough');
}

/** Opens the check page and waits until the phone could be taken offline: pages, engine and list are kept on it. */
export async function firstVisit(page: Page): Promise<void> {
  await page.goto('/');
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  await until(page, async () => {
    const kept = await Promise.all(
      (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)),
    );
    const all = kept.flat().join('\n');
    return /\/device\.[0-9a-f]+\.js/.test(all) && all.includes('/device-list');
  });
}

/** Pastes with the keyboard, as a person does; the page must be in front. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.locator('#text').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+V');
}

/** The answer the device gave, as a reader sees it. */
export async function deviceAnswer(page: Page, text: string): Promise<string> {
  await paste(page, text);
  await page.locator('.on-device .answer').waitFor();
  await page.waitForFunction(
    (asked) => document.querySelector('.on-device .asked')?.textContent?.replace(/\s+/g, ' ').trim() === asked,
    text.replace(/\s+/g, ' ').trim(),
  );
  return page.locator('.on-device').innerText();
}
