import { type ExportHead, type ExportItem, headLines, isIpv4, isPlainHost, splitUrlKey } from './item.ts';

/** Path characters that mean nothing special in a filter rule; a URL with any other is left out. */
const plainPath = /^\/[A-Za-z0-9\-._~!&'()+;=:@%/?]*$/;

/**
 * Filter list for AdGuard (browser and DNS) and uBlock Origin. `||name^` is the one form all of them read alike:
 * the name and everything below it. A URL is closed by `|`, so that only this address is blocked, not the site.
 */
export async function* adguard(head: ExportHead, items: AsyncIterable<ExportItem>): AsyncGenerator<string> {
  yield headLines('!', 'Confirmed scam sites, filter list', head);
  yield '! Expires: 1 hours\n';
  for await (const item of items) {
    if (item.kind === 'domain' && isPlainHost(item.value)) yield `||${item.value}^\n`;
    else if (item.kind === 'ip' && isIpv4(item.value)) yield `||${item.value}^\n`;
    else if (item.kind === 'url') {
      const { host, path } = splitUrlKey(item.key);
      if (isPlainHost(host) && path !== '/' && plainPath.test(path)) yield `||${host}${path}|\n`;
    }
  }
}
