import { RE2JS } from 're2js';

/**
 * Expressions of rules are in the language of PCRE; this one's signs are put for it where JavaScript means something
 * else: lines end at a line feed only, a `]` first in a class is itself, `\A`, `\z` and `(?P<name>`.
 */
export function readRegex(source: string, flags: ReadonlySet<string>): { test(text: string): boolean } {
  const inline = /^\(\?([ims]+)\)/.exec(source);
  const all = new Set([...(inline?.[1] ?? ''), ...flags]);
  const rest = source.slice(inline?.[0].length ?? 0);
  // One by one: an escaped sign, the beginning of a class and all of it, a named group, a sign with another meaning.
  const written = rest.replace(/\\[^]|\[\^?\]?(?:\\[^]|\[:\w+:\]|[^\]\\])*\]|\(\?P<|[.^$]/g, (sign) => {
    if (sign === '\\A') return '(?<![^])';
    if (sign === '\\z') return '(?![^])';
    if (sign === '(?P<') return '(?<';
    if (sign === '.') return all.has('s') ? '[^]' : '[^\\n]';
    if (sign === '^') return all.has('m') ? '(?<![^\\n])' : '^';
    if (sign === '$') return all.has('m') ? '(?![^\\n])' : '$';
    return sign.replace(/^\[(\^?)\]/, '[$1\\]');
  });
  try {
    return new RegExp(written, all.has('i') ? 'i' : '');
  } catch {
    // Options in the middle and other signs beyond what the specification names, which loaders may take all the same.
    const options = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL };
    return RE2JS.compile(
      rest,
      [...all].reduce((sum, flag) => sum | (options[flag as 'i' | 'm' | 's'] ?? 0), 0),
    );
  }
}
