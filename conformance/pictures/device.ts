import { setTimeout } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { person } from '../../e2e/browser.ts';
import type { Recorder } from '../../e2e/recorder.ts';

/** The check page of somebody with JavaScript, and what their browser has sent of pictures. */
export interface Device {
  context: BrowserContext;
  page: Page;
  /** Chooses a picture and waits for what the page says of it. */
  choose(name: string, bytes: Buffer, mimeType?: string): Promise<Outcome>;
  /** Chooses a picture and waits until something stands in the text box. */
  firstText(name: string, bytes: Buffer): Promise<string>;
  /** Bytes of all request bodies and queries since the page was loaded. */
  sent(): number;
}

interface Outcome {
  text: string;
  note: string;
}

const NOTE = '[data-picture-note]';

export async function openDevice(browser: Browser, recorder: Recorder): Promise<Device> {
  const context = await person(browser, recorder.origin);
  const page = await context.newPage();
  await page.goto('/', { waitUntil: 'networkidle' });
  const loaded = recorder.sent().length;
  const give = async (name: string, buffer: Buffer, mimeType: string) => {
    // What still reads the picture before would write into the box; without a picture there is nothing to stop.
    await page.locator('[data-picture-stop]').dispatchEvent('click');
    await page.fill('#text', '');
    await page.locator('#picture').setInputFiles({ name, mimeType, buffer });
  };
  return {
    context,
    page,
    sent: () => bodiesAndQueries(recorder.sent().subarray(loaded).toString('latin1')),
    async choose(name, bytes, mimeType = 'image/png') {
      await give(name, bytes, mimeType);
      // The note goes when a picture is chosen and comes back at the end.
      await page.locator(`${NOTE}:not([hidden])`).waitFor();
      return { text: await page.inputValue('#text'), note: await page.locator(NOTE).innerText() };
    },
    async firstText(name, bytes) {
      await give(name, bytes, 'image/jpeg');
      // Asked again and again: the page's policy lets no test run inside it.
      for (;;) {
        const text = await page.inputValue('#text');
        if (text !== '' || (await page.locator(NOTE).isVisible())) return text;
        await setTimeout(25);
      }
    },
  };
}

/** Counted in the bytes on the wire: what a browser tells of a request leaves out files. */
function bodiesAndQueries(sent: string): number {
  const bodies = Array.from(sent.matchAll(/\r\ncontent-length: (\d+)\r\n/gi), ([, length]) => Number(length));
  const queries = Array.from(
    sent.matchAll(/^[A-Z]+ [^ ?\r\n]*(\?[^ \r\n]*) HTTP\/1\.1\r$/gm),
    ([, query]) => query?.length ?? 0,
  );
  return [...bodies, ...queries].reduce((sum, one) => sum + one, 0);
}

/** Gives the picture as a program of the system would: from the clipboard, or dragged onto the page. */
export async function hand(page: Page, how: 'paste' | 'drop', bytes: Buffer): Promise<void> {
  const event =
    how === 'paste'
      ? "new ClipboardEvent('paste', { clipboardData: moved, bubbles: true, cancelable: true })"
      : "new DragEvent('drop', { dataTransfer: moved, bubbles: true, cancelable: true })";
  await page.evaluate(`{
    const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (letter) => letter.charCodeAt(0));
    const moved = new DataTransfer();
    moved.items.add(new File([bytes], 'picture.png', { type: 'image/png' }));
    document.querySelector('#text').dispatchEvent(${event});
  }`);
}
