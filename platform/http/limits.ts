import { hash, randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { problem } from './errors.ts';

/**
 * How many requests one client may make: `points` in `seconds`. A client is an address, and mobile networks put many
 * phones, offices all their desks, behind one: the limits stop floods, not neighbours. Each process counts for itself.
 */
export const limits = {
  /** Questions about a message, a link, a number. */
  check: { points: 240, seconds: 60 },
  /** Pictures read by the server: a second or more of computing each. */
  picture: { points: 20, seconds: 60 },
  /** Reports, watches and appeals sent, and the files with them. */
  report: { points: 60, seconds: 600 },
  /** Tracking codes tried; guessing one of 32^10 is hopeless, this keeps it quiet too. */
  code: { points: 60, seconds: 300 },
  /** Ceremonies of signing in: two to four calls each. */
  login: { points: 120, seconds: 300 },
  /** Everything else. */
  api: { points: 600, seconds: 60 },
} as const;

export type LimitName = keyof typeof limits;

export interface Limiter {
  /** Counts one request. @returns how many seconds to wait; 0: go on */
  wait(name: LimitName, clientKey: string): number;
  /** @throws problem `limit.reached` with Retry-After when the client has used up the limit. */
  take(name: LimitName, clientKey: string): void;
}

/** Counts in this process's memory; nothing about a client is written anywhere. `factor` widens every limit. */
export function createLimiter(factor = 1, now: () => number = () => performance.now()): Limiter {
  const counters = Object.fromEntries(
    Object.entries(limits).map(([name, { points, seconds }]) => [name, countWindows(points * factor, seconds, now)]),
  ) as Record<LimitName, (clientKey: string) => number>;
  const wait = (name: LimitName, clientKey: string): number => counters[name](clientKey);
  return {
    wait,
    take(name, clientKey) {
      const seconds = wait(name, clientKey);
      if (seconds > 0)
        throw problem('limit.reached', { params: { seconds }, headers: { 'retry-after': String(seconds) } });
    },
  };
}

/** A client's window begins with its first request and ends after `seconds`; clients whose window is over are forgotten. */
function countWindows(points: number, seconds: number, now: () => number): (clientKey: string) => number {
  const windows = new Map<string, { used: number; end: number }>();
  let sweep = now() + seconds * 1000;
  return (clientKey) => {
    const at = now();
    if (at >= sweep) {
      for (const [key, { end }] of windows) if (end <= at) windows.delete(key);
      sweep = at + seconds * 1000;
    }
    const known = windows.get(clientKey);
    if (known === undefined || known.end <= at) {
      windows.set(clientKey, { used: 1, end: at + seconds * 1000 });
      return 0;
    }
    known.used++;
    return known.used <= points ? 0 : Math.max(1, Math.ceil((known.end - at) / 1000));
  };
}

const DAY = 86_400_000;

/**
 * Names a client for the limits without keeping its address: a hash with a secret salt that lives in memory for a day.
 * (Not an HMAC: making its key costs more than the whole answer to a check.)
 * One IPv6 client owns at least a /64, so only that part counts.
 */
export function createClientKeys(clock: () => Date): (address: string) => string {
  let day = -1;
  let salt = newSalt();
  return (address) => {
    const today = Math.floor(clock().getTime() / DAY);
    if (today !== day) {
      day = today;
      salt = newSalt();
    }
    return hash('sha256', salt + network(address), 'base64url').slice(0, 22);
  };
}

const newSalt = (): string => randomBytes(32).toString('base64url');

function network(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address.replace('::ffff:', '');
  const [head = '', tail = ''] = address.split('::');
  const start = head.split(':').filter(Boolean);
  const end = tail.split(':').filter(Boolean);
  const full = [...start, ...Array<string>(Math.max(0, 8 - start.length - end.length)).fill('0'), ...end];
  return full.slice(0, 4).join(':');
}
