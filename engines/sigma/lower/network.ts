import ipaddr from 'ipaddr.js';

/**
 * Reads `10.0.0.0/8` or `2001:db8::/32`; without a mask the network is one address. undefined if it is no network;
 * `hostBits` if bits beyond the mask are set, which the specification's reference implementation refuses.
 */
export function readNetwork(text: string): { network: Uint8Array; bits: number; hostBits: boolean } | undefined {
  const [address = '', mask, ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  const network = readAddress(address);
  if (network === undefined) return undefined;
  const most = network.length * 8;
  if (mask !== undefined && !/^\d{1,3}$/.test(mask)) return undefined;
  const bits = mask === undefined ? most : Number(mask);
  if (bits > most) return undefined;
  const hostBits = network.some((byte, at) => (byte & (0xff >> Math.min(8, Math.max(0, bits - at * 8)))) !== 0);
  return { network, bits, hostBits };
}

function readAddress(text: string): Uint8Array | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return Uint8Array.from(ipaddr.IPv4.parse(text).toByteArray());
  // A zone (`fe80::1%eth0`) names an interface, not a part of the address.
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  return Uint8Array.from(ipaddr.IPv6.parse(text).toByteArray());
}
