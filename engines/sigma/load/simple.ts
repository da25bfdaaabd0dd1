import type { Allowance } from './limits.ts';
import { plainValue } from './scalars.ts';
import type { Entry, List, Mapping, Scalar, Yaml } from './yaml.ts';

/**
 * The YAML that nearly all rules are written in, read line by line: block maps and lists, texts on one line, literal
 * blocks. Whatever else stands in a document (and whatever may be wrong with it) is left to the real parser, so this only
 * needs to be right where it answers at all; a test compares the two.
 */
interface Reader {
  lines: readonly string[];
  /** The next line that is not blank and no comment, and how far it is indented. */
  at: number;
  indent: number;
  /** What to add to an index for the number of a line in the file. */
  base: number;
  nodes: number;
  limits: Allowance;
}

/** Characters whose meaning needs the real parser wherever they stand, line ends other than LF among them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const SPECIAL = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;
const KEY = /([A-Za-z0-9_][A-Za-z0-9_.|@/$-]*|'[^']*'):(?= |$)/y;
const SINGLE = /^'((?:[^']|'')*)' *(?: #.*)?$/;
const DOUBLE = /^"((?:[^"\\]|\\[\\"])*)" *(?: #.*)?$/;
const PLAIN = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^ ]))/;
const LITERAL = /^\|(-?) *$/;

/** Thrown where the real parser has to look. */
const LEAVE = Symbol('leave');

/**
 * The document, or undefined if it has to be read by the real parser.
 * @param base the number of the first line, less one.
 */
export function readSimple(text: string, base: number, limits: Allowance): Yaml | undefined {
  if (SPECIAL.test(text) || !text.isWellFormed()) return undefined;
  const reader: Reader = { lines: text.split('\n'), at: -1, indent: 0, base, nodes: 0, limits };
  try {
    next(reader);
    if (reader.indent < 0) return undefined;
    const root = block(reader, reader.indent, 1);
    if (reader.indent >= 0) return undefined;
    limits.left -= reader.nodes;
    return root;
  } catch (error) {
    if (error === LEAVE) return undefined;
    throw error;
  }
}

function leave(): never {
  throw LEAVE;
}

/** Goes to the next line that says something; `indent` is -1 at the end. */
function next(reader: Reader): void {
  const { lines } = reader;
  for (let at = reader.at + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    let indent = 0;
    while (line.charCodeAt(indent) === 32) indent++;
    if (indent === line.length || line.charCodeAt(indent) === 35) continue;
    reader.at = at;
    reader.indent = indent;
    return;
  }
  reader.at = lines.length;
  reader.indent = -1;
}

function count(reader: Reader, depth: number): void {
  if (++reader.nodes > reader.limits.nodes || reader.nodes > reader.limits.left || depth >= reader.limits.depth)
    leave();
}

function isItem(line: string, indent: number): boolean {
  return line.charCodeAt(indent) === 45 && line.charCodeAt(indent + 1) === 32;
}

/** A map or a list that begins on this line. */
function block(reader: Reader, indent: number, depth: number): Yaml {
  count(reader, depth);
  const line = reader.lines[reader.at] ?? '';
  return isItem(line, indent) ? list(reader, indent, depth) : map(reader, indent, depth);
}

function list(reader: Reader, indent: number, depth: number): List {
  const node: List = { kind: 'list', items: [], line: reader.base + reader.at + 1 };
  while (reader.indent === indent) {
    const line = reader.lines[reader.at] ?? '';
    if (!isItem(line, indent)) break;
    let from = indent + 2;
    while (line.charCodeAt(from) === 32) from++;
    KEY.lastIndex = from;
    if (KEY.test(line)) {
      count(reader, depth + 1);
      reader.indent = from;
      node.items.push(map(reader, from, depth + 1));
    } else node.items.push(value(reader, line, from, indent, depth));
  }
  if (reader.indent > indent) leave();
  return node;
}

