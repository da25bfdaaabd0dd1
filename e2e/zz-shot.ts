import { openBrowser, person } from './browser.ts';
import { signInAs } from './people.ts';
const origin = 'http://localhost:8177';
const browser = (await openBrowser())!;
const who = process.argv[2]!;
for (const [name, vp, scheme] of [['d', { width: 1440, height: 900 }, 'light'], ['m', { width: 360, height: 740 }, 'dark']] as const) {
  const ctx = await person(browser, origin, { viewport: vp, colorScheme: scheme });
  const page = await ctx.newPage();
  page.on('console', (msg) => { if (msg.type() === 'error') console.log(name, msg.text()); });
  await signInAs(page, who);
  for (const path of process.argv.slice(3)) {
    if (path.startsWith('click:')) { await page.locator(path.slice(6)).first().click(); await page.waitForTimeout(800); }
    else await page.goto(path);
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/shots/${name}-${path.replaceAll(/[^a-z0-9]+/gi, '_')}.png`, fullPage: name === 'm' });
  }
  await ctx.close();
}
await browser.close();
