import { type ExportHead, type ExportItem, headLines, isPlainHost } from './item.ts';

/**
 * hosts(5) file. The format knows no wildcard, so the `www.` twin is written out.
 * URLs are left out: a hosts file would block the whole site.
 */
export async function* hosts(head: ExportHead, items: AsyncIterable<ExportItem>): AsyncGenerator<string> {
  yield headLines('#', 'Confirmed scam names, hosts file', head);
  for await (const item of items) {
    if (item.kind !== 'domain' || !isPlainHost(item.value)) continue;
    yield `0.0.0.0 ${item.value}\n`;
    if (!item.value.startsWith('www.') && item.value.length <= 249) yield `0.0.0.0 www.${item.value}\n`;
  }
}
