import { type CharSet, closeCase, DIGITS, negate, NEWLINE, single, SPACE, union, WORD } from './char-set.ts';
import { alternatives, type Regex, sequence } from './regex-tree.ts';

const MOST_DEPTH = 100;
const LONGEST = 10_000;

/**
 * Reads the common part of PCRE, JavaScript and RE2: classes (also POSIX'), groups of every kind that only groups,
 * options on a group, `\Q…\E`, `\x{…}`. Returns undefined for anything else (look-around, references, options in the
 * middle, properties, mistakes), which is then RE2's to read or to refuse. `.` is anything but a line feed, as in PCRE.
 */
export function parseRegex(source: string, flags: string): Regex | undefined {
  // Half a pair is no character to RE2.
  if (source.length > LONGEST || /\p{Surrogate}/u.test(source)) return undefined;
  const reader: Reader = { source, at: 0, depth: 0 };
  const tree = readAlternatives(reader, {
    i: flags.includes('i'),
    m: flags.includes('m'),
    s: flags.includes('s'),
  });
  return reader.at === source.length ? tree : undefined;
}

interface Reader {
  source: string;
  at: number;
  depth: number;
}

interface Options {
  i: boolean;
  m: boolean;
  s: boolean;
}

function readAlternatives(reader: Reader, options: Options): Regex | undefined {
  const branches: Regex[] = [];
  do {
    const branch = readSequence(reader, options);
    if (branch === undefined) return undefined;
    branches.push(branch);
  } while (take(reader, '|'));
  return alternatives(branches);
}

function readSequence(reader: Reader, options: Options): Regex | undefined {
  const nodes: Regex[] = [];
  while (reader.at < reader.source.length) {
    const next = reader.source[reader.at];
    if (next === '|' || next === ')') break;
    if (take(reader, '\\Q')) {
      const end = reader.source.indexOf('\\E', reader.at);
      const quoted = reader.source.slice(reader.at, end < 0 ? undefined : end);
      reader.at = end < 0 ? reader.source.length : end + 2;
      for (const character of quoted) nodes.push(literal(character, options));
      continue;
    }
    const atom = readAtom(reader, options);
    if (atom === undefined) return undefined;
    const repeated = readRepeat(reader, atom);
    if (repeated === undefined) return undefined;
    nodes.push(repeated);
  }
  return sequence(nodes);
}

/** A quantifier after an atom. A second one (`a**`, possessive `a++`) is nothing we read. */
function readRepeat(reader: Reader, of: Regex): Regex | undefined {
  const match = sticky(/[*+?]|\{(\d+)(?:(,)(\d*))?\}/y, reader);
  if (match === undefined) return of;
  const [sign, least, comma, most] = match;
  let min = sign === '+' ? 1 : 0;
  let max = sign === '?' ? 1 : Infinity;
  if (least !== undefined) {
    min = Number(least);
    max = comma === undefined ? min : most === '' ? Infinity : Number(most);
  }
  if (max < min || min > 100_000) return undefined;
  const lazy = take(reader, '?');
  if (/^(?:[*+?]|\{\d+(?:,\d*)?\})/.test(reader.source.slice(reader.at, reader.at + 16))) return undefined;
  return { op: 'repeat', of, min, max, lazy };
}

function readAtom(reader: Reader, options: Options): Regex | undefined {
  const character = takeCharacter(reader);
  switch (character) {
    case '.':
      return { op: 'set', set: options.s ? negate([]) : negate(NEWLINE) };
    case '^':
      return { op: options.m ? 'line-start' : 'start' };
    case '$':
      return { op: options.m ? 'line-end' : 'end' };
    case '(':
      return readGroup(reader, options);
    case '[':
      return readClass(reader, options);
    case '\\':
      return readEscape(reader, options);
    case '*':
    case '+':
    case '?':
      return undefined;
    default:
      return literal(character, options);
  }
}

function readGroup(reader: Reader, options: Options): Regex | undefined {
  let inner = options;
  if (take(reader, '?')) {
    const head = sticky(/(?:([ims]*)(?:-([ims]+))?:|P?<[A-Za-z_]\w*>)/y, reader);
    if (head === undefined) return undefined;
    const [, on = '', off = ''] = head;
    inner = { ...options };
    for (const flag of on) inner[flag as keyof Options] = true;
    for (const flag of off) inner[flag as keyof Options] = false;
  }
  if (reader.depth >= MOST_DEPTH) return undefined;
  reader.depth += 1;
  const tree = readAlternatives(reader, inner);
  reader.depth -= 1;
  return tree !== undefined && take(reader, ')') ? tree : undefined;
}

function readEscape(reader: Reader, options: Options): Regex | undefined {
  const next = reader.source[reader.at];
  const assertion = { A: 'start', z: 'end', b: 'edge', B: 'no-edge' } as const;
  if (next !== undefined && Object.hasOwn(assertion, next)) {
    reader.at += 1;
    return { op: assertion[next as keyof typeof assertion] };
  }
  const escaped = readEscaped(reader);
  if (escaped === undefined) return undefined;
  return typeof escaped === 'string' ? literal(escaped, options) : { op: 'set', set: escaped };
}

