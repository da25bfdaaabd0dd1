import type { CompiledReference } from './reference.ts';
import type { Observable } from './types.ts';

/** One reading of a text. */
export interface Scan {
  text: string;
  ref: CompiledReference;
  out: Observable[];
  /** End of the last observable: readers never look or reach back across it. */
  floor: number;
  /** Signs looked at beyond the single pass, so that a test can hold the whole to linear time. */
  steps: number;
}
