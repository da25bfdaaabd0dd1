import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isSafe } from 'redos-detector';
import ts from 'typescript';

export interface FoundRegex {
  /** `folder/file.ts:line` */
  at: string;
  regex: RegExp;
}

const skipped = new Set(['node_modules', 'build', '.svelte-kit', 'paraglide', 'coverage', '.git', '.khien']);

/** Every regular expression literal, and every `new RegExp('…')` of a fixed text, in the sources below the folders. */
export async function findRegexes(root: string, folders: readonly string[]): Promise<FoundRegex[]> {
  const found: FoundRegex[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      const inside = path.relative(root, file).split(path.sep);
      if (!entry.isFile() || inside.some((step) => skipped.has(step))) continue;
      // Tests match our own output, never input from outside.
      if (!/\.(?:ts|mjs|svelte)$/.test(entry.name) || /\.test\.ts$|\.d\.ts$/.test(entry.name)) continue;
      found.push(...regexesOf(inside.join('/'), await readFile(file, 'utf8')));
    }
  }
  return found;
}

function regexesOf(name: string, text: string): FoundRegex[] {
  const source = name.endsWith('.svelte') ? scriptOf(text) : text;
  const tree = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const found: FoundRegex[] = [];
  const visit = (node: ts.Node): void => {
    const regex = asRegex(node);
    if (regex) found.push({ at: `${name}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`, regex });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function asRegex(node: ts.Node): RegExp | undefined {
  if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
    const literal = (node as ts.RegularExpressionLiteral).text;
    const end = literal.lastIndexOf('/');
    return new RegExp(literal.slice(1, end), literal.slice(end + 1));
  }
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'RegExp') return undefined;
  const [pattern, flags] = node.arguments ?? [];
  if (!pattern || !ts.isStringLiteralLike(pattern)) return undefined;
  return new RegExp(pattern.text, flags && ts.isStringLiteralLike(flags) ? flags.text : '');
}

/** Keeps line numbers right: everything outside of the scripts becomes empty lines. */
function scriptOf(svelte: string): string {
  let inside = false;
  return svelte
    .split('\n')
    .map((line) => {
      if (line.startsWith('<script')) {
        inside = true;
        return '';
      }
      if (line.startsWith('</script')) inside = false;
      return inside ? line : '';
    })
    .join('\n');
}

/** How a regular expression can be made slow by what it is given; undefined when it cannot. */
export function whySlow(regex: RegExp): string | undefined {
  // The detector reads neither names of groups nor the `v` flag nor what it adds; `u` is the nearest.
  const unnamed = regex.source.replaceAll(/\(\?<\w+>/g, '(');
  const plain = new RegExp(unnamed, regex.flags.replace('v', 'u'));
  // What takes it longer is attacked all the same, and its memory grows with its time, by a gigabyte in a few seconds.
  const result = isSafe(plain, { timeout: 1_500, downgradePattern: true });
  return result.safe ? undefined : (result.error ?? 'unsafe');
}
