import type { Browser } from 'playwright-core';
import { person } from '../../e2e/browser.ts';
import { firstVisit, must } from './visit.ts';

interface Icon {
  src: string;
  sizes: string;
  type: string;
  purpose?: string;
}

/**
 * What a phone asks before it offers to install: a manifest with name, start, display and icons that are what they say,
 * and a service worker that answers the start page without network. Chromium's own list of objections is asked, too.
 *
 * @returns what was looked at
 * @throws with the first objection
 */
export async function driveInstall(browser: Browser, origin: string): Promise<string> {
  const context = await person(browser, origin);
  try {
    const page = await context.newPage();
    await firstVisit(page);
    await page.reload();
    must((await page.evaluate('!!navigator.serviceWorker.controller')) === true, 'no service worker is in control');
    const cdp = await context.newCDPSession(page);
    const { errors, data = '{}' } = await cdp.send('Page.getAppManifest');
    must(errors.length === 0, `manifest: ${errors.map(({ message }) => message).join(', ')}`);
    const manifest = JSON.parse(data) as { name?: string; start_url: string; display: string; icons: Icon[] };
    must(
      Boolean(manifest.name) && ['standalone', 'minimal-ui', 'fullscreen'].includes(manifest.display),
      'no application',
    );
    must(
      manifest.icons.some(({ purpose }) => purpose === 'maskable'),
      'no icon that a phone may cut to its shape',
    );
    for (const size of ['192x192', '512x512']) {
      must(
        manifest.icons.some(({ sizes, type }) => sizes === size && type === 'image/png'),
        `no PNG of ${size}`,
      );
    }
    for (const { src, sizes } of manifest.icons) {
      const real = await page.evaluate(async (address) => {
        const picture = new Image();
        picture.src = address;
        await picture.decode();
        return `${picture.naturalWidth}x${picture.naturalHeight}`;
      }, src);
      must(sizes === 'any' || sizes === real, `${src} is ${real}, not ${sizes}`);
    }
    const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
    // A test's window is a private one, in which nothing is ever installed.
    const objections = installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito');
    must(objections.length === 0, `Chromium objects: ${objections.join(', ')}`);
    await context.setOffline(true);
    const start = await page.goto(manifest.start_url);
    must(start?.status() === 200 && start.fromServiceWorker(), 'the start page needs a network');
    return `manifest without errors, ${manifest.icons.length} icons of the sizes they say, one maskable; start page answered by the service worker without network; Chromium's installability errors: none`;
  } finally {
    await context.close();
  }
}
