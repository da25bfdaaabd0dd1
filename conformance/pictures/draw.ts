import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { codePage, type Photo } from './codes.ts';
import messages from './messages.json' with { type: 'json' };
import { type Look, phoneScreen } from './screen.ts';

export interface Screenshot {
  look: Look;
  png: Buffer;
  /** What stands on the screen and belongs to the message. */
  written: string;
}

/** Every message on a phone's screen of 1080 × 2220 pixels, in turn light, dark and as a chat. */
export async function screenshots(browser: Browser): Promise<Screenshot[]> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 3 });
  try {
    const page = await context.newPage();
    const shots: Screenshot[] = [];
    const faces = [face()];
    for (const [i, message] of messages.entries()) {
      const look = (['light', 'dark', 'chat'] as const)[i % 3] as Look;
      await page.setContent(phoneScreen(message, look, faces));
      await page.evaluate('document.fonts.ready');
      shots.push({ look, png: await page.screenshot(), written: `${message.from}\nHôm nay 14:02\n${message.text}` });
    }
    return shots;
  } finally {
    await context.close();
  }
}

/** As a poor JPEG of 720 × 960 pixels, such as messengers pass on. */
export async function codePhotos(browser: Browser, photos: readonly Photo[]): Promise<Buffer[]> {
  const context = await browser.newContext({ viewport: { width: 720, height: 960 } });
  try {
    const page = await context.newPage();
    const taken: Buffer[] = [];
    for (const photo of photos) {
      await page.setContent(codePage(photo));
      taken.push(await page.screenshot({ type: 'jpeg', quality: 60 }));
    }
    return taken;
  } finally {
    await context.close();
  }
}

/** The typeface of the pages, with its files inside: the page that is drawn has no address to fetch them from. */
function face(): string {
  const css = createRequire(import.meta.url).resolve('@fontsource/be-vietnam-pro/400.css');
  return readFileSync(css, 'utf8').replace(/url\(\.\/(files\/[^)]+\.woff2)\)/g, (_all, file: string) => {
    const bytes = readFileSync(path.join(path.dirname(css), file));
    return `url(data:font/woff2;base64,${bytes.toString('base64')})`;
  });
}

/** Letters to insert, leave out or replace, counted as Levenshtein does, after NFC. */
export function distance(a: string, b: string): number {
  const from = [...a.normalize('NFC')];
  const to = [...b.normalize('NFC')];
  let row = to.map((_letter, i) => i + 1);
  from.forEach((letter, i) => {
    let left = i + 1;
    let before = i;
    row = to.map((other, j) => {
      const above = row[j] as number;
      left = Math.min(above + 1, left + 1, before + (letter === other ? 0 : 1));
      before = above;
      return left;
    });
  });
  return row.at(-1) ?? from.length;
}