const CLASSES: Readonly<Record<string, CharSet>> = {
  d: DIGITS,
  D: negate(DIGITS),
  w: WORD,
  W: negate(WORD),
  s: SPACE,
  S: negate(SPACE),
  h: [9, 9, 32, 32],
};
const CONTROLS: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
};

/** What stands after a backslash, inside and outside of classes: a character or a set. */
function readEscaped(reader: Reader): string | CharSet | undefined {
  const hex = sticky(/x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})/y, reader);
  if (hex !== undefined) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? (hex[3] as string), 16);
    return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? undefined : String.fromCodePoint(code);
  }
  if (sticky(/0(?!\d)/y, reader) !== undefined) return '\0';
  if (reader.at >= reader.source.length) return undefined;
  const character = takeCharacter(reader);
  if (Object.hasOwn(CLASSES, character)) return CLASSES[character];
  if (Object.hasOwn(CONTROLS, character)) return CONTROLS[character];
  return /[A-Za-z0-9]/.test(character) ? undefined : character;
}

const POSIX: Readonly<Record<string, CharSet>> = {
  alpha: [65, 90, 97, 122],
  digit: DIGITS,
  alnum: [48, 57, 65, 90, 97, 122],
  upper: [65, 90],
  lower: [97, 122],
  space: [9, 13, 32, 32],
  blank: [9, 9, 32, 32],
  punct: [33, 47, 58, 64, 91, 96, 123, 126],
  xdigit: [48, 57, 65, 70, 97, 102],
  word: WORD,
  cntrl: [0, 31, 127, 127],
  graph: [33, 126],
  print: [32, 126],
};

function readClass(reader: Reader, options: Options): Regex | undefined {
  const negated = take(reader, '^');
  const sets: CharSet[] = [];
  const pairs: Regex[] = [];
  // As in PCRE, a bracket that comes first is a member.
  if (take(reader, ']')) {
    const set = readRange(reader, ']');
    if (set === undefined) return undefined;
    sets.push(set);
  }
  while (!take(reader, ']')) {
    if (reader.at >= reader.source.length) return undefined;
    const posix = sticky(/\[:(\^?)([a-z]+):\]/y, reader);
    if (posix !== undefined) {
      const set = Object.hasOwn(POSIX, posix[2] as string) ? (POSIX[posix[2] as string] as CharSet) : undefined;
      if (set === undefined) return undefined;
      sets.push(posix[1] === '^' ? negate(set) : set);
      continue;
    }
    const member = readMember(reader);
    if (member === undefined) return undefined;
    if (typeof member !== 'string') sets.push(member);
    else if (member.length > 1) pairs.push({ op: 'pair', text: member });
    else {
      const set = readRange(reader, member);
      if (set === undefined) return undefined;
      sets.push(set);
    }
  }
  const members = options.i ? closeCase(union(...sets)) : union(...sets);
  if (!negated) return alternatives([{ op: 'set', set: members }, ...pairs]);
  // Two code units cannot be excluded by a set of single ones: RE2 reads such a class.
  return pairs.length > 0 ? undefined : { op: 'set', set: negate(members) };
}

function readMember(reader: Reader): string | CharSet | undefined {
  if (!take(reader, '\\')) return takeCharacter(reader);
  return take(reader, 'b') ? '\b' : readEscaped(reader);
}

/** The range that begins with the member just read, or it alone; a hyphen at the end is a hyphen. */
function readRange(reader: Reader, from: string): CharSet | undefined {
  const first = from.charCodeAt(0);
  if (reader.source[reader.at] !== '-' || reader.source[reader.at + 1] === ']') return single(first);
  if (reader.at + 1 >= reader.source.length) return undefined;
  reader.at += 1;
  const to = readMember(reader);
  if (typeof to !== 'string' || to.length > 1 || to.charCodeAt(0) < first) return undefined;
  return [first, to.charCodeAt(0)];
}

function literal(character: string, options: Options): Regex {
  if (character.length > 1) return { op: 'pair', text: character };
  const set = single(character.charCodeAt(0));
  return { op: 'set', set: options.i ? closeCase(set) : set };
}

function take(reader: Reader, text: string): boolean {
  if (!reader.source.startsWith(text, reader.at)) return false;
  reader.at += text.length;
  return true;
}

function takeCharacter(reader: Reader): string {
  const character = String.fromCodePoint(reader.source.codePointAt(reader.at) as number);
  reader.at += character.length;
  return character;
}

function sticky(expression: RegExp, reader: Reader): RegExpExecArray | undefined {
  expression.lastIndex = reader.at;
  const match = expression.exec(reader.source);
  if (match === null) return undefined;
  reader.at += match[0].length;
  return match;
}
