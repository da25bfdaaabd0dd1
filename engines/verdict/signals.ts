/** What the text model is told beside the letters: what the rules saw, how the message arrived, how it is disguised. */
import type { Folded } from '../text/index.ts';
import type { CompiledBook } from './book.ts';
import type { Judged } from './checker.ts';
import type { Place, Placed, TextModel } from './model.ts';
import type { CheckInput } from './types.ts';

const lengths = [40, 80, 160, 320, 640] as const;
/** `hkDF`, `~u9pa`: senders of many messages end each in another way, so that no two are the same. */
const tail = /[\s~.][a-z0-9]{0,3}(?:[a-z][A-Z]|[A-Z][a-z][A-Z]|\d[A-Za-z])[A-Za-z0-9]{1,4}\s*$/;
const tag = /^\s*[[({](?:TB|QC|CSKH|ADV?|TBAO)[\])}]/i;

/** Prepares the numbers; the returned functions read one message each. */
export function createSignals(book: CompiledBook, model: TextModel) {
  const number = (name: string): number => model.signalNumber(name) ?? -1;
  const ofGroup = Int32Array.from(book.names, number);
  const ofSender = {
    brandname: number('sender:brandname'),
    shortcode: number('sender:shortcode'),
    number: number('sender:number'),
  };
  const ofLength = Int32Array.from([...lengths, 0], (most) => number(`length:${most}`));
  const signs = {
    grave: number('rule:grave'),
    some: number('rule:some'),
    notice: number('notice'),
    homoglyph: number('trick:homoglyph'),
    foreign: number('trick:foreign-mark'),
    hidden: number('trick:hidden'),
    leet: number('trick:leet'),
    muchLeet: number('trick:much-leet'),
    separated: number('trick:separated'),
    muchSeparated: number('trick:much-separated'),
    tail: number('tail'),
    tag: number('tag'),
    twoLinks: number('two-links'),
  };
  const ofSurface = surfaces.map((name) => Int32Array.from([0, ...steps], (least) => number(`${name}:${least}`)));
  const on: number[] = [];
  const add = (signal: number): void => {
    if (signal >= 0) on.push(signal);
  };

  return (
    { text, sender }: CheckInput,
    { tricks }: Folded,
    groups: readonly number[],
    weight: number,
    isNotice: boolean,
    placed: readonly Placed[],
  ): readonly number[] => {
    on.length = 0;
    for (let i = 0; i < groups.length; i++) add(ofGroup[groups[i] as number] as number);
    if (sender !== undefined) add(ofSender[sender.kind]);
    if (weight > 0) add(weight >= 5 ? signs.grave : signs.some);
    if (isNotice) add(signs.notice);
    if (tricks.homoglyph > 0) add(signs.homoglyph);
    if (tricks.foreignMarks > 0) add(signs.foreign);
    if (tricks.zeroWidth > 0) add(signs.hidden);
    if (tricks.leet > 0) add(tricks.leet > 2 ? signs.muchLeet : signs.leet);
    if (tricks.separated > 0) add(tricks.separated > 4 ? signs.muchSeparated : signs.separated);
    let bucket = 0;
    while (bucket < lengths.length && text.length > (lengths[bucket] as number)) bucket++;
    add(ofLength[bucket] as number);
    if (tag.test(text)) add(signs.tag);
    if (tail.test(text.slice(-14))) add(signs.tail);
    writeSurface(text);
    for (let i = 0; i < surface.length; i++) {
      const numbers = ofSurface[i] as Int32Array;
      let step = 0;
      while (step < steps.length && (surface[i] as number) >= (steps[step] as number)) step++;
      add(numbers[step] as number);
    }
    let links = 0;
    for (let i = 0; i < placed.length; i++) if (isLink((placed[i] as Placed).place)) links++;
    if (links > 1) add(signs.twoLinks);
    return on;
  };
}

const isLink = (place: Place): boolean =>
  place === 'link' ||
  place === 'unknown-link' ||
  place === 'cheap-link' ||
  place === 'shortener' ||
  place === 'lookalike';

/** How often a text does what adverts and demands do; counted in the first thousand signs. */
const surfaces = ['capital-words', 'digits', 'exclamations', 'money-signs'] as const;
const steps = [1, 3, 6, 12, 24] as const;
const surface = new Int32Array(surfaces.length);

// What an ASCII sign adds to the three counts, ten bits each (a thousand signs at most), and what it is to a word.
const EXCLAMATION = 1 << 10;
const MONEY = 1 << 20;
const COUNTED = (1 << 30) - 1;
const signsOf = new Int32Array(128);
for (let code = 48; code <= 57; code++) signsOf[code] = 1;
signsOf[0x21] = EXCLAMATION;
signsOf[0x24] = signsOf[0x25] = MONEY;
const NO_LETTER = 1;
const CAPITAL = 2;
const kindsOf = new Uint8Array(128).fill(NO_LETTER);
for (let code = 65; code <= 90; code++) kindsOf[code] = CAPITAL;
for (let code = 97; code <= 122; code++) kindsOf[code] = 0;

/** Without branches in ASCII: what comes next cannot be foreseen. */
function writeSurface(text: string): void {
  const end = Math.min(text.length, 1_000);
  let words = 0;
  let run = 0;
  let counts = 0;
  for (let i = 0; i <= end; i++) {
    const unit = i < end ? text.charCodeAt(i) : 0x20;
    let kind = NO_LETTER;
    if (unit < 128) {
      counts += signsOf[unit] as number;
      kind = kindsOf[unit] as number;
    } else if (unit === 0xa3 || unit === 0x20ab || unit === 0x20ac) counts += MONEY;
    // Three capitals and more, and then no letter.
    words += ((2 - run) >>> 31) & kind;
    run = (run + 1) & -(kind >> 1);
  }
  surface[0] = words;
  surface[1] = counts & 1023;
  surface[2] = (counts >> 10) & 1023;
  surface[3] = (counts & COUNTED) >> 20;
}

/** The things a message points to, as the model names them. */
export function placesOf(
  judged: readonly Judged[],
  isCheap: (host: string, from: number) => boolean,
  shorteners: ReadonlySet<string>,
): Placed[] {
  const placed: Placed[] = [];
  for (let i = 0; i < judged.length; i++) {
    const { seen, owner, official } = judged[i] as Judged;
    placed.push({
      start: seen.start,
      end: seen.end,
      place: placeOf(seen, owner !== undefined || official, isCheap, shorteners),
    });
  }
  return placed;
}

function placeOf(
  { kind, host, registrable, lookalike }: Judged['seen'],
  known: boolean,
  isCheap: (host: string, from: number) => boolean,
  shorteners: ReadonlySet<string>,
): Place {
  if (kind === 'email') return 'email';
  if (host !== undefined) {
    if (lookalike !== undefined) return 'lookalike';
    if (shorteners.has(host)) return 'shortener';
    if (known) return 'link';
    if (registrable !== undefined && isCheap(registrable, registrable.indexOf('.') + 1)) return 'cheap-link';
    return 'unknown-link';
  }
  if (kind === 'phone') return 'phone';
  if (kind === 'bank-account' || kind === 'vietqr') return 'account';
  return kind === 'social' ? 'social' : 'other';
}
