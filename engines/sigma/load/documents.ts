import type { Correlation, Heading, Place, Refusal, RefusalCode, Rule, Warning } from '../rule.ts';
import { readCorrelation } from './correlation.ts';
import { readDetection } from './detection.ts';
import type { Keys } from './detection.ts';
import { readFilter } from './filter.ts';
import type { Filter } from './filter.ts';
import { readHeading, readLogSource, scalarAt } from './heading.ts';
import type { Kind } from './heading.ts';
import type { Limits } from './limits.ts';
import { refuse, refused } from './sheet.ts';
import type { Problem, Sheet } from './sheet.ts';
import { readDocuments } from './split.ts';
import type { Mapping, Yaml } from './yaml.ts';

/** A document that is right in itself; what it refers to is not looked at yet. */
export type Draft = Rule | Correlation | ({ kind: 'filter' } & Filter);

/** A reason to refuse: a {@link Problem} or a {@link RuleError}. */
interface Fault {
  code: RefusalCode;
  line?: number | undefined;
  reason?: string;
  message?: string;
}

/** So many reasons of one document are told; the rest is counted. */
const MOST = 20;

/** What was read of one document. */
export interface Sighting {
  kind: Kind | undefined;
  file: string;
  document: number;
  /** undefined: it is no YAML. */
  root: Yaml | undefined;
  draft: Draft | undefined;
  problems: readonly Problem[];
}

/** Everything the files say, each document for itself. */
export interface Documents {
  drafts: Draft[];
  refused: Refusal[];
  warnings: Warning[];
}

export function readFiles(files: Iterable<{ name: string; text: string }>, limits: Limits): Documents {
  const documents: Documents = { drafts: [], refused: [], warnings: [] };
  const keys: Keys = { known: new Map() };
  for (const { name, text } of files) {
    for (const sighting of readFile(name, text, keys, limits)) take(documents, sighting);
    const broken = text.indexOf('\uFFFD');
    if (broken !== -1) {
      const place = { file: name, document: 1, line: text.slice(0, broken).split('\n').length };
      documents.warnings.push({ place, reason: 'the file holds U+FFFD, which is what is left of broken UTF-8' });
    }
  }
  return documents;
}

/** The documents of one file. */
export function readFile(file: string, text: string, keys: Keys, limits: Limits): Sighting[] {
  const documents = readDocuments(text, limits);
  // A collection of Sigma 1 shares parts between its documents; read one by one they would mean something else.
  const collection = documents.some((one) => 'root' in one && isCollection(one.root));
  return documents.map((one) => {
    const sheet: Sheet = { problems: [] };
    const sighting = {
      kind: undefined,
      file,
      document: one.number,
      root: undefined,
      draft: undefined,
      problems: sheet.problems,
    };
    if ('error' in one) {
      refuse(sheet, one.error.code, one.error.line ?? 1, one.error.message);
      return sighting;
    }
    const { root } = one;
    if (collection) {
      const reason = 'collections with "action: global" are no part of Sigma any more; write whole documents';
      refuse(sheet, 'not-sigma', root.line, reason);
      return { ...sighting, root };
    }
    const kind = kindOf(sheet, root);
    const draft =
      root.kind === 'map' && kind ? readDocument(sheet, kind, file, one.number, root, keys, limits) : undefined;
    return { ...sighting, kind, root, draft: refused(sheet) ? undefined : draft };
  });
}

function isCollection(root: Yaml): boolean {
  return root.kind === 'map' && /^(?:global|reset|repeat)$/.test(String(scalarAt(root, 'action')?.value));
}

function kindOf(sheet: Sheet, root: Yaml): Kind | undefined {
  if (root.kind !== 'map') {
    refuse(sheet, 'not-sigma', root.line, 'a Sigma document is a map with a title');
    return undefined;
  }
  const sections = ['detection', 'correlation', 'filter'].filter((key) => root.entries.has(key));
  if (sections.length > 1) {
    refuse(
      sheet,
      'not-sigma',
      root.line,
      `a document is one of rule, correlation and filter; this has ${sections.join(' and ')}`,
    );
    return undefined;
  }
  const [section] = sections;
  if (section === 'correlation' || section === 'filter') return section;
  if (section === 'detection' || root.entries.has('logsource')) return 'rule';
  refuse(sheet, 'not-sigma', root.line, 'there is no detection, correlation or filter');
  return undefined;
}

function readDocument(
  sheet: Sheet,
  kind: Kind,
  file: string,
  number: number,
  root: Mapping,
  keys: Keys,
  limits: Limits,
): Draft | undefined {
  const heading = readHeading(sheet, kind, root, file, number);
  if (kind === 'correlation') {
    const body = readCorrelation(sheet, root, limits);
    return body && { ...heading, kind, ...body };
  }
  const logsource = readLogSource(sheet, root);
  if (kind === 'filter') {
    const body = readFilter(sheet, root, keys, limits);
    const { title, id, place } = heading;
    return body && { kind, title, place, ...(id === undefined ? {} : { id }), logsource, ...body };
  }
  const body = readDetection(sheet, root, keys, limits);
  // Written out, so that all rules have one shape.
  return body && { ...heading, kind, logsource, detection: body.detection, condition: body.condition };
}

function take(documents: Documents, { file, document, root, draft, problems }: Sighting): void {
  const identity = root?.kind === 'map' ? identityOf(root) : {};
  if (draft) {
    documents.drafts.push(draft);
    for (const { severity, line, reason } of problems) {
      if (severity !== 'warning') continue;
      documents.warnings.push({
        place: { file, document, line },
        ...(identity.id === undefined ? {} : { id: identity.id }),
        reason,
      });
    }
    return;
  }
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) documents.refused.push(refusal({ file, document, line: root?.line ?? 1 }, identity, errors));
}

/** One refusal with everything that is wrong, in the order of the lines; its code and line are the first one's. */
function refusal(place: Place, identity: { id?: string; title?: string }, errors: readonly Fault[]): Refusal {
  const faults = errors.map(({ code, message, reason, line }) => ({
    code,
    reason: reason ?? message ?? '',
    line: line ?? place.line,
  }));
  faults.sort((a, b) => a.line - b.line);
  const [first = { code: 'schema', line: place.line } as const] = faults;
  const told = faults.slice(0, MOST).map(({ line, reason }, at) => (at === 0 ? reason : `line ${line}: ${reason}`));
  if (faults.length > MOST) told.push(`and ${faults.length - MOST} more`);
  return { place: { ...place, line: first.line }, ...identity, code: first.code, reason: told.join('; ') };
}

function identityOf(root: Mapping): { id?: string; title?: string } {
  const id = scalarAt(root, 'id')?.value;
  const title = scalarAt(root, 'title')?.value;
  return { ...(typeof id === 'string' ? { id } : {}), ...(typeof title === 'string' ? { title } : {}) };
}

/** The refusal of something that was right in itself. */
export function refusalOf(
  { place, id, title }: Pick<Heading, 'place' | 'id' | 'title'>,
  errors: readonly Fault[],
): Refusal {
  return refusal(place, { ...(id === undefined ? {} : { id }), title }, errors);
}
