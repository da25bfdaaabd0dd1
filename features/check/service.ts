import type { CompiledReference } from '@khien/engines/text';
import { createChecker, type Verdict } from '@khien/engines/verdict';
import { rules } from '@khien/packs/vietnam';
import type { Counter } from './counts.ts';
import type { LookupStore } from './lookup/store.ts';
import type { CheckInput } from './schema.ts';

export interface CheckService {
  /** The answer to a person's question; counted, if what it names is listed or reported. */
  check(input: CheckInput, restricted?: boolean): Verdict;
  /** The same answer without counting, for the product's own questions. */
  verdict(input: CheckInput, restricted?: boolean): Verdict;
}

export function createCheckService(reference: CompiledReference, store: LookupStore, counter: Counter): CheckService {
  const checker = createChecker({ reference, ...rules });
  const verdict = (input: CheckInput, restricted = false): Verdict => {
    const { text, sender } = input;
    const found = checker(sender ? { text, sender } : { text }, (keys) => store.find(keys, restricted));
    found.listAge = store.state().asOf;
    return found;
  };
  return {
    verdict,
    check(input, restricted) {
      const found = verdict(input, restricted);
      counter.note(found);
      return found;
    },
  };
}
