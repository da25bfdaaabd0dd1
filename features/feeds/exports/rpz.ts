import { type ExportHead, type ExportItem, headLines, isIpv4, isPlainHost } from './item.ts';

/** Longest name that still fits 253 octets with `*.` before it and a zone name of up to 60 behind it. */
const MAX_NAME = 253 - 2 - 60;

/**
 * DNS response policy zone (draft-vixie-dnsop-dns-rpz-00): `CNAME .` answers NXDOMAIN for the name and everything
 * below it. Names are relative to the zone, so it loads under any zone name.
 */
export async function* rpz(head: ExportHead, items: AsyncIterable<ExportItem>): AsyncGenerator<string> {
  yield headLines(';', 'Confirmed scam names, response policy zone', head);
  // A SOA serial is 32 bits and must never be 0 for a zone that is transferred.
  const serial = (head.change % 4294967295) + 1;
  yield `$TTL 300\n@ IN SOA localhost. hostmaster.localhost. ( ${serial} 300 60 604800 300 )\n@ IN NS localhost.\n`;
  for await (const item of items) {
    if (item.kind === 'domain' && isPlainHost(item.value) && item.value.length <= MAX_NAME) {
      yield `${item.value} CNAME .\n*.${item.value} CNAME .\n`;
    } else if (item.kind === 'ip' && isIpv4(item.value)) {
      yield `32.${item.value.split('.').toReversed().join('.')}.rpz-ip CNAME .\n`;
    }
  }
}
