import { fold } from '../fold.ts';
import type { Predicate } from '../predicate.ts';
import { createEvaluator, type EvaluatorOptions } from './evaluate.ts';
import { detached } from './value-cache.ts';
import { makePlan, type PlanInput, type PlannedRule } from './plan.ts';
import { type Choice, chooseWitness, type Rates, type Witness } from './witness.ts';

/** The rules of one route. Learns from the events which witnesses are rare, and changes to those. */
export interface Partition {
  /** Appends the set's indexes of the rules that match, in no order. */
  match(event: object, json: string | undefined, into: number[]): void;
  stats(): { events: number; candidates: number; bytes: number };
}

/** After so many events it is asked anew which witnesses are best; never again after the last. */
const REVIEWS = [256, 4_096, 65_536];
/** Events of which the values are kept for the question. */
const SAMPLE = 64;
/** A rule that is looked at in vain for more than this share of events deserves another witness. */
const TOO_OFTEN = 0.01;
/** One that costs more comparisons than this in an event has all of its literals looked for beforehand. */
const BUSY = 0.5;

export function createPartition(input: PlanInput, options: EvaluatorOptions): Partition {
  let plan = makePlan(input);
  let evaluator = createEvaluator(plan, options);
  let events = 0;
  let candidates = 0;
  let reviews = 0;
  let nextReview = REVIEWS[0] as number;
  const sample: (string | undefined)[][] = [];

  const keepValues = (): void => {
    const values = Array.from({ length: plan.fieldCount }, (_, field) => evaluator.last(field));
    sample.push(values.map((value) => value && detached(value)));
  };

  const review = (): void => {
    reviews += 1;
    nextReview = REVIEWS[reviews] ?? Number.POSITIVE_INFINITY;
    const { seen } = evaluator;
    let changed = false;
    const choices = plan.choices.map((choice, place): Choice | undefined => {
      const vain = (seen.looks[place] as number) - (seen.held[place] as number);
      if (choice === undefined || vain < seen.events * TOO_OFTEN) return choice;
      const { node, mapping } = plan.rules[place] as PlannedRule;
      const rates: Rates = (witness) => rateOf(witness, mapping);
      const better = chooseWitness(node, input.predicates as readonly Predicate[], input.literals, rates) as Choice;
      if (same(better, choice)) return choice;
      changed = true;
      return better;
    });
    sample.length = 0;
    const busy = new Set<number>();
    for (const [place, looks] of seen.looks.entries()) {
      if (looks * plan.sizeOf(place) > seen.events * BUSY) busy.add(place);
    }
    if (!changed && busy.size === 0) return;
    candidates += seen.looks.reduce((sum, looks) => sum + looks, 0);
    evaluator.close();
    plan = plan.rearranged(choices, busy);
    evaluator = createEvaluator(plan, options);
  };

  /** Counted where the witness is looked for already, else tried on the kept values. */
  const rateOf = (witness: Witness, mapping: string | undefined): number | undefined => {
    const entry = plan.entryNamed(witness, mapping);
    const { seen } = evaluator;
    if (entry >= 0) return (seen.entries[entry] as number) / seen.events;
    if (witness.field === undefined) return undefined;
    const field = plan.fieldNamed(witness.field, mapping);
    const found = sample.filter((values) => isSeen(witness, values[field])).length;
    return found === 0 ? undefined : found / sample.length;
  };

  return {
    match(event, json, into) {
      evaluator.match(event, json, into);
      events += 1;
      // The events just before a review are its sample.
      if (events >= nextReview - SAMPLE) {
        keepValues();
        if (events >= nextReview) review();
      }
    },
    stats: () => ({
      events,
      candidates: candidates + evaluator.seen.looks.reduce((sum, looks) => sum + looks, 0),
      bytes: plan.bytes,
    }),
  };
}

function isSeen({ at, text }: Witness, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (at === 'present') return true;
  const folded = fold(value);
  if (at === 'prefix') return folded.startsWith(text);
  return at === 'suffix' ? folded.endsWith(text) : folded.includes(text);
}

const same = (a: Choice, b: Choice): boolean =>
  a.witnesses.length === b.witnesses.length &&
  a.witnesses.every(({ predicate }, place) => predicate === b.witnesses[place]?.predicate);
