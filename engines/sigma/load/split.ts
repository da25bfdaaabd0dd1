import { RuleError } from '../rule.ts';
import type { Allowance, Limits } from './limits.ts';
import { readYaml } from './yaml.ts';
import type { Yaml } from './yaml.ts';

/** A document of a file, or why it cannot be read. Numbers count from 1, as YAML counts them. */
export type Document = { number: number; root: Yaml } | { number: number; error: RuleError };

interface Part {
  text: string;
  /** The number of its first line, less one. */
  base: number;
  /** Begun by `---`: a document even if nothing stands in it. */
  marked: boolean;
}

/**
 * The documents of a file, empty ones left out. `---` at the beginning of a line ends a document wherever it stands, so
 * the parts are read one by one: what is wrong with one harms no other, and each has limits of its own.
 */
export function readDocuments(text: string, limits: Limits): Document[] {
  if (text.length > limits.file) {
    return [{ number: 1, error: new RuleError('too-large', `the file has more than ${limits.file} characters`, 1) }];
  }
  const allowance: Allowance = { ...limits, left: limits.total };
  const documents: Document[] = [];
  let number = 1;
  for (const part of parts(text)) {
    const roots = readPart(part, allowance);
    if ('code' in roots) {
      documents.push({ number: number++, error: roots });
      continue;
    }
    for (const root of roots) {
      if (root) documents.push({ number, root });
      number++;
    }
    if (roots.length === 0 && part.marked) number++;
  }
  return documents;
}

function parts(text: string): Part[] {
  // Directives and "..." belong to what follows or went before: such files are read in one.
  if (!text.includes('---') || /(?:^|\n)(?:%|\.\.\.)/.test(text)) return [{ text, base: 0, marked: false }];
  const found: Part[] = [];
  const marker = /(?:^|\n)---(?=[ \t\r\n]|$)/g;
  let from = 0;
  let base = 0;
  let marked = false;
  for (let match = marker.exec(text); match; match = marker.exec(text)) {
    const end = match.index + match[0].length - 3;
    found.push({ text: text.slice(from, end), base, marked });
    base += breaks(text, from, end);
    marked = true;
    from = end;
    // A marker alone on its line is no part of the document.
    const rest = /^---[ \t]*\r?\n/.exec(text.slice(end, end + 200));
    if (rest) {
      from += rest[0].length;
      base++;
      marker.lastIndex = from - 1;
    }
  }
  found.push({ text: text.slice(from), base, marked });
  return found;
}

function breaks(text: string, from: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function readPart({ text, base }: Part, allowance: Allowance): (Yaml | undefined)[] | RuleError {
  if (text.length > allowance.document) {
    return new RuleError('too-large', `the document has more than ${allowance.document} characters`, base + 1);
  }
  try {
    return readYaml(text, base, allowance);
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
}
