import type { Browser, Page } from 'playwright-core';
import { person } from './browser.ts';

function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** What happened in the case that the province warns of: a free gift, and a month later the bill. */
export const giftStory = [
  {
    channel: 'call',
    at: '2026-10-12',
    text: 'Có người gọi cho tôi, biết cả tên và địa chỉ nhà, bảo tặng quà tri ân, không mất phí ship.',
  },
  { channel: 'delivery', at: '2026-10-16', text: 'Quà về, mở ra toàn đồ rẻ tiền, không có giá trị gì.' },
  {
    channel: 'call',
    at: '2026-11-15',
    text: 'Số 0900 000 135 lại gọi, báo có sản phẩm khuyến mãi, phải trả phí ship và một phần giá trị đơn hàng.',
  },
  { channel: 'payment', at: '2026-11-16', text: 'Tôi đã chuyển 450.000 đ cho họ.' },
];

/** Fills the n-th part of the page's form, counted from 1. */
export async function fillPart(page: Page, n: number, { channel, at, text }: (typeof giftStory)[number]) {
  await page.selectOption(`#channel-${n}`, channel);
  await page.fill(`#at-${n}`, at);
  await page.fill(`#text-${n}`, text);
}

/** Tells the first parts of the story on its page and asks for the answer. */
export async function tellStory(page: Page, parts: typeof giftStory): Promise<void> {
  await page.goto('/cau-chuyen');
  for (const [index, part] of parts.entries()) {
    const n = index + 1;
    if ((await page.locator(`#text-${n}`).count()) === 0) {
      await page.locator('button[data-draft-more]').click();
      await page.locator(`#text-${n}`).waitFor();
    }
    await fillPart(page, n, part);
  }
  await page.locator('form[data-draft=story] button.first').click();
  await page.locator('.answer').waitFor();
}

/**
 * A story told part by part, as people would: from the check page to the story page, the stage and the advice that
 * belong to each part, a part more without losing what was typed, a part less, and on into a report. With JavaScript
 * also a draft that is longer than the page and comes back.
 *
 * @throws when a step does not show what it must
 */
export async function driveStory(browser: Browser, origin: string, javaScriptEnabled: boolean): Promise<void> {
  const context = await person(browser, origin, { javaScriptEnabled });
  try {
    const page = await context.newPage();
    await page.goto('/');
    await page.locator('a[href="/cau-chuyen"]').click();
    await page.locator('#text-1').waitFor();

    const advice = ['Sẽ có lần gọi thứ hai', 'Không phải trả đồng nào', 'Đừng trả', 'Gọi ngân hàng ngay'];
    for (const [last, wanted] of advice.entries()) {
      await tellStory(page, giftStory.slice(0, last + 1));
      const shown = await page.locator('.answer').innerText();
      must(shown.includes(wanted), `stage ${last + 1} does not advise “${wanted}”: ${shown}`);
      must((await page.locator('.stages li').count()) === 4, 'the stages are not shown');
      must(!page.url().includes('?text'), 'the story is in the address');
    }
    const told = await page.locator('.answer').innerText();
    must(told.includes('12/10/2026') && told.includes('0900 000 135'), 'the parts are not shown in the answer');

    // Correcting: what was told stands in the form again, and a part can go.
    must((await page.inputValue('#text-4')) === giftStory[3]?.text, 'the parts are not in the form any more');
    await page.locator('button[name=remove][value="1"]').click();
    await page.locator('#text-4').waitFor({ state: 'detached' });
    must((await page.inputValue('#text-1')) === giftStory[1]?.text, 'the wrong part was taken away');

    // Refused: nothing is lost.
    await page.fill('#text-1', '');
    await page.locator('form[data-draft=story] button.first').click();
    await page.locator('.faults').waitFor();
    must((await page.inputValue('#text-3')) === giftStory[3]?.text, 'a refused story is gone');

    // On into a report.
    await tellStory(page, giftStory.slice(0, 3));
    await page.locator('.answer form[action^="/bao-cao"] button').click();
    await page.locator('button[name=kind][value=attempt]').click();
    const report = await page.inputValue('textarea[name=text]');
    must(
      giftStory.slice(0, 3).every(({ text }) => report.includes(text)) && report.includes('12/10/2026'),
      `the story was not carried into the report: ${report}`,
    );

    if (!javaScriptEnabled) return;
    await page.goto('/cau-chuyen');
    await page.locator('button[data-draft-more]').click();
    await page.locator('#text-4').waitFor();
    for (const [index, part] of giftStory.entries()) await fillPart(page, index + 1, part);
    await page.goto('/xac-minh');
    await page.goto('/cau-chuyen');
    await page.locator('#text-4').waitFor();
    must((await page.inputValue('#text-4')) === giftStory[3]?.text, 'a long draft did not come back');
    must((await page.inputValue('#text-1')) === giftStory[0]?.text, 'the beginning of a draft did not come back');
    await page.locator('form[data-draft=story] button.first').click();
    await page.locator('.answer').waitFor();
    must(
      (await page.evaluate("localStorage.getItem('khien-draft-story')")) === null,
      'an answered story is still a draft',
    );
  } finally {
    await context.close();
  }
}
