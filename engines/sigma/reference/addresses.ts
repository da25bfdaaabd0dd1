/** IP addresses as one number with a width, for `cidr`. */
export interface Address {
  number: bigint;
  bits: 32 | 128;
}

/** Undefined for anything that is not exactly an address. A zone (`%eth0`) is none. */
export function readAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const number = readV4(text);
    return number === undefined ? undefined : { number, bits: 32 };
  }
  const number = readV6(text);
  return number === undefined ? undefined : { number, bits: 128 };
}

export function inNetwork(address: Address, network: Address, prefix: number): boolean {
  const rest = BigInt(network.bits - prefix);
  return address.bits === network.bits && address.number >> rest === network.number >> rest;
}

function readV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((number, part) => number * 256n + BigInt(part), 0n);
}

function readV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string, last: boolean): string[] | undefined => {
    if (half === '') return [];
    const parts = half.split(':');
    const v4 = last && parts.at(-1)?.includes('.') ? readV4(parts.pop() as string) : undefined;
    if (v4 !== undefined) parts.push((v4 >> 16n).toString(16), (v4 & 0xffffn).toString(16));
    return parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part)) ? parts : undefined;
  };
  const head = groups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] as string, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array<string>(missing).fill('0'), ...tail].reduce(
    (n, part) => n * 65536n + BigInt(`0x${part}`),
    0n,
  );
}
