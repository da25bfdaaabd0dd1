import type { Browser, Worker } from 'playwright-core';
import { person } from '../../e2e/browser.ts';
import { deviceAnswer, firstVisit, must, until } from './visit.ts';
import { listedHost, LISTED } from './list.ts';

/**
 * A phone that has a list comes back on the next day: what it then fetches.
 * @param nextDay changes the list on the server
 */
export async function updateInBrowser(browser: Browser, origin: string, nextDay: () => Promise<unknown>) {
  const context = await person(browser, origin, { permissions: ['clipboard-read', 'clipboard-write'] });
  try {
    const page = await context.newPage();
    await firstVisit(page);
    await nextDay();
    // Tests cannot wait: the note of when the phone last looked is put back by a day and an hour.
    await page.evaluate(async () => {
      const cache = await caches.open('khien-lists');
      const kept = new Uint8Array(await ((await cache.match('/device-list')) as Response).arrayBuffer());
      const end = 4 + new DataView(kept.buffer).getUint32(0);
      const head = JSON.parse(new TextDecoder().decode(kept.subarray(4, end))) as { lookedAt: number };
      head.lookedAt -= 90_000_000;
      const bytes = new TextEncoder().encode(JSON.stringify(head));
      const size = new Uint8Array(4);
      new DataView(size.buffer).setUint32(0, bytes.length);
      await cache.put('/device-list', new Response(new Blob([size, bytes, kept.subarray(end)])));
    });
    await page.reload();
    await until(page, async () => {
      const kept = (await (await caches.open('khien-lists')).match('/device-list')) as Response;
      const bytes = new Uint8Array(await kept.arrayBuffer());
      const end = 4 + new DataView(bytes.buffer).getUint32(0);
      const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end))) as { lookedAt: number };
      return Date.now() - head.lookedAt < 3_600_000;
    });
    const fetched = await (page.workers()[0] as Worker).evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .map(({ name, encodedBodySize }) => ({ path: new URL(name).pathname, bytes: encodedBodySize }))
        .filter(({ path }) => path.startsWith('/v1/device/')),
    );
    const parts = fetched.map(({ path, bytes }) => `${path} ${(bytes / 1000).toFixed(1)} kB`);
    must(
      parts.some((part) => part.includes('/delta/')),
      `no changes were fetched: ${parts.join(', ')}`,
    );
    // What came and what went, asked without network so that only the phone can answer.
    await context.setOffline(true);
    const came = await deviceAnswer(page, `https://${listedHost(LISTED)}/`);
    const went = await deviceAnswer(page, `https://${listedHost(0)}/`);
    must(came !== went && came.includes('có thể nằm trong danh sách'), `what came is not known: ${came}`);
    must(!went.includes('có thể nằm trong danh sách'), `what went is still known: ${went}`);
    return { bytes: fetched.reduce((sum, one) => sum + one.bytes, 0), parts };
  } finally {
    await context.close();
  }
}
