import { RuleError } from '../rule.ts';
import type { Condition } from '../rule.ts';
import type { Limits } from './limits.ts';

/**
 * The language of conditions: `or`, `and`, `not`, `1 of`, `any of`, `all of`, brackets (loosest to tightest). A small
 * recursive parser; chains of one operator become one node, so only brackets and `not` cost depth.
 */
interface Parser {
  tokens: readonly string[];
  at: number;
  depth: number;
  /** Names that were held against patterns. */
  compared: number;
  limits: Limits;
  names: readonly string[];
  known: ReadonlySet<string>;
}

const TOKEN = /[A-Za-z0-9_*-]+|[()|]|\S/g;
const IDENTIFIER = /^[A-Za-z0-9_-]+$/;
const PATTERN = /^[A-Za-z0-9_*-]+$/;
const RESERVED = new Set(['and', 'or', 'not', ')', '(']);
const AGGREGATION =
  'aggregations after a pipe are no part of Sigma any more; write a correlation rule (event_count, value_count, temporal)';

/**
 * @param names the search identifiers of the rule, in its order.
 * @throws RuleError `condition`, `aggregation`, `unknown-identifier`, `pattern-matches-nothing`.
 */
export function parseCondition(text: string, names: readonly string[], limits: Limits): Condition {
  if (text.length > limits.condition) {
    throw new RuleError('condition', `the condition has ${text.length} characters, more than ${limits.condition}`);
  }
  const tokens: readonly string[] = text.match(TOKEN) ?? [];
  if (tokens.includes('|')) throw new RuleError('aggregation', AGGREGATION);
  if (tokens.length === 0) throw new RuleError('condition', 'the condition is empty');
  const parser: Parser = { tokens, at: 0, depth: 0, compared: 0, limits, names, known: new Set(names) };
  const condition = chain(parser, 'or');
  if (parser.at < tokens.length) {
    const rest = tokens[parser.at] ?? '';
    throw new RuleError('condition', `${quote(rest)} is not expected here${hint(rest)}`);
  }
  return condition;
}

function hint(token: string): string {
  const lower = token.toLowerCase();
  if (token !== lower && /^(?:and|or|not|of|them|all|any)$/.test(lower)) return `; write ${lower} in small letters`;
  return '';
}

function quote(token: string): string {
  return `"${token.slice(0, 80)}"`;
}

function chain(parser: Parser, op: 'or' | 'and'): Condition {
  const next = op === 'or' ? () => chain(parser, 'and') : () => negation(parser);
  const of = [next()];
  while (parser.tokens[parser.at] === op) {
    parser.at++;
    of.push(next());
  }
  const [only] = of;
  return of.length === 1 && only ? only : { op, of };
}

function negation(parser: Parser): Condition {
  if (parser.tokens[parser.at] !== 'not') return operand(parser);
  parser.at++;
  return { op: 'not', of: deeper(parser, () => negation(parser)) };
}

function deeper(parser: Parser, read: () => Condition): Condition {
  if (++parser.depth > parser.limits.nesting) {
    throw new RuleError('condition', `brackets and "not" deeper than ${parser.limits.nesting}`);
  }
  const condition = read();
  parser.depth--;
  return condition;
}

function operand(parser: Parser): Condition {
  const token = parser.tokens[parser.at];
  if (token === undefined) throw new RuleError('condition', 'the condition ends too early');
  parser.at++;
  if (token === '(') {
    const inner = deeper(parser, () => chain(parser, 'or'));
    if (parser.tokens[parser.at] !== ')') throw new RuleError('condition', 'a bracket is not closed');
    parser.at++;
    return inner;
  }
  // The words of a quantifier are ordinary identifiers where no `of` follows.
  if (parser.tokens[parser.at] === 'of' && !RESERVED.has(token)) return quantified(parser, token);
  if (RESERVED.has(token) || !IDENTIFIER.test(token)) {
    throw new RuleError(
      'condition',
      `${quote(token)} is not expected here${token.includes('*') ? '; patterns need "1 of" or "all of"' : ''}`,
    );
  }
  if (!parser.known.has(token)) {
    throw new RuleError(
      'unknown-identifier',
      `the condition names ${quote(token)}, which detection does not define${hint(token)}`,
    );
  }
  return { op: 'search', name: token };
}

function quantified(parser: Parser, word: string): Condition {
  if (word !== '1' && word !== 'any' && word !== 'all') {
    throw new RuleError(
      'condition',
      `${quote(`${word} of`)} is no quantifier; there are "1 of", "any of" and "all of"${hint(word)}`,
    );
  }
  const pattern = parser.tokens[parser.at + 1];
  parser.at += 2;
  if (pattern === undefined) throw new RuleError('condition', 'the condition ends too early');
  if (!PATTERN.test(pattern)) throw new RuleError('condition', `${quote(pattern)} is no pattern of identifiers`);
  parser.compared += parser.names.length;
  if (parser.compared > parser.limits.compared) {
    throw new RuleError('condition', 'too many patterns for so many search identifiers');
  }
  const names =
    pattern === 'them' ? parser.names.filter((name) => !name.startsWith('_')) : matching(parser.names, pattern);
  if (names.length === 0) {
    throw new RuleError(
      'pattern-matches-nothing',
      `${quote(`${word} of ${pattern}`)} means no search identifier of the rule`,
    );
  }
  return { op: 'of', count: word === 'all' ? 'all' : 'any', names };
}

/** `_`-identifiers stay hidden unless the pattern itself begins with `_`. */
function matching(names: readonly string[], pattern: string): string[] {
  const parts = pattern.split('*');
  const open = pattern.startsWith('_');
  return names.filter((name) => (open || !name.startsWith('_')) && fits(name, parts));
}

/** Whether `name` is the parts with anything between them. Linear: each part is taken where it first fits. */
function fits(name: string, parts: readonly string[]): boolean {
  const [first = ''] = parts;
  if (parts.length === 1) return name === first;
  const last = parts[parts.length - 1] ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  const end = name.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
