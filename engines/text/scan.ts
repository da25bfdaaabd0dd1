import { findCue } from './cues.ts';
import { wordsBefore } from './near.ts';
import { bracketedAt, bracketedDot } from './labels.ts';
import { readEmail, readLink, readStrangeUrl } from './links.ts';
import { readNumber } from './numbers.ts';
import { type Found, hashObservable, place, socialObservable, walletObservable } from './observables.ts';
import type { CompiledReference } from './reference.ts';
import type { Scan } from './state.ts';
import { readSigns } from './pass.ts';
import { socialName } from './social.ts';
import { TEXT_LIMIT } from './types.ts';
import { readWallet } from './wallets.ts';

const DIGIT = 1;
const DOT = 2;
const AT = 3;
const COLON = 4;
const OPEN = 5;
const BLANK = 0x20;
const LETTER_C = 99;
const LETTER_D = 100;
const SHORTEST_TOKEN = 26;

/** What each folded sign can begin. */
const TRIGGERS = new Uint8Array(128);
for (let code = 48; code <= 57; code++) TRIGGERS[code] = DIGIT;
TRIGGERS[46] = DOT;
TRIGGERS[64] = AT;
TRIGGERS[58] = COLON;
for (const sign of '([{') TRIGGERS[sign.charCodeAt(0)] = OPEN;

/**
 * Reads a text once from left to right; every sign that can begin something calls the reader for it. Letters begin
 * nothing, so only the stops of the pass are looked at.
 */
export function scan(input: string, ref: CompiledReference): Scan {
  const text = input.length > TEXT_LIMIT ? input.slice(0, TEXT_LIMIT) : input;
  const { signs, places, base, stops, stopCount } = readSigns(text);
  const state: Scan = { text, ref, out: [], floor: 0, steps: text.length };
  let token = 0;
  let next = 0;
  for (let k = 0; k < stopCount; k++) {
    const index = stops[k] as number;
    const place = places[base + index] as number;
    if (place < next) continue;
    const sign = signs[index] as number;
    // Half of all stops: the end of a word.
    if (sign === BLANK) {
      if (place - token >= SHORTEST_TOKEN) readToken(state, token, place);
      // Blanks are single among the signs: what follows stands behind the last of them.
      token = k + 1 < stopCount ? (places[base + index + 1] as number) : place;
      const first = signs[index + 1];
      if ((first === LETTER_C || first === LETTER_D) && isSpokenDot(text, token - 1)) {
        next = readLink(state, token - 1, text.indexOf(' ', token), true);
        if (state.floor > token) token = state.floor;
      }
      continue;
    }
    // Not the first of the signs that a unit stands for (`㏂`).
    if (index > 0 && places[base + index - 1] === place) continue;
    const trigger = TRIGGERS[sign] as number;
    next = place + 1;
    if (trigger === DIGIT) next = readNumber(state, place);
    else {
      if (place - token >= SHORTEST_TOKEN) readToken(state, token, place);
      token = next;
      if (trigger === DOT) next = readLink(state, place, next, false);
      else if (trigger === AT) next = readAt(state, place);
      else if (trigger === COLON) next = readColon(state, place);
      else if (trigger === OPEN) next = readOpen(state, place);
    }
    if (state.floor > token) token = state.floor;
  }
  return state;
}

/** `vietcombank dot com`, `… chấm com`: the word with its blanks. */
function isSpokenDot(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 0x20) return false;
  const first = text.charCodeAt(at + 1);
  return (
    (first === 100 && text.startsWith('dot ', at + 1)) ||
    (first === 99 && (text.startsWith('chấm ', at + 1) || text.startsWith('cham ', at + 1)))
  );
}

/** `@`: an address, or a name in a network that the words before tell. */
function readAt(state: Scan, at: number): number {
  const next = readEmail(state, at, at + 1);
  if (state.floor > at) return next;
  return readName(state, at, at + 1, at) ?? at + 1;
}

/** `:`: a link that does not look like one, or `Telegram: name`. */
function readColon(state: Scan, colon: number): number {
  const { text } = state;
  if (text.charCodeAt(colon + 1) === 47)
    return text.charCodeAt(colon + 2) === 47 ? readStrangeUrl(state, colon) : colon + 1;
  let from = colon + 1;
  while (text.charCodeAt(from) === 0x20 && from - colon < 3) from++;
  return readName(state, colon, from, colon) ?? colon + 1;
}

/** An opening bracket: a defanged dot or at sign behind a word. */
function readOpen(state: Scan, open: number): number {
  const dot = bracketedDot(state.text, open);
  if (dot > 0) return readLink(state, open, dot, false);
  const at = bracketedAt(state.text, open);
  return at > 0 ? readEmail(state, open, at) : open + 1;
}

/** An account name of Telegram or Facebook that the word just before announces; digits and `@` make it a name. */
function readName(state: Scan, before: number, from: number, start: number): number | undefined {
  const { text } = state;
  const name = /^@?[a-z0-9_.]{4,64}/i.exec(text.slice(from, from + 66))?.[0].replace(/\.+$/, '');
  if (
    name === undefined ||
    (text.charCodeAt(start) !== 64 && !name.startsWith('@') && !/[a-z].*[\d_]|[\d_].*[a-z]/i.test(name))
  )
    return undefined;
  const cue = findCue(wordsBefore(text, before, state.floor, 2));
  if (cue !== 'telegram' && cue !== 'facebook') return undefined;
  const value = socialName(cue, name);
  // `Telegram: t.me/name` is read as the link that it is.
  if (value === undefined || text.charCodeAt(from + name.length) === 47 || /\.(?:me|com|vn)$/i.test(name))
    return undefined;
  const first = text.charCodeAt(start) === 64 ? start : from;
  state.out.push(place(socialObservable(value), text, first, from + name.length));
  state.floor = from + name.length;
  return state.floor;
}

/** A long word of letters and digits: a wallet or a file's fingerprint. */
function readToken(state: Scan, start: number, end: number): void {
  const token = end - start > 80 ? '' : state.text.slice(start, end);
  if (start < state.floor || !/\d/.test(token)) return;
  const found = /^[0-9a-f]{64}$/i.test(token) ? hashObservable(token) : walletIn(token);
  if (found === undefined) return;
  state.out.push(place(found, state.text, start, end));
  state.floor = end;
}

function walletIn(token: string): Found | undefined {
  const wallet = readWallet(token);
  return wallet === undefined || wallet === 'bad-checksum' ? undefined : walletObservable(wallet.value);
}
