import { sha256 } from './sha256.ts';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BITCOIN_VERSIONS = new Set([0x00, 0x05]);
const TRON_VERSION = 0x41;

/**
 * Reads an address as `btc:…`, `eth:…` or `tron:…`. `bad-checksum`: it has the shape of one, but a sign is wrong
 * (Base58Check, BIP-173/350); undefined: it is none. Ethereum's mixed-case checksum is not asked for, many wallets
 * write plain lower case.
 */
export function readWallet(text: string): { value: string } | 'bad-checksum' | undefined {
  const plain = text.replace(/^(?:btc|eth|tron):/, '');
  if (/^0x[0-9a-fA-F]{40}$/.test(plain)) return { value: `eth:${plain.toLowerCase()}` };
  if (/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(plain)) {
    return base58Version(plain) === TRON_VERSION ? { value: `tron:${plain}` } : 'bad-checksum';
  }
  if (/^[13][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(plain)) {
    const version = base58Version(plain);
    return version !== undefined && BITCOIN_VERSIONS.has(version) ? { value: `btc:${plain}` } : 'bad-checksum';
  }
  const segwit = plain.toLowerCase();
  if (!/^bc1[02-9ac-hj-np-z]{11,71}$/.test(segwit) || (plain !== segwit && plain !== plain.toUpperCase()))
    return undefined;
  return isSegwit(segwit) ? { value: `btc:${segwit}` } : 'bad-checksum';
}

/** Version byte of a Base58Check address with 20 bytes of hash, if its checksum holds. */
function base58Version(text: string): number | undefined {
  let number = 0n;
  for (const sign of text) number = number * 58n + BigInt(BASE58.indexOf(sign));
  const bytes = new Uint8Array(25);
  for (let i = 24; i >= 0; i--) {
    bytes[i] = Number(number & 0xffn);
    number >>= 8n;
  }
  if (number !== 0n) return undefined;
  const check = sha256(sha256(bytes.subarray(0, 21)));
  for (let i = 0; i < 4; i++) if (check[i] !== bytes[21 + i]) return undefined;
  return bytes[0];
}

/** BIP-173 checksum (bech32 for version 0, bech32m of BIP-350 for later ones). */
function isSegwit(text: string): boolean {
  const values = [3, 3, 0, 2, 3, ...Array.from(text.slice(3), (sign) => BECH32.indexOf(sign))];
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].forEach((generator, i) => {
      if ((top >>> i) & 1) check ^= generator;
    });
  }
  return check === (values[5] === 0 ? 1 : 0x2bc830a3);
}
