import { RE2JS } from 're2js';
import { RuleError } from '../rule.ts';
import { stepsPerCharacter } from './linear.ts';
import { literalsOf } from './literals.ts';
import { printRegex } from './regex-print.ts';
import { parseRegex } from './regex-read.ts';
import { repeatSize, trim, writtenOut } from './regex-tree.ts';

export interface CompiledRegex {
  /** Whether the expression is found anywhere in the text. */
  test(text: string): boolean;
  engine: 'v8' | 're2';
}

/** RE2's own bound. */
const MOST_REPEATS = 1_000;
/** RE2's time is linear in the text and in this; the largest expression of the public rules is at a tenth. */
const MOST_WRITTEN_OUT = 4_000;

/**
 * Reads an expression of a rule; options at its very beginning (`(?i)`) become flags. Nothing is compiled unless that is
 * the only way to know whether RE2 takes it. Throws 'regex' if neither engine does.
 */
export function readRegex(source: string, flags: string, line?: number): { source: string; flags: string } {
  const lifted = /^\(\?([ims]+)\)/.exec(source);
  const wanted = new Set([...flags, ...(lifted?.[1] ?? '')]);
  const read = { source: source.slice(lifted?.[0].length ?? 0), flags: [...wanted].sort().join('') };
  const refuse = (reason: string) =>
    new RuleError('regex', `the expression '${short(source)}' is not supported: ${short(reason)}`, line);
  const tree = parseRegex(read.source, read.flags);
  if (tree !== undefined) {
    const trimmed = trim(tree);
    if (stepsPerCharacter(trimmed) !== Infinity) return read;
    if (repeatSize(trimmed) > MOST_REPEATS || writtenOut(trimmed) > MOST_WRITTEN_OUT) throw refuse('it is too large');
    return read;
  }
  const counts = Array.from(read.source.matchAll(/(\d{1,9})\}/g), ([, count]) => Math.max(1, Number(count)));
  if (counts.reduce((size, count) => size * count, read.source.length) > 5 * MOST_WRITTEN_OUT) {
    throw refuse('it is too large');
  }
  try {
    compileRegex(read.source, read.flags);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  return read;
}

/** A message is for people: of a long expression the beginning is enough to find it. */
const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

/**
 * A test in time linear in the text, whoever wrote the expression: by V8 where that is proved, else by RE2 (which may be
 * slower by a factor, and is faster where V8 would run away). Both read the expression the same way, but for characters
 * beyond the basic plane: V8 takes each for two. Throws what RE2 throws for expressions that it does not take; those
 * that `readRegex` returned never do.
 */
export function compileRegex(source: string, flags: string): CompiledRegex {
  const tree = parseRegex(source, flags);
  if (tree === undefined) {
    const options =
      (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
      (flags.includes('m') ? RE2JS.MULTILINE : 0) |
      (flags.includes('s') ? RE2JS.DOTALL : 0);
    return byRe2(RE2JS.compile(source, options));
  }
  const short = trim(tree);
  if (stepsPerCharacter(short) === Infinity) return byRe2(RE2JS.compile(printRegex(short, 're2')));
  const regex = new RegExp(printRegex(short, 'v8'));
  return { engine: 'v8', test: (text) => regex.test(text) };
}

function byRe2(regex: RE2JS): CompiledRegex {
  return { engine: 're2', test: (text) => regex.test(text) };
}

/** See {@link literalsOf}: folded literals of which one is in every text that the expression is found in. */
export function requiredLiterals(source: string, flags: string): readonly string[] | undefined {
  const tree = parseRegex(source, flags);
  return tree === undefined ? undefined : literalsOf(tree);
}
