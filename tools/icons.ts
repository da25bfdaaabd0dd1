/**
 * `node tools/icons.ts`: draws the icons of the installed application from apps/web/static/mark.svg with Chromium. Run
 * by hand when the mark has changed; the pictures are kept in the repository, because phones want them as PNG.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { noBrowser, openBrowser } from '../e2e/browser.ts';

const folder = path.resolve(import.meta.dirname, '../apps/web/static');
const mark = readFileSync(path.join(folder, 'mark.svg'), 'utf8');
/** Of tokens.css: the page behind the mark, where a system cuts the picture to its own shape or fills it with black. */
const paper = '#fbf8f2';

const icons: { name: string; size: number; mark: number; background: string }[] = [
  { name: 'icon-192.png', size: 192, mark: 1, background: 'transparent' },
  { name: 'icon-512.png', size: 512, mark: 1, background: 'transparent' },
  // Of a maskable icon only the circle of 80 % in the middle is sure to be seen.
  { name: 'icon-maskable-512.png', size: 512, mark: 0.58, background: paper },
  { name: 'icon-apple-180.png', size: 180, mark: 0.76, background: paper },
];

const browser = await openBrowser();
if (!browser) throw new Error(noBrowser);
try {
  for (const { name, size, mark: part, background } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${background}">` +
        mark.replace('<svg ', `<svg width="${Math.round(size * part)}" `),
    );
    await page.screenshot({ path: path.join(folder, name), omitBackground: background === 'transparent' });
    await page.close();
    console.log(`${name} ${size} × ${size}`);
  }
} finally {
  await browser.close();
}
