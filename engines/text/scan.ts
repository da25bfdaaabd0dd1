import { findCue } from './cues.ts';
import { wordsBefore } from './near.ts';
import { bracketedAt, bracketedDot } from './labels.ts';
import { readEmail, readLink, readStrangeUrl } from './links.ts';
import { readNumber } from './numbers.ts';
import { type Found, hashObservable, place, socialObservable, walletObservable } from './observables.ts';
import type { CompiledReference } from './reference.ts';
import type { Scan } from './state.ts';
import { isDigitSign, isLetterSign, signAt } from './signs.ts';
import { socialName } from './social.ts';
import { NOT_BUILT, SYMBOLS } from './symbols.ts';
import { TEXT_LIMIT } from './types.ts';
import { readWallet } from './wallets.ts';

const WORD = 1;
const DIGIT = 2;
const DOT = 3;
const AT = 4;
const COLON = 5;
const OPEN = 6;
const SHORTEST_TOKEN = 26;

const TRIGGERS = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  if (isLetterSign(code | 0x20) && code >= 65) TRIGGERS[code] = WORD;
  else if (isDigitSign(code)) TRIGGERS[code] = DIGIT;
}
TRIGGERS[46] = DOT;
TRIGGERS[64] = AT;
TRIGGERS[58] = COLON;
for (const sign of '([{') TRIGGERS[sign.charCodeAt(0)] = OPEN;

/** Reads a text once from left to right; every sign that can begin something calls the reader for it. */
export function scan(input: string, ref: CompiledReference): Scan {
  const text = input.length > TEXT_LIMIT ? input.slice(0, TEXT_LIMIT) : input;
  const state: Scan = { text, ref, out: [], floor: 0, steps: text.length };
  const length = text.length;
  let token = 0;
  let i = 0;
  while (i < length) {
    const unit = text.charCodeAt(i);
    const trigger = unit < 128 ? (TRIGGERS[unit] as number) : wideTrigger(text, i, unit);
    if (trigger === WORD) {
      i++;
      continue;
    }
    if (trigger === DIGIT) {
      i = readNumber(state, i);
      if (state.floor > token) token = state.floor;
      continue;
    }
    if (i - token >= SHORTEST_TOKEN) readToken(state, token, i);
    token = i + 1;
    if (trigger === DOT) i = readLink(state, i, i + 1, false);
    else if (trigger === AT) i = readAt(state, i);
    else if (trigger === COLON) i = readColon(state, i);
    else if (trigger === OPEN) i = readOpen(state, i);
    else i = isSpokenDot(text, i) ? readLink(state, i, text.indexOf(' ', i + 1), true) : i + 1;
    if (state.floor > token) token = state.floor;
  }
  if (length - token >= SHORTEST_TOKEN) readToken(state, token, length);
  return state;
}

function wideTrigger(text: string, index: number, unit: number): number {
  const code = SYMBOLS[unit] as number;
  const sign = code >= 0x20 && code !== NOT_BUILT ? code : signAt(text, index);
  return sign === 0 ? WORD : (TRIGGERS[sign] as number);
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
