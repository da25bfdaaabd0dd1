import { RuleError } from '../rule.ts';
import type { RuleExpression } from '../rule.ts';
import type { Limits } from './limits.ts';

/**
 * Boolean expressions over names of rules, the string conditions of temporal correlations (pySigma): `not` binds
 * tightest, then `and`, then `or`; brackets.
 */
interface Parser {
  tokens: readonly string[];
  at: number;
  depth: number;
  limits: Limits;
}

const TOKEN = /[A-Za-z_][A-Za-z0-9_]*|\S/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const WORDS = new Set(['and', 'or', 'not']);

/** @throws RuleError `correlation` or, for pipes, `aggregation`. */
export function parseExpression(text: string, limits: Limits): RuleExpression {
  if (text.length > limits.condition) {
    throw new RuleError('correlation', `the condition has ${text.length} characters, more than ${limits.condition}`);
  }
  const parser: Parser = { tokens: text.match(TOKEN) ?? [], at: 0, depth: 0, limits };
  const expression = chain(parser, 'or');
  const rest = parser.tokens[parser.at];
  if (rest !== undefined) throw unexpected(rest);
  return expression;
}

function unexpected(token: string | undefined): RuleError {
  return new RuleError(
    'correlation',
    token === undefined
      ? 'the condition ends too early'
      : `"${token.slice(0, 80)}" is not expected in a condition over rules`,
  );
}

function chain(parser: Parser, op: 'or' | 'and'): RuleExpression {
  const next = op === 'or' ? () => chain(parser, 'and') : () => operand(parser);
  const of = [next()];
  while (parser.tokens[parser.at] === op) {
    parser.at++;
    of.push(next());
  }
  const [only] = of;
  return of.length === 1 && only ? only : { op, of };
}

function operand(parser: Parser): RuleExpression {
  const token = parser.tokens[parser.at++];
  if (token !== 'not' && token !== '(') {
    if (token === undefined || WORDS.has(token) || !NAME.test(token)) throw unexpected(token);
    return { op: 'rule', name: token };
  }
  if (++parser.depth > parser.limits.nesting) {
    throw new RuleError('correlation', `brackets and "not" deeper than ${parser.limits.nesting}`);
  }
  const inner = token === 'not' ? operand(parser) : chain(parser, 'or');
  parser.depth--;
  if (token === 'not') return { op: 'not', of: inner };
  if (parser.tokens[parser.at++] !== ')') throw new RuleError('correlation', 'a bracket is not closed');
  return inner;
}