function map(reader: Reader, indent: number, depth: number): Mapping {
  const entries = new Map<string, Entry>();
  const node: Mapping = { kind: 'map', entries, line: reader.base + reader.at + 1 };
  while (reader.indent === indent) {
    const text = reader.lines[reader.at] ?? '';
    // In a list the first key stands behind the dash, the others below it.
    KEY.lastIndex = indent;
    const found = KEY.exec(text);
    if (!found) leave();
    const [whole, written = ''] = found;
    const key = written.charCodeAt(0) === 39 ? written.slice(1, -1) : written;
    if (entries.has(key)) leave();
    const line = reader.base + reader.at + 1;
    let from = indent + whole.length;
    while (text.charCodeAt(from) === 32) from++;
    const bare = from >= text.length || (text.charCodeAt(from) === 35 && text.charCodeAt(from - 1) === 32);
    entries.set(key, {
      key,
      line,
      value: bare ? below(reader, indent, line, depth) : value(reader, text, from, indent, depth),
    });
  }
  if (reader.indent > indent) leave();
  return node;
}

/** What stands under a key: something deeper, a list as deep as the key, or nothing. */
function below(reader: Reader, indent: number, line: number, depth: number): Yaml {
  next(reader);
  if (reader.indent > indent) return block(reader, reader.indent, depth + 1);
  if (reader.indent === indent && isItem(reader.lines[reader.at] ?? '', indent))
    return block(reader, indent, depth + 1);
  count(reader, depth + 1);
  return { kind: 'scalar', value: null, text: '', line };
}

/** A text that begins at `from`. What follows deeper would be more of it, which only the real parser joins. */
function value(reader: Reader, text: string, from: number, indent: number, depth: number): Scalar {
  count(reader, depth + 1);
  const line = reader.base + reader.at + 1;
  const rest = from === 0 ? text : text.slice(from);
  const first = rest.charCodeAt(0);
  let scalar: Scalar;
  if (first === 39) {
    const inner = SINGLE.exec(rest)?.[1] ?? leave();
    const unquoted = inner.includes("'") ? inner.replaceAll("''", "'") : inner;
    scalar = { kind: 'scalar', value: unquoted, text: unquoted, line };
  } else if (first === 34) {
    const inner = DOUBLE.exec(rest)?.[1] ?? leave();
    const unquoted = inner.includes('\\') ? inner.replaceAll(/\\(.)/g, '$1') : inner;
    scalar = { kind: 'scalar', value: unquoted, text: unquoted, line };
  } else if (first === 124) return literal(reader, rest, indent);
  else {
    const plain = plainText(rest);
    scalar = { kind: 'scalar', value: plainValue(plain), text: plain, line };
  }
  next(reader);
  if (reader.indent > indent) leave();
  return scalar;
}

function plainText(rest: string): string {
  if (!PLAIN.test(rest)) leave();
  const comment = rest.indexOf(' #');
  let end = comment === -1 ? rest.length : comment;
  while (rest.charCodeAt(end - 1) === 32) end--;
  const text = end === rest.length ? rest : rest.slice(0, end);
  if (text.includes(': ') || text.charCodeAt(end - 1) === 58) leave();
  return text;
}

/** `|` and `|-`: the lines below, as deep as the first of them. */
function literal(reader: Reader, header: string, indent: number): Scalar {
  const chomp = LITERAL.exec(header)?.[1] ?? leave();
  const line = reader.base + reader.at + 2;
  const rows: string[] = [];
  let depth = -1;
  let at = reader.at + 1;
  for (; at < reader.lines.length; at++) {
    const row = reader.lines[at] ?? '';
    let spaces = 0;
    while (row.charCodeAt(spaces) === 32) spaces++;
    if (spaces === row.length) {
      // Blank rows that are longer than the others, or stand before them, have rules of their own.
      if (depth === -1 || spaces > depth) leave();
      rows.push('');
      continue;
    }
    if (depth === -1) depth = spaces;
    if (spaces < depth) {
      if (spaces > indent) leave();
      break;
    }
    rows.push(row.slice(depth));
  }
  if (depth <= indent) leave();
  while (rows.at(-1) === '') rows.pop();
  const text = rows.join('\n') + (chomp === '-' ? '' : '\n');
  reader.at = at - 1;
  next(reader);
  if (reader.indent > indent) leave();
  return { kind: 'scalar', value: text, text, line };
}
