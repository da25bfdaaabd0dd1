import { type Host, readHost } from './hosts.ts';
import {
  brokenStart,
  ends,
  hostEnd,
  isHostSign,
  isSpacedEnding,
  joinLabels,
  labelStart,
  plainHost,
  readLabels,
  schemeBefore,
  starts,
  writtenEnding,
} from './labels.ts';
import { emailObservable, hostObservable, place, urlObservable } from './observables.ts';
import { pathEnd } from './paths.ts';
import { chooseHost } from './plausible.ts';
import type { Scan } from './state.ts';
import { isSpaceUnit, signAt } from './signs.ts';
import { endingKind } from './tlds.ts';

const DOT = 46;
const HYPHEN = 45;
const UNDERSCORE = 95;
const AT = 64;
const SLASH = 47;

/**
 * Reads the host around the separator at `[dot, after)`: a full stop, or `[.]`, `(dot)`. Returns where the scan goes
 * on. Takes hosts with and without scheme, with blanks around their dots, and links with a user name in front.
 */
export function readLink(scan: Scan, dot: number, after: number, spoken: boolean): number {
  const { text } = scan;
  const defanged = spoken || after - dot > 1;
  let left = dot;
  if (isSpaceUnit(text.charCodeAt(left - 1))) left--;
  const spacedLeft = left < dot;
  let right = after;
  if (isSpaceUnit(text.charCodeAt(right))) right++;
  const spacedRight = right > after;
  // The common case, a full stop at the end of a sentence, ends here.
  if (
    !isHostSign(signAt(text, right)) ||
    (spacedRight && !defanged && !isSpacedEnding(text, right)) ||
    (spacedLeft && !spacedRight && !defanged && !isSpacedEnding(text, right))
  )
    return after;
  const first = brokenStart(text, labelStart(text, left, scan.floor), scan.floor);
  scan.steps += left - first;
  if (first === left) return after;

  const obfuscated = defanged || spacedLeft || spacedRight;
  starts[0] = first;
  ends[0] = left;
  const count = readLabels(scan, right, 1, obfuscated);
  const chainEnd = ends[count - 1] as number;
  const scheme = schemeBefore(text, first, scan.floor);
  if (text.charCodeAt(chainEnd) === AT) {
    // `first.last@…` is left to the reader of addresses; `https://bank.vn@evil.top` is a link with a user name.
    return scheme === undefined ? chainEnd : readAfterUser(scan, scheme, chainEnd + 1);
  }
  if (scheme === undefined && first > scan.floor && text.charCodeAt(first - 1) === AT) return chainEnd;
  const found = chooseHost(scan, count, scheme !== undefined, obfuscated);
  if (found === undefined) return Math.max(after, afterNoHost(text, count));
  return finish(scan, scheme?.start ?? first, scheme?.name ?? 'http', found.host, found.end);
}

/**
 * Where to go on behind labels that are no host: behind all of them, or a crafted text would be read again from every
 * label; but not over a number (`LH.0912.345.678`).
 */
function afterNoHost(text: string, count: number): number {
  for (let label = 1; label < count; label++) {
    const start = starts[label] as number;
    if (/^\d{3}/.test(text.slice(start, start + 3))) return start;
  }
  return ends[count - 1] as number;
}

/** Reads an address at its `@`; returns where the scan goes on. */
export function readEmail(scan: Scan, at: number, after: number): number {
  const { text } = scan;
  const defanged = after - at > 1;
  const left = defanged && isSpaceUnit(text.charCodeAt(at - 1)) ? at - 1 : at;
  let start = left;
  const floor = Math.max(scan.floor, left - 64);
  while (start > floor && isLocalUnit(text.charCodeAt(start - 1))) start--;
  while (start < left && !/[a-z0-9]/i.test(text.charAt(start))) start++;
  if (start === left) return after;
  const first = defanged && isSpaceUnit(text.charCodeAt(after)) ? after + 1 : after;
  const count = readLabels(scan, first, 0, defanged);
  for (let last = count - 1; last >= 1; last--) {
    const end = ends[last] as number;
    // What a sentence glued on behind (`a@b.com.Vui lòng`) is no ending.
    if (endingKind(writtenEnding(text, last)) === undefined) continue;
    const found = emailObservable(text.slice(start, left), joinLabels(text, last));
    if (found !== undefined) return emit(scan, place(found, text, start, end));
  }
  return after;
}

