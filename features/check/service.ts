import { setFlagsFromString } from 'node:v8';
import type { CompiledReference } from '@khien/engines/text';
import { createChecker, createStories, type PartMark, type Verdict } from '@khien/engines/verdict';
import { rules, stories } from '@khien/packs/vietnam';
import type { Counter } from './counts.ts';
import type { LookupStore } from './lookup/store.ts';
import type { CheckInput, StoryPart } from './schema.ts';

export interface CheckService {
  /** The answer to a person's question; counted, if what it names is listed or reported. */
  check(input: CheckInput, restricted?: boolean): Verdict;
  /** The same answer without counting, for the product's own questions. */
  verdict(input: CheckInput, restricted?: boolean): Verdict;
  /** As `check`, and looks whether the one text tells of a scam in stages. */
  told(input: CheckInput, restricted?: boolean): Verdict;
  /** The answer to what happened in several parts; what any of them names is counted once for each part. */
  story(parts: readonly StoryPart[], restricted?: boolean): Verdict & { parts: PartMark[] };
}

export function createCheckService(reference: CompiledReference, store: LookupStore, counter: Counter): CheckService {
  // Some of what the rules are compiled with lives as long as the process. V8 concludes that what the same places make
  // for a message does so too and keeps it until a full collection: a sixth of the time of a check went into moving it.
  setFlagsFromString('--no-allocation-site-pretenuring');
  const checker = createChecker({ reference, ...rules });
  const inStages = createStories({ reference, ...rules }, stories);
  const verdict = (input: CheckInput, restricted = false): Verdict => {
    const { text, sender } = input;
    const found = checker(sender ? { text, sender } : { text }, (keys) => store.find(keys, restricted));
    found.listAge = store.state().asOf;
    return found;
  };
  const check = (input: CheckInput, restricted?: boolean): Verdict => {
    const found = verdict(input, restricted);
    counter.note(found);
    return found;
  };
  return {
    verdict,
    check,
    told: (input, restricted) => inStages.ofText({ text: input.text }, check(input, restricted)),
    story(parts, restricted) {
      const told = parts.map(({ text, channel, at }) => ({
        text,
        ...(channel === undefined ? {} : { channel }),
        ...(at === undefined ? {} : { at }),
      }));
      const verdicts = parts.map(({ text, sender }) => check(sender ? { text, sender } : { text }, restricted));
      return inStages.ofParts(told, verdicts);
    },
  };
}
