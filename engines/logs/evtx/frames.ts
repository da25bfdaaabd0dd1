import type { Chunk } from './chunk.ts';
import { type Budget, damaged, maxDepth } from './damage.ts';
import { type Part, readFragment, readInstance, type Values } from './tree.ts';
import { arrayFlag, arrayTexts, valueText, valueType } from './values.ts';

/** The rendering of one record. */
export interface Run {
  chunk: Chunk;
  budget: Budget;
  /** Hexadecimal numbers padded to their width. */
  padded: boolean;
}

const none: Values = { count: 0, table: 0, starts: new Int32Array(0) };
// Values of a fragment are needed while its own elements are rendered, and no longer: one frame for each depth.
const frames: Values[] = [];

/** Pieces and the values that fill them. */
export interface Filled {
  parts: readonly Part[];
  values: Values;
}

/** Opens a fragment (of a record, or a value of type BinXML) at an offset. Only templates have dependencies. */
export function openFragment(run: Run, start: number, end: number, depth: number): Filled {
  spend(run, depth);
  return { parts: readFragment({ chunk: run.chunk, at: start, end, dependencies: false }, depth), values: none };
}

/** Opens the instance of a template at an offset. */
export function openInstance(run: Run, offset: number, depth: number): Filled {
  spend(run, depth);
  frames[depth] ??= { count: 0, table: 0, starts: new Int32Array(64) };
  const values = frames[depth];
  const cursor = { chunk: run.chunk, at: offset, end: run.chunk.bytes.length, dependencies: false };
  const parts = readInstance(cursor, values);
  pay(run, values.count);
  return { parts, values };
}

function spend(run: Run, depth: number): void {
  if (depth >= maxDepth) damaged('depth');
  if (--run.budget.steps < 0) damaged('too much work');
}

/** Work that puts nothing out: values and pieces that were walked over. */
export function pay(run: Run, steps: number): void {
  run.budget.steps -= steps;
  if (run.budget.steps < 0) damaged('too much work');
}

/** Type of a value of the instance; null where the table has none. */
export const typeAt = (run: Run, values: Values, index: number): number =>
  index < values.count ? run.chunk.view.getUint8(values.table + 4 * index + 2) : valueType.null;

export const sizeAt = (run: Run, values: Values, index: number): number =>
  run.chunk.view.getUint16(values.table + 4 * index, true);

/** A value of the instance as text; an array of more than one value gives many. */
export function holeText(run: Run, values: Values, index: number, type: number): string | string[] {
  const size = sizeAt(run, values, index);
  const start = values.starts[index] as number;
  return typedText(run, type, start, size);
}

export function typedText(run: Run, type: number, start: number, size: number): string | string[] {
  if ((type & arrayFlag) === 0) {
    const text = valueText(run.chunk, type, start, size, run.padded);
    take(run, text.length);
    return text;
  }
  const texts = arrayTexts(run.chunk, type & ~arrayFlag, start, size, run.padded);
  run.budget.steps -= texts.length;
  take(
    run,
    texts.reduce((sum, text) => sum + text.length, 0),
  );
  return texts.length > 1 ? texts : (texts[0] ?? '');
}

export function take(run: Run, units: number): void {
  run.budget.units -= units;
  if (--run.budget.steps < 0 || run.budget.units < 0) damaged('too much work');
}
