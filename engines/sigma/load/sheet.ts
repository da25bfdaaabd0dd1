import type { RefusalCode } from '../rule.ts';
import { RuleError } from '../rule.ts';

/** Something wrong with a document. */
export interface Problem {
  /** `error`: the document is refused. `warning`: taken and told. `silent`: an extension that is taken on purpose. */
  severity: 'error' | 'warning' | 'silent';
  /** Whether the official JSON schema of the document's kind says so as well. */
  schema: boolean;
  code: RefusalCode;
  line: number;
  reason: string;
}

/** Collects what is wrong with one document, so that its author sees everything at once. */
export interface Sheet {
  problems: Problem[];
}

/** Notes a reason to refuse the document. */
export function refuse(sheet: Sheet, code: RefusalCode, line: number, reason: string): void {
  sheet.problems.push({ severity: 'error', schema: false, code, line, reason });
}

/** Notes a reason to refuse that is also a violation of the official JSON schema. */
export function violate(sheet: Sheet, line: number, reason: string, code: RefusalCode = 'schema'): void {
  sheet.problems.push({ severity: 'error', schema: true, code, line, reason });
}

/** Notes a violation of the official JSON schema that changes no meaning: the document is taken with a warning. */
export function tolerate(sheet: Sheet, line: number, reason: string): void {
  sheet.problems.push({ severity: 'warning', schema: true, code: 'schema', line, reason });
}

/** Notes what looks wrong and is allowed. */
export function warn(sheet: Sheet, line: number, reason: string): void {
  sheet.problems.push({ severity: 'warning', schema: false, code: 'schema', line, reason });
}

/** Notes a violation of the official JSON schema that is a deliberate extension. */
export function extend(sheet: Sheet, line: number, reason: string): void {
  sheet.problems.push({ severity: 'silent', schema: true, code: 'schema', line, reason });
}

export function refused(sheet: Sheet): boolean {
  return sheet.problems.some((problem) => problem.severity === 'error');
}

/** Runs `read`; a {@link RuleError} out of it becomes a reason to refuse. */
export function attempt<T>(sheet: Sheet, line: number, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    refuse(sheet, error.code, error.line ?? line, error.message);
    return undefined;
  }
}
