import { type ExportHead, type ExportItem, headLines, isIpv4, isPlainHost, splitUrlKey } from './item.ts';

/** Above every range that sidallocation.org has given out; 32 bits leave room for 273 million indicators. */
const FIRST_SID = 3_200_000_000;
const SIDS_EACH = 4;
const MAX_SID = 4_294_967_295;

/**
 * Suricata rules (6 and later): DNS queries, TLS server names and HTTP hosts of listed names with everything below
 * them, listed addresses, and listed URLs over plain HTTP. A rule keeps its sid for ever; `rev` grows with each change.
 */
export async function* suricata(head: ExportHead, items: AsyncIterable<ExportItem>): AsyncGenerator<string> {
  yield headLines('#', 'Confirmed scam sites, Suricata rules', head);
  for await (const item of items) {
    const sid = FIRST_SID + item.number * SIDS_EACH;
    if (sid + SIDS_EACH > MAX_SID) continue;
    if (item.kind === 'domain' && isPlainHost(item.value)) yield domainRules(item, sid);
    else if (item.kind === 'ip' && isIpv4(item.value)) {
      yield `alert ip $HOME_NET any -> ${item.value} any (msg:"KHIEN scam address ${item.value}"; ${tail(item, sid)})\n`;
    } else if (item.kind === 'url') {
      const { host, path } = splitUrlKey(item.key);
      if (isPlainHost(host) && path.length <= 255) {
        yield `alert http $HOME_NET any -> any any (msg:"KHIEN scam page on ${host}"; flow:established,to_server; http.host; content:"${host}"; startswith; endswith; http.uri; content:"${content(path)}"; startswith; endswith; ${tail(item, sid)})\n`;
      }
    }
  }
}

function domainRules(item: ExportItem, sid: number): string {
  const name = item.value;
  // dotprefix puts a dot before the buffer, so `.a.vn` matches a.vn and x.a.vn but not xa.vn.
  const match = (nocase: string) => `dotprefix; content:".${name}"; ${nocase}endswith;`;
  const msg = (what: string) => `msg:"KHIEN scam name ${name} (${what})";`;
  // The http.host buffer is already lower-case and refuses nocase.
  return [
    `alert dns $HOME_NET any -> any any (${msg('DNS')} dns.query; ${match('nocase; ')} ${tail(item, sid)})`,
    `alert tls $HOME_NET any -> any any (${msg('TLS')} flow:established,to_server; tls.sni; ${match('nocase; ')} ${tail(item, sid + 1)})`,
    `alert http $HOME_NET any -> any any (${msg('HTTP')} flow:established,to_server; http.host; ${match('')} ${tail(item, sid + 2)})`,
    '',
  ].join('\n');
}

const tail = (item: ExportItem, sid: number): string =>
  `classtype:trojan-activity; sid:${sid}; rev:${Math.max(1, item.change % MAX_SID)}; metadata:khien_id ${item.id}, created_at ${item.listedAt.toISOString().slice(0, 10).replaceAll('-', '_')};`;

/** Everything but letters, digits and a few marks is written as hex, so no value can end the string or the rule. */
function content(text: string): string {
  let out = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    out += /[A-Za-z0-9/._~-]/.test(char) ? char : `|${byte.toString(16).padStart(2, '0')}|`;
  }
  return out;
}
