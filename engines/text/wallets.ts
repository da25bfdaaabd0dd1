/** `btc:…`, `eth:…` or `tron:…` for an address of that chain; undefined for anything else. */
export function readWallet(text: string): string | undefined {
  const plain = text.replace(/^(?:btc|eth|tron):/, '');
  if (/^0x[0-9a-fA-F]{40}$/.test(plain)) return `eth:${plain.toLowerCase()}`;
  if (/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(plain)) return `tron:${plain}`;
  if (/^bc1[02-9ac-hj-np-z]{11,71}$/.test(plain)) return `btc:${plain}`;
  return /^[13][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(plain) ? `btc:${plain}` : undefined;
}
