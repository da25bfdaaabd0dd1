import { type CharSet, negate, sizeOf } from './char-set.ts';
import type { Regex } from './regex-tree.ts';

/** The engines' ways to write the same thing. `re2` counts characters, V8 (without `u` and `v`) code units. */
export type Dialect = 'v8' | 're2';

/** Writes a tree as an expression without flags. */
export function printRegex(node: Regex, dialect: Dialect): string {
  switch (node.op) {
    case 'set':
      return printSet(node.set, dialect);
    case 'pair':
      return dialect === 'v8' ? node.text : `\\x{${(node.text.codePointAt(0) as number).toString(16)}}`;
    case 'seq':
      return node.of.map((child) => (child.op === 'alt' ? group(child, dialect) : printRegex(child, dialect))).join('');
    case 'alt':
      return node.of.map((child) => printRegex(child, dialect)).join('|');
    case 'repeat': {
      const atom = node.of.op === 'set' ? printRegex(node.of, dialect) : group(node.of, dialect);
      return atom + quantifier(node.min, node.max) + (node.lazy ? '?' : '');
    }
    case 'start':
      return dialect === 'v8' ? '^' : '\\A';
    case 'end':
      return dialect === 'v8' ? '$' : '\\z';
    case 'line-start':
      // V8 also ends lines at carriage returns; PCRE and RE2 do not.
      return dialect === 'v8' ? '(?<![^\\n])' : '(?m:^)';
    case 'line-end':
      return dialect === 'v8' ? '(?![^\\n])' : '(?m:$)';
    case 'edge':
      return '\\b';
    case 'no-edge':
      return '\\B';
  }
}

function group(node: Regex, dialect: Dialect): string {
  return `(?:${printRegex(node, dialect)})`;
}

function quantifier(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === 0 && max === 1) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function printSet(set: CharSet, dialect: Dialect): string {
  if (sizeOf(set) === 1) return printUnit(set[0] as number, dialect);
  const rest = negate(set);
  if (rest.length === 0) return dialect === 'v8' ? '[^]' : '[\\x{0}-\\x{10ffff}]';
  // Where a set holds the halves of pairs, it stands for any character beyond the basic plane.
  const halves = set.some((from, at) => at % 2 === 0 && from <= 0xd800 && (set[at + 1] as number) >= 0xdfff);
  if (halves && rest.length < set.length) return `[^${printRanges(rest, dialect)}]`;
  if (set.length === 0) return dialect === 'v8' ? '[]' : '[^\\x{0}-\\x{10ffff}]';
  return `[${printRanges(set, dialect)}${halves && dialect === 're2' ? '\\x{10000}-\\x{10ffff}' : ''}]`;
}

function printRanges(set: CharSet, dialect: Dialect): string {
  let text = '';
  for (let at = 0; at < set.length; at += 2) {
    const [from, to] = [set[at] as number, set[at + 1] as number];
    text += printUnit(from, dialect);
    if (to > from) text += (to > from + 1 ? '-' : '') + printUnit(to, dialect);
  }
  return text;
}

function printUnit(unit: number, dialect: Dialect): string {
  const text = String.fromCharCode(unit);
  if (/[A-Za-z0-9 _]/.test(text)) return text;
  const hex = unit.toString(16);
  return dialect === 'v8' ? `\\u${hex.padStart(4, '0')}` : `\\x{${hex}}`;
}
