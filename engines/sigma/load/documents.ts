import { RuleError } from '../rule.ts';
import type { Refusal, Rule, Warning } from '../rule.ts';
import { readDetection } from './detection.ts';
import type { Keys } from './detection.ts';
import { readHeading, readLogSource, scalarAt } from './heading.ts';
import type { Limits } from './limits.ts';
import { refuse, refused } from './sheet.ts';
import type { Sheet } from './sheet.ts';
import { readYaml } from './yaml.ts';
import type { Mapping, Yaml } from './yaml.ts';

/** What the documents of the files say, each for itself; references between them are not looked at yet. */
export interface Documents {
  rules: Rule[];
  refused: Refusal[];
  warnings: Warning[];
}

export function readDocuments(files: Iterable<{ name: string; text: string }>, limits: Limits): Documents {
  const documents: Documents = { rules: [], refused: [], warnings: [] };
  const keys: Keys = { known: new Map() };
  for (const file of files) {
    try {
      for (const { number, root } of readYaml(file.text, limits))
        readDocument(documents, keys, limits, file.name, number, root);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const place = { file: file.name, document: 1, line: error.line ?? 1 };
      documents.refused.push({ place, code: error.code, reason: error.message });
    }
  }
  return documents;
}

function readDocument(
  documents: Documents,
  keys: Keys,
  limits: Limits,
  file: string,
  number: number,
  root: Yaml,
): void {
  const sheet: Sheet = { problems: [] };
  if (root.kind !== 'map') {
    refuse(sheet, 'not-sigma', root.line, 'a Sigma document is a map with a title');
    close(documents, sheet, file, number, undefined);
    return;
  }
  if (root.entries.has('correlation') || root.entries.has('filter')) {
    refuse(sheet, 'not-sigma', root.line, 'only rules are read');
    close(documents, sheet, file, number, root);
    return;
  }
  const heading = readHeading(sheet, 'rule', root, file, number);
  const logsource = readLogSource(sheet, root);
  const detection = readDetection(sheet, root, keys, limits);
  if (close(documents, sheet, file, number, root) && detection)
    documents.rules.push({ ...heading, kind: 'rule', logsource, ...detection });
}

/** Turns the problems of a document into a refusal or warnings. True if the document is taken. */
function close(documents: Documents, sheet: Sheet, file: string, document: number, root: Mapping | undefined): boolean {
  const id = root && scalarAt(root, 'id')?.value;
  const title = root && scalarAt(root, 'title')?.value;
  const identity = { ...(typeof id === 'string' ? { id } : {}), ...(typeof title === 'string' ? { title } : {}) };
  if (refused(sheet)) {
    const errors = sheet.problems.filter((problem) => problem.severity === 'error').sort((a, b) => a.line - b.line);
    const [first] = errors;
    if (!first) return false;
    const reason = errors
      .map((problem, at) => (at === 0 ? problem.reason : `line ${problem.line}: ${problem.reason}`))
      .join('; ');
    documents.refused.push({ place: { file, document, line: first.line }, ...identity, code: first.code, reason });
    return false;
  }
  for (const { severity, line, reason } of sheet.problems) {
    if (severity === 'warning')
      documents.warnings.push({ place: { file, document, line }, ...(typeof id === 'string' ? { id } : {}), reason });
  }
  return true;
}
