import { readFile } from './documents.ts';
import type { Kind } from './heading.ts';
import { LIMITS } from './limits.ts';

/** What the official JSON schema of its kind finds wrong with a document. */
export interface SchemaReport {
  /** Its number in the text, from 1; empty documents are left out. */
  document: number;
  /** Which schema: undefined if the document is no rule, correlation or filter at all. */
  kind: Kind | undefined;
  violations: readonly { line: number; reason: string }[];
}

/**
 * Checks the documents of a text against the JSON schemas of Sigma 2.1 (with `uuid` as a checked format). The loader
 * itself takes some of these violations with a warning and refuses other things that the schemas allow; this is only
 * what they say. A document that is no YAML has no kind and no violations.
 */
export function checkSchema(text: string): SchemaReport[] {
  return readFile('', text, { known: new Map() }, LIMITS).map(({ document, kind, problems }) => ({
    document,
    kind,
    violations: problems.filter((problem) => problem.schema).map(({ line, reason }) => ({ line, reason })),
  }));
}
