import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { atMost, type Bar, notMeasured } from '../bench/report.ts';
import { noBrowser, openBrowser, person } from '../e2e/browser.ts';
import { createSessions } from '../e2e/people.ts';
import { type Scene, scenes } from '../e2e/scenes.ts';
import { startServer } from '../e2e/server.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 A and AA; citizens' pages must also have the contrast of AAA, as the design asks. */
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const engine = /\/device\.[0-9a-f]+\.js$/;

interface Found {
  violations: string[];
  /** Errors that the browser wrote: a script that failed, something the policy forbade. */
  errors: string[];
  /** Requests to anybody but the server. */
  foreign: string[];
  pages: number;
  heaviest: { kb: number; name: string };
}

interface Violation {
  id: string;
  nodes: { target: unknown[] }[];
}

/**
 * axe-core on every page, in both languages and both colour schemes. The same walk sees what else must hold on every
 * page: no error in the browser, no request to a third party, and the weight of script on citizens' pages.
 */
export async function run(): Promise<Bar[]> {
  const browser = await openBrowser();
  if (!browser) {
    return [
      notMeasured('a11y.violations', '= 0', '', noBrowser),
      notMeasured('web.page-errors', '= 0', '', noBrowser),
      notMeasured('web.third-party-requests', '= 0', '', noBrowser),
      notMeasured('web.citizen-js-kb', '≤ 50', 'kB', noBrowser),
    ];
  }
  const server = await startServer();
  try {
    const found: Found = { violations: [], errors: [], foreign: [], pages: 0, heaviest: { kb: 0, name: '' } };
    const sessions = createSessions(browser, server.origin);
    const languages = ['vi', 'en'] as const;
    for (const scene of scenes) {
      await Promise.all(
        languages.flatMap((lang) =>
          (['light', 'dark'] as const).map((scheme) =>
            look(browser, server.origin, sessions, scene, lang, scheme, found),
          ),
        ),
      );
    }
    for (const line of [...found.violations, ...found.errors, ...found.foreign]) console.log(line);
    const walked = `${found.pages} pages: ${scenes.length} pages and states × 2 languages × 2 colour schemes`;
    const first = (list: string[]) => (list.length > 0 ? `; first: ${list[0]}` : '');
    return [
      atMost('a11y.violations', found.violations.length, 0, '', `axe-core, ${walked}${first(found.violations)}`),
      atMost('web.page-errors', found.errors.length, 0, '', `console and page errors, ${walked}${first(found.errors)}`),
      atMost('web.third-party-requests', found.foreign.length, 0, '', `${walked}${first(found.foreign)}`),
      atMost(
        'web.citizen-js-kb',
        found.heaviest.kb,
        50,
        'kB',
        `script as sent, compressed, without the engine for the device; heaviest citizens' page: ${found.heaviest.name}`,
      ),
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function look(
  browser: Browser,
  origin: string,
  sessions: ReturnType<typeof createSessions>,
  scene: Scene,
  lang: 'vi' | 'en',
  scheme: 'light' | 'dark',
  found: Found,
): Promise<void> {
  const where = `${scene.name} ${lang} ${scheme}`;
  const viewport = scene.as ? { width: 1440, height: 900 } : { width: 360, height: 740 };
  // With the service worker in one scheme, where its faults would show; without it in the other, where scripts come over
  // the network and can be weighed.
  const serviceWorkers = scheme === 'light' ? 'allow' : 'block';
  const context = await person(browser, origin, {
    viewport,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    serviceWorkers,
  });
  try {
    await context.addCookies([{ name: 'khien_lang', value: lang, url: origin }]);
    const page = await context.newPage();
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin !== origin && url.protocol.startsWith('http')) found.foreign.push(`${where}: ${url.origin}`);
    });
    const scripts: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      // The engine comes later and works beside the page: `pwa.engine-mb` weighs it.
      if (request.resourceType() === 'script' && !engine.test(request.url())) {
        // A page that is left early takes its requests with it.
        const size = request.sizes().then(
          ({ responseBodySize }) => responseBodySize,
          () => 0,
        );
        scripts.push(size);
      }
    });
    page.on('pageerror', (error) => found.errors.push(`${where}: ${error.message}`));
    page.on('console', (message) => {
      // A refused form is answered 4xx on purpose, and the browser writes that down as an error.
      const refusal = message.text().startsWith('Failed to load resource: the server responded with a status of 4');
      if (message.type() === 'error' && !refusal) found.errors.push(`${where}: ${message.text()}`);
    });
    try {
      if (scene.as) await context.addCookies(await sessions(scene.as));
      await scene.go(page);
    } catch (error) {
      const why = error instanceof Error ? error.message.split('\n')[0] : error;
      found.errors.push(`${where}: could not be reached (${why}); shown: ${await page.locator('body').innerText()}`);
      return;
    }
    found.pages += 1;
    for (const { id, nodes } of await violations(page, scene)) {
      const places = nodes.map((node) => node.target.join(' ')).slice(0, 3);
      found.violations.push(`${where}: ${id} at ${places.join(' | ')}`);
    }
    const kb = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0) / 1000;
    if (!scene.as && !scene.staff && kb > found.heaviest.kb) found.heaviest = { kb, name: scene.name };
  } finally {
    await context.close();
  }
}

async function violations(page: Page, scene: Scene): Promise<Violation[]> {
  // Scrolled to its end: what happens to lie behind the bar of numbers to call can be scrolled out from under it.
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
  // Evaluated by the tester, not loaded by the page: the page's own policy stays in force.
  await page.evaluate(axe);
  const options = {
    runOnly: { type: 'tag', values: levels },
    rules: {
      'color-contrast-enhanced': { enabled: !scene.as && !scene.staff },
      'target-size': { enabled: true },
    },
  };
  const result = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as { violations: Violation[] };
  return result.violations;
}
