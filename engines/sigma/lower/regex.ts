import { RE2JS } from 're2js';
import { RuleError } from '../rule.ts';

export interface CompiledRegex {
  test(text: string): boolean;
  engine: 'v8' | 're2';
}

/**
 * An expression of a rule in JavaScript's syntax, its leading inline flags lifted to `flags`. Throws 'regex' if neither
 * engine takes it.
 */
export function readRegex(source: string, flags: string, line?: number): { source: string; flags: string } {
  const lifted = /^\(\?([ims]+)\)/.exec(source);
  const bare = lifted === null ? source : source.slice(lifted[0].length);
  const wanted = new Set([...flags, ...(lifted?.[1] ?? '')]);
  const read = { source: bare, flags: [...wanted].sort().join('') };
  try {
    new RegExp(read.source, read.flags);
  } catch (error) {
    throw new RuleError('regex', `not a regular expression: ${error instanceof Error ? error.message : ''}`, line);
  }
  return read;
}

/** A matcher in time linear in the text: V8 where that is proved, else re2js. */
export function compileRegex(source: string, flags: string): CompiledRegex {
  if (/^[\w\\ .^$-]*$/.test(source)) {
    const regex = new RegExp(source, flags);
    return { engine: 'v8', test: (text) => regex.test(text) };
  }
  const bits =
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0);
  const regex = RE2JS.compile(source, bits);
  return { engine: 're2', test: (text) => regex.test(text) };
}

/** Literals of which any match contains at least one; undefined if none is known. */
export function requiredLiterals(_source: string, _flags: string): readonly string[] | undefined {
  return undefined;
}
