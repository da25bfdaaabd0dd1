import { fold } from '../fold.ts';
import type { Predicate } from '../predicate.ts';
import { canonical } from './decimal.ts';
import { type KeyNode, learnKey, LONGEST_KEY, MOST_IN_ORDER } from './fields.ts';
import { allValues } from './keywords.ts';
import { DEEPEST } from './limits.ts';
import type { Plan, PlannedRule } from './plan.ts';
import { anyRefers, compare, valueTest } from './test-value.ts';
import { closures, generated, type RuleTest } from './truth.ts';
import { createValueCache, LONGEST_CACHED, type ValueCache, type ValueRecord } from './value-cache.ts';

/** The rules of one route, ready to be matched by one plan. */
export interface Evaluator {
  /** Appends the set's indexes of the rules that match, in no order. */
  match(event: object, json: string | undefined, into: number[]): void;
  /** What was seen so far: events, how often each entry was seen, how often each rule was looked at and held. */
  readonly seen: { events: number; entries: Uint32Array; looks: Uint32Array; held: Uint32Array };
  /** Gives back what its caches took. */
  close(): void;
  /** The first value of a field in the event before, undefined where it had none or was large. */
  last(field: number): string | undefined;
}

/** A rule that was looked at so often is worth a generated function. */
const HOT = 64;
/** Characters of a value, or values of a field, from which an event is large. */
const LONG = 4_096;

export interface EvaluatorOptions {
  /** Whether functions may be generated; a page's policy may forbid it. */
  generate: boolean;
  /** Whether the events are nested as Windows event logs are. */
  nested: boolean;
  /** Bytes that caches of values may still take. */
  budget: { left: number };
}

