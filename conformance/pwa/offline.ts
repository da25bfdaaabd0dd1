import { type Locale, renderMessage } from '@khien/packs/vietnam';
import type { Browser } from 'playwright-core';
import { person } from '../../e2e/browser.ts';
import { listedHost } from './list.ts';
import { deviceAnswer, firstVisit, must } from './visit.ts';

const scam = 'Vietcombank: TK cua quy khach bi khoa. Vao ngay https://vietcombank.vn-ms.top de xac minh trong 2 gio.';

/**
 * One visit, then flight mode: the page comes back, answers a pasted scam with reasons, says what it could not ask,
 * warns of what the list on the phone holds, answers an example that the server could not be asked about, and what was
 * shared from another application.
 *
 * @throws when a step does not show what it must
 */
export async function driveOffline(browser: Browser, origin: string, lang: Locale): Promise<void> {
  const context = await person(browser, origin, { permissions: ['clipboard-read', 'clipboard-write'] });
  try {
    await context.addCookies([{ name: 'khien_lang', value: lang, url: origin }]);
    const page = await context.newPage();
    await firstVisit(page);
    await context.setOffline(true);
    await page.reload();
    must((await page.locator('html').getAttribute('lang')) === lang, 'the page came back in another language');
    must(await page.locator('[data-offline]').isVisible(), 'the page does not say that there is no network');

    const said = (key: string) => renderMessage(lang, key);
    const shown = await deviceAnswer(page, scam);
    must(shown.includes(said('grade.very-suspicious')), `the scam was not seen: ${shown}`);
    must((await page.locator('.on-device .reasons li').count()) > 1, 'there are no reasons');
    must((await page.locator('.on-device mark').count()) > 0, 'no words of the message are marked');
    must(shown.includes(said('notAsked.server')), 'it does not say that the server was not asked');
    must(shown.includes(said('notAsked.page')), 'it does not say that the web page was not opened');

    const value = `https://${listedHost(1)}/qua`;
    const listed = await deviceAnswer(page, `Xem ở ${value} nhé`);
    must(
      listed.includes(renderMessage(lang, 'reason.possibly-listed', { value })),
      `the list on the phone was not used: ${listed}`,
    );

    await page.fill('#text', '');
    await page.locator('button[name=example]').first().click();
    await page.locator('.on-device .grade-very-suspicious').waitFor();

    await page.evaluate((text) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action: '/chia-se' });
      form.enctype = 'multipart/form-data';
      form.append(Object.assign(document.createElement('textarea'), { name: 'text', value: text }));
      document.body.append(form);
      form.submit();
    }, scam);
    await page.locator('.on-device .grade-very-suspicious').waitFor();
    must((await page.inputValue('#text')) === scam, 'what was shared from another application is not in the field');
    must(!page.url().includes('#'), 'the address tells of it');
  } finally {
    await context.close();
  }
}
