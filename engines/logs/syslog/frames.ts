import { LIMITS } from '../event.ts';

export type Framing = 'auto' | 'newline' | 'octets' | 'nul';

export interface Framer {
  /** Takes what arrived and hands out every message that it ends. A message is valid during the call only. */
  push(chunk: Uint8Array, take: (message: Uint8Array) => void): void;
  /** The stream has ended: what is left is the last message (not of a counted frame that is cut off). */
  end(take: (message: Uint8Array) => void): void;
  /** Messages that were longer than the limit and skipped. */
  readonly skipped: number;
}

const LF = 10;
const CR = 13;
const NUL = 0;
const SPACE = 32;

/**
 * Messages out of a stream of syslog over TCP or TLS (RFC 6587, RFC 5425): ended by a newline or NUL, or counted
 * (`LEN SP message`); `auto` recognises each message anew, because relays mix them. A message above the limit is counted
 * and skipped, and the stream goes on with the next; at most one message is held in memory.
 *
 * @param limit longest message in bytes
 */
export function createFramer(framing: Framing = 'auto', limit: number = LIMITS.line): Framer {
  let held: Uint8Array = new Uint8Array(0);
  let length = 0;
  /** Bytes of a counted message that are still to come and not wanted. */
  let skipping = 0;
  /** Bytes of the message that is held which were seen not to end it. */
  let searched = 0;
  /** Inside an overlong message that ends at a newline. */
  let overlong = false;
  let skipped = 0;

  const isEnd = (byte: number | undefined): boolean =>
    framing === 'nul' ? byte === NUL : framing === 'auto' ? byte === LF || byte === NUL : byte === LF;

  /** Length of the digits and count at `from`: undefined no count, 'more' when it cannot be known yet. */
  function countAt(data: Uint8Array, from: number): { size: number; start: number } | 'more' | undefined {
    if (framing === 'newline' || framing === 'nul') return undefined;
    let at = from;
    let size = 0;
    for (; at < data.length && at - from < 10; at++) {
      const digit = (data[at] ?? 0) - 48;
      if (digit < 0 || digit > 9 || (at === from && digit === 0)) break;
      size = size * 10 + digit;
    }
    if (at === data.length && at - from < 10) return at === from ? undefined : 'more';
    if (at === from || data[at] !== SPACE) return undefined;
    if (framing === 'octets') return { size, start: at + 1 };
    // A line may begin with a number too; a counted message begins with its priority.
    if (at + 1 === data.length) return 'more';
    return data[at + 1] === 60 ? { size, start: at + 1 } : undefined;
  }

  /** Appends to what is held; the room doubles, so that single bytes do not cost a copy of all each time. */
  function hold(more: Uint8Array): void {
    const needed = length + more.length;
    if (held.length < needed) {
      const larger = new Uint8Array(Math.max(needed, 2 * held.length, 4_096));
      larger.set(held.subarray(0, length));
      held = larger;
    }
    held.set(more, length);
    length = needed;
  }

  function give(message: Uint8Array, take: (message: Uint8Array) => void): void {
    let end = message.length;
    while (end > 0 && (message[end - 1] === CR || message[end - 1] === LF || message[end - 1] === NUL)) end--;
    if (end > limit) skipped++;
    else if (end > 0) take(message.subarray(0, end));
  }

  function push(chunk: Uint8Array, take: (message: Uint8Array) => void): void {
    if (length === 0) {
      const used = read(chunk, take);
      if (used < chunk.length) hold(chunk.subarray(used));
      return;
    }
    hold(chunk);
    const used = read(held.subarray(0, length), take);
    if (used > 0) held.copyWithin(0, used, length);
    length -= used;
    if (length === 0 && held.length > 65_536) held = new Uint8Array(0);
  }

  /** Hands out all messages that end in the data; how many bytes are done with. */
  function read(data: Uint8Array, take: (message: Uint8Array) => void): number {
    let at = Math.min(skipping, data.length);
    skipping -= at;
    while (at < data.length) {
      const count = overlong ? undefined : countAt(data, at);
      if (count === 'more') return at;
      if (count !== undefined) {
        const end = count.start + count.size;
        if (count.size > limit) {
          skipped++;
          skipping = Math.max(0, end - data.length);
        } else if (end > data.length) return at;
        else give(data.subarray(count.start, end), take);
        at = Math.min(end, data.length);
        continue;
      }
      // What was held was searched before.
      let end = at + searched;
      while (end < data.length && !isEnd(data[end])) end++;
      if (end === data.length) {
        searched = end - at;
        if (searched <= limit + 1 && !overlong) return at;
        if (!overlong) skipped++;
        overlong = true;
        searched = 0;
        return end;
      }
      if (!overlong) give(data.subarray(at, end), take);
      overlong = false;
      searched = 0;
      at = end + 1;
    }
    return at;
  }

  return {
    push,
    end(take) {
      const rest = held.subarray(0, length);
      length = 0;
      if (rest.length > 0 && !overlong && typeof countAt(rest, 0) !== 'object') give(rest, take);
      overlong = false;
      skipping = 0;
      searched = 0;
    },
    get skipped() {
      return skipped;
    },
  };
}
