import type { Browser, Page } from 'playwright-core';
import { person } from './browser.ts';

function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

const story = 'Có người gọi từ 0900 000 127 báo trúng thưởng, đòi phí 300.000 đ';

async function toAttempt(page: Page): Promise<void> {
  await page.goto('/bao-cao');
  await page.locator('button[name=kind][value=attempt]').click();
  await page.locator('textarea[name=text]').waitFor();
}

/**
 * What must hold where the network comes and goes: an answer puts the reader's place at its heading, a report that
 * cannot be sent is kept, comes back after the page was closed, and is forgotten once it was sent; without network
 * there is a page with the numbers to call.
 *
 * @throws when a step does not show what it must
 */
export async function driveWeakNetwork(browser: Browser, origin: string): Promise<void> {
  const context = await person(browser, origin);
  try {
    const page = await context.newPage();
    await page.goto('/');
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');

    await page.fill('#text', story);
    await page.locator('form[action="/"] button.first').click();
    await page.locator('.answer').waitFor();
    must((await page.evaluate('document.activeElement.id')) === 'answer-lead', 'the answer does not get the focus');
    must(new URL(page.url()).pathname === '/' && new URL(page.url()).search === '', 'the address tells of the check');

    await toAttempt(page);
    await page.fill('textarea[name=text]', story);
    await context.setOffline(true);
    await page.locator('form[data-draft] button.first').click();
    await page.locator('.faults.offline').waitFor();
    must((await page.inputValue('textarea[name=text]')) === story, 'a report that could not be sent is gone');

    await page.goto('/theo-doi').catch(() => undefined);
    const shown = await page.locator('body').innerText();
    must(/156[\s\S]*5656[\s\S]*113/.test(shown), `without network the numbers to call are not shown: ${shown}`);
    must((await page.locator('main a.first').count()) === 1, 'without network there is no way to try again');

    await context.setOffline(false);
    await toAttempt(page);
    must((await page.inputValue('textarea[name=text]')) === story, 'the draft did not come back');
    await page.locator('[data-draft-forget]').waitFor();
    await page.locator('form[data-draft] button.first').click();
    await page.locator('.code').waitFor();
    must(
      (await page.evaluate("localStorage.getItem('khien-draft-report')")) === null,
      'a sent report is still a draft',
    );
  } finally {
    await context.close();
  }
}
