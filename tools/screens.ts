/**
 * `npm run screens [-- --all]`: pictures of the pages, so that a change in look is seen in review. Starts the real
 * server with its demonstration data. Without `--all` only the key pages are taken, into docs/screens; with it every
 * page in both sizes, schemes and languages, into .khien/screens.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { noBrowser, openBrowser, person } from '../e2e/browser.ts';
import { createSessions } from '../e2e/people.ts';
import { type Scene, scenes } from '../e2e/scenes.ts';
import { startServer } from '../e2e/server.ts';

type Look = { width: number; height: number; scheme: 'light' | 'dark'; lang: 'vi' | 'en' };

const sizes = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
] as const;

/** Every combination; or, for the key pages, light in Vietnamese and dark in English. */
function looks(all: boolean, { as, key }: Scene): Look[] {
  if (all) {
    return sizes.flatMap((size) =>
      (['light', 'dark'] as const).flatMap((scheme) =>
        (['vi', 'en'] as const).map((lang) => ({ ...size, scheme, lang })),
      ),
    );
  }
  const size = as ? sizes[1] : sizes[0];
  const light: Look = { ...size, scheme: 'light', lang: 'vi' };
  const dark: Look = { ...size, scheme: 'dark', lang: 'en' };
  return key === 'both' ? [light, dark] : [key === 'dark' ? dark : light];
}

type Sessions = ReturnType<typeof createSessions>;

async function take(
  browser: Browser,
  origin: string,
  sessions: Sessions,
  scene: Scene,
  look: Look,
  folder: string,
): Promise<void> {
  const { width, height, scheme, lang } = look;
  const context = await person(browser, origin, {
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  });
  try {
    await context.addCookies([{ name: 'khien_lang', value: lang, url: origin }]);
    if (scene.as) await context.addCookies(await sessions(scene.as));
    const page = await context.newPage();
    await scene.go(page);
    await page.evaluate('document.fonts.ready');
    const file = path.join(folder, `${scene.name}-${width}-${scheme}-${lang}.png`);
    if (!scene.window) {
      // A window as tall as the page, so that the bar which stays at the bottom of the window is at the bottom.
      const whole = (await page.evaluate('document.documentElement.scrollHeight')) as number;
      await page.setViewportSize({ width, height: whole });
    }
    await page.screenshot({ path: file });
    const overflow = (await page.evaluate('document.documentElement.scrollWidth')) as number;
    if (overflow > width) console.log(`${scene.name} is ${overflow} px wide in a window of ${width}`);
  } finally {
    await context.close();
  }
}

const all = process.argv.includes('--all');
const [only] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const folder = path.resolve(import.meta.dirname, all ? '../.khien/screens' : '../docs/screens');
mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
if (!browser) throw new Error(noBrowser);
const server = await startServer();
const sessions = createSessions(browser, server.origin);
try {
  for (const scene of scenes.filter(({ name, key }) => (only ? name === only : all || key))) {
    for (const look of looks(all, scene)) await take(browser, server.origin, sessions, scene, look, folder);
    console.log(scene.name);
  }
} finally {
  await browser.close();
  await server.stop();
}
