import type { Browser, Page } from 'playwright-core';
import { person } from './browser.ts';
import { addAuthenticator, addPasskey, signInAs, signInByPasskey } from './people.ts';

/** What one drive through the main job showed. */
export interface MainJob {
  /** From the second signature to the first check that warned, in milliseconds. */
  protectedAfter: number;
}

/** Fails with what was seen instead. */
function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

async function check(page: Page, text: string): Promise<string> {
  await page.goto('/');
  await page.fill('#text', text);
  await page.locator('form[action="/"] button.first').click();
  const card = page.locator('.answer');
  await card.waitFor();
  return (await card.getAttribute('class')) ?? '';
}

/**
 * Check → report → two officers decide → the next check warns → the reporter's page says so, by hand as people would.
 * With JavaScript the second officer signs in with a passkey; without it both use the OpenID Connect provider, because
 * no browser can use a passkey without script.
 *
 * @throws when a step does not show what it must
 */
export async function driveMainJob(browser: Browser, origin: string, javaScriptEnabled: boolean): Promise<MainJob> {
  const drive = javaScriptEnabled ? '1' : '2';
  // Reserved names and digits of no subscriber; each drive brings its own, so that the two cannot meet.
  const domain = `nhan-qua-tri-an-${drive}.example`;
  const phone = `090000012${drive}`;
  const message = `Chuc mung ban duoc tang qua tri an. Xac nhan tai https://${domain}/nhan hoac goi ${phone} de dong phi van chuyen 45.000d`;
  const phoneWindow = { javaScriptEnabled };
  const deskWindow = { javaScriptEnabled, viewport: { width: 1440, height: 900 } };

  const citizen = await person(browser, origin, phoneWindow);
  const first = await person(browser, origin, deskWindow);
  const second = await person(browser, origin, deskWindow);
  try {
    const page = await citizen.newPage();

    // Check: not confirmed by anybody yet.
    const before = await check(page, message);
    must(!before.includes('confirmed-scam'), `a message that nobody reported was called ${before}`);
    must(!page.url().includes(domain), 'the text of a check is in the address');

    // Report: what was checked is carried over.
    await page.locator('form[action^="/bao-cao"] button').click();
    await page.locator('button[name=kind][value=attempt]').click();
    must(
      (await page.inputValue('textarea[name=text]')) === message,
      'the checked text was not carried into the report',
    );
    await page.locator('form[data-draft] button.first').click();
    const code = (await page.locator('.code').innerText()).trim();
    must(/^[0-9A-Z]{4}-[0-9A-Z]{3}-[0-9A-Z]{4}$/.test(code), `not a tracking code: ${code}`);

    // Decide: the first officer confirms what the report names.
    const desk = await first.newPage();
    await signInAs(desk, 'officer-1');
    await desk.goto(`/ban/vu-viec?q=${domain}`);
    await desk.locator('[data-row]:visible').first().click();
    await desk.locator('#do-confirm > summary').click();
    await desk.fill(
      '#confirm-evidence',
      'Nạn nhân gửi tin nhắn; trang giả mạo chương trình tri ân, đòi phí vận chuyển.',
    );
    await desk.locator('#do-confirm input[type=checkbox][required]').check();
    await desk.locator('#do-confirm form button').click();
    await desk.locator('#do-confirm').waitFor({ state: 'detached' });
    const lead = new URL(desk.url()).pathname;

    // The second officer signs: another person, by another way of signing in where the browser allows it.
    const other = await second.newPage();
    if (javaScriptEnabled) {
      await addAuthenticator(other);
      await signInAs(other, 'officer-2');
      await addPasskey(other);
      await signInByPasskey(other);
    } else {
      await signInAs(other, 'officer-2');
    }
    await other.goto(lead);
    await other.locator('#do-countersign input[type=checkbox][required]').check();
    await other.locator('#do-countersign form button').click();
    await other.locator('#do-countersign').waitFor({ state: 'detached' });
    const signed = performance.now();

    // Protect: somebody else who meets the number alone is warned.
    const stranger = await person(browser, origin, phoneWindow);
    let protectedAfter = Number.POSITIVE_INFINITY;
    try {
      const elsewhere = await stranger.newPage();
      for (let tries = 0; tries < 20 && protectedAfter === Number.POSITIVE_INFINITY; tries++) {
        const grade = await check(elsewhere, `Số ${phone} gọi báo có quà, có nên tin không?`);
        if (grade.includes('confirmed-scam')) protectedAfter = performance.now() - signed;
      }
    } finally {
      await stranger.close();
    }
    must(Number.isFinite(protectedAfter), 'the number was signed twice and a check of it still does not warn');

    // Tell: the reporter's page says how it ended, and that it helped.
    await page.goto(`/theo-doi/${code}`);
    must((await page.locator('h1.state').innerText()).includes('Đã chặn'), 'the reporter is not told of the decision');
    for (let tries = 0; tries < 20 && (await page.locator('.helped').count()) === 0; tries++) {
      await page.waitForTimeout(500);
      await page.reload();
    }
    must((await page.locator('.helped').count()) === 1, 'the reporter is not told that the report helped');
    return { protectedAfter };
  } finally {
    await Promise.all([citizen.close(), first.close(), second.close()]);
  }
}