/** Reads what stands after `://` where no ordinary host name does: IPv6, numbers for addresses, other scripts. */
export function readStrangeUrl(scan: Scan, colon: number): number {
  const { text } = scan;
  const from = colon + 3;
  const length = ordinaryLength(text, from);
  if (length > 0) {
    scan.steps += length;
    return from;
  }
  const scheme = schemeBefore(text, from, scan.floor);
  const written = /^(?:\[[0-9a-f:.]{2,45}\]|0x[0-9a-f]{8}|\d{8,10}|[^\s/?#:@[\]<>"']{1,100})/i.exec(
    text.slice(from, from + 110),
  )?.[0];
  if (scheme === undefined || written === undefined) return colon + 1;
  scan.steps += written.length;
  const ordinary =
    /^[\x21-\x7e\u00c0-\u1eff]*$/.test(written) &&
    /[a-z]/i.test(written) &&
    !written.startsWith('[') &&
    !/^0x/i.test(written);
  if (ordinary || (!/[^\d.]/.test(written) && written.includes('.'))) return from;
  const host = readHost(strictHost(written));
  return host === undefined ? from : finish(scan, scheme.start, scheme.name, host, from + written.length);
}

/** The length of a host name of letters that the reader of full stops finds by itself, 0 if it is anything else. */
function ordinaryLength(text: string, from: number): number {
  let letters = false;
  let at = from;
  for (; at - from < 100; at++) {
    const unit = text.charCodeAt(at);
    if ((unit | 0x20) >= 97 && (unit | 0x20) <= 122) letters = true;
    else if (unit !== DOT && unit !== HYPHEN && unit !== UNDERSCORE && !(unit >= 48 && unit <= 57)) break;
  }
  // `0x…` can be a number.
  if (!letters || (text.charCodeAt(from) === 48 && (text.charCodeAt(from + 1) | 0x20) === 120)) return 0;
  const unit = text.charCodeAt(at);
  return at === text.length || unit === SLASH || unit === 63 || unit === 35 || unit <= 0x20 ? at - from : 0;
}

/** An IP address that was recognised among numbers: takes port and path with it. */
export function finishIp(scan: Scan, start: number, host: Host, end: number): number {
  const scheme = schemeBefore(scan.text, start, scan.floor);
  return finish(scan, scheme?.start ?? start, scheme?.name ?? 'http', host, end);
}

function readAfterUser(scan: Scan, scheme: { start: number; name: string }, from: number): number {
  const end = hostEnd(scan.text, from);
  scan.steps += end - from;
  const host = readHost(plainHost(scan.text, from, end));
  return host === undefined ? from : finish(scan, scheme.start, scheme.name, host, end);
}

function finish(scan: Scan, start: number, scheme: string, host: Host, hostStop: number): number {
  const { text } = scan;
  const end = pathEnd(text, hostStop);
  scan.steps += end - hostStop;
  const rest = end === hostStop ? '' : plainHost(text, hostStop, end);
  const found = rest === '' ? hostObservable(host) : urlObservable(scheme, host, rest);
  return emit(scan, place(found, text, start, end));
}

function emit(scan: Scan, observable: ReturnType<typeof place>): number {
  scan.out.push(observable);
  scan.floor = observable.end;
  return observable.end;
}

/** `3232235777` and `0xc0a80101` are addresses to a browser. */
function strictHost(written: string): string {
  if (written.startsWith('[')) return written.slice(1, -1);
  if (!/^(?:0x[0-9a-f]+|\d+)$/i.test(written)) return written;
  const number = Number(written);
  return number > 0xffffffff ? '' : [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}

function isLocalUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === DOT ||
    unit === UNDERSCORE ||
    unit === HYPHEN ||
    unit === 43 ||
    unit === 37
  );
}
