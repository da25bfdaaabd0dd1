/**
 * Sigma's text patterns read letter by letter: a pattern is a list of tokens, each one code unit or one of three special
 * ones. Written without the lowering and matching code on purpose: that code is checked against this.
 */

/** One code unit, or `any` (`*`), `one` (`?`), `dash` (a place that `windash` opened). */
export type Token = string;

const dashes = ['-', '/', '\u2013', '\u2014', '\u2015'];

/** Backslash escapes `*`, `?` and itself; before anything else, and at the end, it is a plain backslash. */
export function readValue(value: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < value.length; at += 1) {
    const unit = value[at] as string;
    const next = value[at + 1];
    if (unit === '\\' && (next === '*' || next === '?' || next === '\\')) {
      tokens.push(next);
      at += 1;
    } else if (unit === '*') tokens.push('any');
    else if (unit === '?') tokens.push('one');
    else tokens.push(unit);
  }
  return tokens;
}

export const literal = (text: string): Token[] => text.split('');

/** The text of a pattern without wildcards, or undefined. */
export function plain(tokens: readonly Token[]): string | undefined {
  return tokens.every((token) => token.length === 1) ? tokens.join('') : undefined;
}

/**
 * Opens every `-` and `/` at the start of a word (`\B[-/]\b` of the reference implementation, where a wildcard ends the
 * text on both sides) to the five dashes.
 */
export function windash(tokens: readonly Token[]): Token[] {
  const isWord = (token: Token | undefined) => token?.length === 1 && /[\p{L}\p{N}_]/u.test(token);
  return tokens.map((token, at) =>
    (token === '-' || token === '/') && !isWord(tokens[at - 1]) && isWord(tokens[at + 1]) ? 'dash' : token,
  );
}

/** Every way to write the opened places, for modifiers that need the text itself. */
export function withoutDashes(tokens: readonly Token[]): Token[][] {
  const at = tokens.indexOf('dash');
  if (at < 0) return [[...tokens]];
  return dashes.flatMap((dash) => withoutDashes(tokens.with(at, dash)));
}

/** `toLowerCase` per code unit; what would change its length stays. */
export function lower(text: string): string {
  let all = '';
  for (const unit of text.split('')) {
    const small = unit.toLowerCase();
    all += small.length === 1 ? small : unit;
  }
  return all;
}

/** Whether the whole text is what the tokens say. */
export function matchesGlob(tokens: readonly Token[], text: string): boolean {
  let token = 0;
  let at = 0;
  let anyToken = -1;
  let anyAt = 0;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === 'any') {
      anyToken = token;
      anyAt = at;
      token += 1;
    } else if (wanted === text[at] || wanted === 'one' || (wanted === 'dash' && dashes.includes(text[at] as string))) {
      token += 1;
      at += 1;
    } else if (anyToken >= 0) {
      // The last `*` takes one more unit; an earlier one need not be tried again.
      anyAt += 1;
      at = anyAt;
      token = anyToken + 1;
    } else return false;
  }
  while (tokens[token] === 'any') token += 1;
  return token === tokens.length;
}

/** A test of one text. The plain forms use what the language has for them, so that the loop is an honest one. */
export function globTest(tokens: readonly Token[]): (text: string) => boolean {
  const open = tokens[0] === 'any';
  const close = tokens.at(-1) === 'any';
  const inner = plain(tokens.filter((token, at) => !(token === 'any' && (at === 0 || at === tokens.length - 1))));
  if (inner === undefined) return (text) => matchesGlob(tokens, text);
  if (open && close) return (text) => text.includes(inner);
  if (open) return (text) => text.endsWith(inner);
  if (close) return (text) => text.startsWith(inner);
  return (text) => text === inner;
}