export function createEvaluator(plan: Plan, { generate, nested, budget }: EvaluatorOptions): Evaluator {
  const { rules, tested, fields, others, keys, calls, entryOf, exact, suffixes, prefixes, finders, presence } = plan;
  const { decimals, always, anywhere, keywords, fieldCount } = plan;

  // The event at hand. Nothing is cleared between events: a number says which event a slot belongs to.
  let sequence = 0;
  let event: object = {};
  let values: string[] | undefined;
  let foldedValues: string[] | undefined;
  const present = new Int32Array(fieldCount);
  const filled = new Int32Array(fieldCount);
  const first = Array.from({ length: fieldCount }, () => '');
  const more: (string[] | undefined)[] = Array.from({ length: fieldCount }, () => undefined);
  const foldedAt = new Int32Array(fieldCount);
  const moreFoldedAt = new Int32Array(fieldCount);
  const moreFolded: (string[] | undefined)[] = Array.from({ length: fieldCount }, () => undefined);
  const foldedFirst = Array.from({ length: fieldCount }, () => '');
  let large = false;
  const seen = new Int32Array(plan.entries);
  const seenCount = new Uint32Array(plan.entries);
  const called = new Int32Array(rules.length);
  const candidates = new Int32Array(rules.length);
  let candidateCount = 0;
  const known = new Int32Array(tested.length);
  const truth = new Uint8Array(tested.length);

  const call = (rule: number): void => {
    if (called[rule] === sequence) return;
    called[rule] = sequence;
    candidates[candidateCount] = rule;
    candidateCount += 1;
  };
  const hit = (entry: number): void => {
    if (seen[entry] === sequence) return;
    seen[entry] = sequence;
    seenCount[entry] = (seenCount[entry] as number) + 1;
    const end = calls.starts[entry + 1] as number;
    for (let at = calls.starts[entry] as number; at < end; at += 1) call(calls.list[at] as number);
  };

  const look = (field: number, text: string, tell: (entry: number) => void): void => {
    suffixes[field]?.scan(text, tell);
    prefixes[field]?.scan(text, tell);
    finders[field]?.scan(text, tell);
    if (decimals[field] === 1) {
      // Another spelling of a number ("007", "7.0") must be found by the usual one.
      const unit = text.charCodeAt(text.length - 1);
      const usual = unit >= 48 && unit <= 57 ? canonical(text) : text;
      if (usual !== text) {
        suffixes[field]?.scan(usual, tell);
      }
    }
  };
  // Only where a look at the whole value is saved is it worth to remember it.
  const caches = finders.map((finder) => finder && createValueCache(budget));
  const records: (ValueRecord | undefined)[] = finders.map(() => undefined);
  let noted: number[] = [];
  const note = (entry: number): void => {
    if (!noted.includes(entry)) noted.push(entry);
  };
  const lookUp = (field: number, text: string, cache: ValueCache): ValueRecord | undefined => {
    let record = cache.get(text);
    if (record === undefined) {
      noted = [];
      look(field, text, note);
      for (let at = 0; at < noted.length; at += 1) hit(noted[at] as number);
      record = cache.set(text, noted);
    } else {
      const { entries } = record;
      for (let at = 0; at < entries.length; at += 1) hit(entries[at] as number);
    }
    return record;
  };
  const add = (field: number, text: string): void => {
    if (text.length > LONG) large = true;
    if (filled[field] !== sequence) {
      filled[field] = sequence;
      first[field] = text;
      more[field] = undefined;
    } else {
      const list = more[field];
      if (list === undefined) more[field] = [text];
      else if (list.push(text) > LONG) large = true;
    }
    const cache = caches[field];
    if (cache !== undefined && text.length <= LONGEST_CACHED) records[field] = lookUp(field, text, cache);
    else {
      records[field] = undefined;
      look(field, text, hit);
    }
  };
  const take = (field: number, value: unknown, depth: number): void => {
    if (present[field] !== sequence) {
      present[field] = sequence;
      const entries = presence[field] as readonly number[];
      for (let at = 0; at < entries.length; at += 1) hit(entries[at] as number);
    }
    if (typeof value === 'string') add(field, value);
    else if (typeof value === 'number' || typeof value === 'boolean') add(field, String(value));
    else if (value === null || value === undefined) return;
    else if (Array.isArray(value)) {
      if (depth >= DEEPEST) return;
      if (value.some(isObject)) add(field, jsonText(value));
      else for (const element of value) take(field, element, depth + 1);
    } else if (isObject(value)) add(field, jsonText(value));
    else if (depth < DEEPEST) take(field, (value as Record<string, unknown>)['#text'], depth + 1);
  };
  /** An element of an EVTX record (`{"#text": …}`) is what it holds. */
  const isObject = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(nested && Object.hasOwn(value, '#text'));
  const enter = (value: unknown, node: KeyNode, depth: number): void => {
    const under = node.fields;
    for (let at = 0; at < under.length; at += 1) take(under[at] as number, value, depth);
    if (node.inner && typeof value === 'object' && value !== null) walk(value, node, depth + 1);
  };
  const walk = (object: object, node: KeyNode, depth: number): void => {
    if (Array.isArray(object)) {
      if (depth >= DEEPEST) return;
      for (const element of object) if (typeof element === 'object' && element !== null) walk(element, node, depth + 1);
      return;
    }
    const { lastKeys, lastNodes } = node;
    let place = 0;
    for (const key in object) {
      // The events of a source have their keys in the same order: mostly the one before tells what stands here.
      let child: KeyNode | null | undefined;
      if (lastKeys[place] === key) child = lastNodes[place] as KeyNode | null;
      else {
        child = node.keys.get(key);
        if (child === undefined) child = learnKey(node, key);
        if (place < MOST_IN_ORDER && key.length <= LONGEST_KEY) {
          lastKeys[place] = key;
          lastNodes[place] = child;
        }
      }
      place += 1;
      if (child !== null) enter((object as Record<string, unknown>)[key], child, depth);
      if (node.any !== undefined) enter((object as Record<string, unknown>)[key], node.any, depth);
    }
  };

  // Checks are made when they are first needed: of tens of thousands only some hundreds ever are.
  const checks: ((() => boolean) | undefined)[] = tested.map(() => undefined);
  const makeCheck = (id: number): (() => boolean) => {
    const predicate = tested[id] as Predicate;
    const field = fields[id] as number;
    if (predicate.op === 'exists') return () => present[field] === sequence;
    if (predicate.op === 'null') return () => filled[field] !== sequence;
    if (predicate.op === 'fieldref') return () => refers(predicate, field, others[id] as number);
    const { folded, test } = valueTest(predicate);
    if (field === -1) {
      return () => {
        values ??= allValues(event);
        if (folded) foldedValues ??= values.map(fold);
        return ((folded ? foldedValues : values) as string[]).some(test);
      };
    }
    const cache = caches[field];
    if ((predicate.op === 'regex' || predicate.op === 'like') && cache !== undefined) {
      return () => {
        if (filled[field] !== sequence) return false;
        const record = more[field] === undefined ? records[field] : undefined;
        const known = record?.answers?.get(id);
        if (known !== undefined) return known;
        const answer = testField(field, folded, test);
        if (record !== undefined) cache.remember(record, id, answer);
        return answer;
      };
    }
    return () => testField(field, folded, test);
  };
  const testField = (field: number, folded: boolean, test: (value: string) => boolean): boolean => {
    if (filled[field] !== sequence) return false;
    if (test(folded ? foldedValue(field) : (first[field] as string))) return true;
    return (folded ? foldedMore(field) : more[field])?.some(test) ?? false;
  };
  const isTrue = (id: number): boolean => {
    let check = checks[id];
    if (check === undefined) {
      check = makeCheck(id);
      checks[id] = check;
    }
    return check();
  };
  const foldedValue = (field: number): string => {
    if (foldedAt[field] !== sequence) {
      foldedAt[field] = sequence;
      foldedFirst[field] = fold(first[field] as string);
    }
    return foldedFirst[field] as string;
  };
  const foldedMore = (field: number): string[] | undefined => {
    if (moreFoldedAt[field] !== sequence) {
      moreFoldedAt[field] = sequence;
      moreFolded[field] = more[field]?.map(fold);
    }
    return moreFolded[field];
  };
  const valuesOf = (field: number, cased: boolean): string[] => {
    if (filled[field] !== sequence) return [];
    const all = [first[field] as string, ...(more[field] ?? [])];
    return cased ? all : all.map(fold);
  };
  const refers = ({ how, cased }: Predicate & { op: 'fieldref' }, field: number, other: number): boolean => {
    if (filled[field] !== sequence || filled[other] !== sequence) return false;
    if (more[field] === undefined && more[other] === undefined) {
      const [left, right] = [first[field] as string, first[other] as string];
      // Folding never changes a length.
      if (how === 'equals' && left.length !== right.length) return false;
      return cased ? compare(how, left, right) : compare(how, foldedValue(field), foldedValue(other));
    }
    return anyRefers(how, valuesOf(field, cased), valuesOf(other, cased));
  };
  const holds = (id: number): boolean => {
    if (known[id] === sequence) return truth[id] === 1;
    known[id] = sequence;
    const entry = entryOf[id] as number;
    const value = entry >= 0 ? seen[entry] === sequence && (exact[id] === 1 || isTrue(id)) : isTrue(id);
    truth[id] = value ? 1 : 0;
    return value;
  };

  const functions: (RuleTest | undefined)[] = rules.map(() => undefined);
  const looks = new Uint32Array(rules.length);
  const held = new Uint32Array(rules.length);
  const ruleHolds = (rule: number): boolean => {
    const count = (looks[rule] as number) + 1;
    looks[rule] = count;
    const planned = rules[rule] as PlannedRule;
    if (functions[rule] === undefined) functions[rule] = closures(planned.node, holds, plan.numbersOf(planned));
    else if (count === HOT && generate) functions[rule] = generated(planned.node, holds, plan.numbersOf(planned));
    return (functions[rule] as RuleTest)();
  };

  /** The slots of a large event would hold it until the next one of this route. */
  const forgetValues = (): void => {
    large = false;
    filled.fill(0);
    for (const slots of [first, foldedFirst]) slots.fill('');
    for (const slots of [more, moreFolded]) slots.fill(undefined);
  };

  const counted = { events: 0, entries: seenCount, looks, held };
  return {
    seen: counted,
    close: () => {
      for (const cache of caches) cache?.forget();
    },
    last: (field) => (filled[field] === sequence ? first[field] : undefined),
    match(object, json, into) {
      if (sequence === 0x7fffffff) {
        for (const stamps of [present, filled, foldedAt, moreFoldedAt, seen, called, known]) stamps.fill(0);
        sequence = 0;
      }
      sequence += 1;
      event = object;
      candidateCount = 0;
      walk(object, keys, 0);
      if (anywhere !== undefined && (keywords === undefined || json === undefined || keywords.mayBeIn(json))) {
        values = allValues(object);
        // One text for all: what a keyword is compared with exactly are the values.
        anywhere.scan(values.join('\0'), hit);
      }
      for (let at = 0; at < always.length; at += 1) call(always[at] as number);
      counted.events += 1;
      for (let at = 0; at < candidateCount; at += 1) {
        const rule = candidates[at] as number;
        if (!ruleHolds(rule)) continue;
        held[rule] = (held[rule] as number) + 1;
        into.push((rules[rule] as PlannedRule).index);
      }
      event = nothing;
      values = undefined;
      foldedValues = undefined;
      if (large) forgetValues();
    },
  };
}

const nothing = {};

/** Values nested too deep for JSON.stringify count as an empty text. */
function jsonText(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}
