/**
 * The definition in {@link Correlator} word by word: each window is counted anew, in quadratic time, from hits that were
 * sorted before. It shares no code with the correlator and exists to be compared with it.
 */
import type { Correlation, RuleExpression } from '../rule.ts';
import type { Fired, Hit } from './types.ts';

interface Input {
  time: number;
  /** Firings come before events, in the order in which they fired. */
  ref: number;
  position: number;
  group: readonly string[];
  value: string | number;
  field(name: string): readonly string[];
  events: readonly number[];
}

interface Firing extends Fired {
  field(name: string): readonly string[];
}

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : [...new Set(value)];

/** All firings of correlations that are not held back, by time. */
export function firingsOf(
  correlations: readonly Correlation[],
  hits: readonly Hit[],
  suppressMs: number | undefined,
): Fired[] {
  const done = new Map<Correlation, Firing[]>();
  const order: Correlation[] = [];
  const find = (reference: string): Correlation | undefined =>
    correlations.find(({ id, name }) => id === reference || name === reference);
  const visit = (correlation: Correlation): Firing[] => {
    const known = done.get(correlation);
    if (known !== undefined) return known;
    const inner = correlation.rules.map((reference) => {
      const part = find(reference);
      return part === undefined ? [] : visit(part);
    });
    const firings = inner.flat().map((firing) => ({ firing, rank: order.indexOf(firing.correlation) }));
    const sequence = firings
      .toSorted((a, b) => a.firing.to - b.firing.to || a.rank - b.rank)
      .map(({ firing }) => firing);
    const inputs = [
      ...inner.flatMap((list, position) =>
        list.flatMap((firing) => {
          const ref = -1e15 + sequence.indexOf(firing);
          return inputsOf(correlation, position, firing.to, ref, firing.field, firing.events);
        }),
      ),
      ...hits.flatMap((hit) => {
        const position = correlation.rules.findIndex((reference) => reference === hit.rule || reference === hit.name);
        const field = (name: string): readonly string[] => listOf(hit.field(name));
        return position < 0 ? [] : inputsOf(correlation, position, hit.time, hit.ref, field, [hit.ref]);
      }),
    ];
    const ordered = correlation.type === 'temporal_ordered';
    inputs.sort(
      (a, b) => a.time - b.time || (ordered ? a.position - b.position : 0) || a.ref - b.ref || a.position - b.position,
    );
    const result = evaluate(correlation, inputs, suppressMs ?? correlation.timespanMs);
    done.set(correlation, result);
    order.push(correlation);
    return result;
  };
  for (const correlation of correlations) visit(correlation);
  const refersTo = ({ id, name }: Correlation): Correlation[] =>
    correlations.filter(({ rules }) => rules.some((reference) => reference === id || reference === name));
  return order
    .filter((correlation) => {
      const outer = refersTo(correlation);
      return outer.length === 0 || outer.some(({ generate }) => generate);
    })
    .flatMap((correlation) => done.get(correlation) ?? []);
}

function inputsOf(
  correlation: Correlation,
  position: number,
  time: number,
  ref: number,
  field: Input['field'],
  events: readonly number[],
): Input[] {
  const resolve = (name: string): string => correlation.aliases.get(name)?.get(correlation.rules[position]!) ?? name;
  const own: Input['field'] = (name) => field(resolve(name));
  const product = (names: readonly string[]): string[][] =>
    names.reduce<string[][]>((lists, name) => lists.flatMap((list) => own(name).map((v) => [...list, v])), [[]]);
  const { type, valueFields } = correlation;
  const values: (string | number)[] =
    type === 'event_count' || type.startsWith('temporal')
      ? [0]
      : type === 'value_count'
        ? product(valueFields).map((tuple) => JSON.stringify(tuple))
        : own(valueFields[0]!)
            .filter((text) => /^[-+.\d]+$/.test(text))
            .map(Number);
  return values.flatMap((value) =>
    product(correlation.groupBy).map((group) => ({ time, ref, position, group, value, field: own, events })),
  );
}

function evaluate(correlation: Correlation, all: readonly Input[], suppressMs: number): Firing[] {
  const { type, groupBy, timespanMs } = correlation;
  const groups = Map.groupBy(all, ({ group }) => JSON.stringify(group));
  const found: { firing: Firing; trigger: number }[] = [];
  for (const members of groups.values()) {
    const inputs = type.startsWith('temporal') ? members : oncePerEvent(members);
    const fire = (window: readonly Input[], from: number, to: number, trigger: Input): void => {
      const { value, told } = measure(correlation, window);
      const group = Object.fromEntries(groupBy.map((name, i) => [name, trigger.group[i] ?? '']));
      const events = [...new Set(told.flatMap((input) => input.events))];
      const field: Input['field'] = (name) =>
        groupBy.includes(name) ? [group[name]!] : [...new Set(told.flatMap((input) => input.field(name)))];
      const firing = { correlation, group, from, to, value, events, field };
      found.push({ firing, trigger: all.indexOf(trigger) });
    };
    let last: number | undefined;
    const isSilent = (time: number): boolean => last !== undefined && time - last <= suppressMs;
    if (isSliding(correlation)) {
      inputs.forEach((input, i) => {
        const window = inputs.slice(0, i + 1).filter(({ time }) => time >= input.time - timespanMs);
        if (isSilent(input.time) || !holds(correlation, window)) return;
        last = input.time;
        const { told } = measure(correlation, window);
        fire(window, type.startsWith('temporal') ? (told[0]?.time ?? input.time) : window[0]!.time, input.time, input);
      });
    } else {
      for (let i = 0; i < inputs.length; ) {
        const first = inputs[i]!;
        const end = first.time + timespanMs;
        const window = inputs.slice(i).filter(({ time }) => time <= end);
        i += window.length;
        if (isSilent(end) || !holds(correlation, window)) continue;
        last = end;
        fire(window, first.time, end, first);
      }
    }
  }
  return found.toSorted((a, b) => a.firing.to - b.firing.to || a.trigger - b.trigger).map(({ firing }) => firing);
}

const oncePerEvent = (inputs: readonly Input[]): Input[] =>
  inputs.filter((input) => input.position === inputs.find(({ ref }) => ref === input.ref)!.position);

const hasNot = (tree: RuleExpression): boolean => tree.op === 'not' || (tree.op !== 'rule' && tree.of.some(hasNot));

const isSliding = ({ bounds, expression }: Correlation): boolean =>
  expression === undefined ? bounds.every(({ bound }) => bound.startsWith('g')) : !hasNot(expression);

function holds(correlation: Correlation, window: readonly Input[]): boolean {
  const { bounds, expression, rules, type } = correlation;
  if (expression !== undefined) {
    const isPresent = (name: string): boolean => window.some(({ position }) => rules[position] === name);
    if (type === 'temporal') return truth(expression, isPresent, isPresent, true);
    for (let subset = 0; subset < 1 << rules.length; subset++) {
      const wanted = rules.flatMap((_, position) => ((subset >> position) & 1 ? [position] : []));
      const inOrder = chainOf(window, wanted).length === wanted.length;
      const isWanted = (name: string): boolean => wanted.includes(rules.indexOf(name));
      if (inOrder && truth(expression, isWanted, isPresent, true)) return true;
    }
    return false;
  }
  const { value } = measure(correlation, window);
  const limits = bounds.length > 0 ? bounds : [{ bound: 'gte' as const, value: rules.length }];
  return limits.every(({ bound, value: limit }) => {
    if (bound === 'gt') return value > limit;
    if (bound === 'gte') return value >= limit;
    if (bound === 'lt') return value < limit;
    if (bound === 'lte') return value <= limit;
    return (value === limit) === (bound === 'eq');
  });
}

/** Names outside of `not` are asked of `wanted`, those inside of `present`. */
function truth(
  tree: RuleExpression,
  wanted: (name: string) => boolean,
  present: (name: string) => boolean,
  outside: boolean,
): boolean {
  if (tree.op === 'rule') return (outside ? wanted : present)(tree.name);
  if (tree.op === 'not') return !truth(tree.of, wanted, present, !outside);
  const parts = tree.of.map((part) => truth(part, wanted, present, outside));
  return tree.op === 'and' ? parts.every(Boolean) : parts.some(Boolean);
}

/** The longest beginning of a list of rules whose hits stand in the window in this order, each as late as possible. */
function chainOf(window: readonly Input[], wanted: readonly number[]): Input[] {
  let length = 0;
  for (const { position } of window) if (position === wanted[length]) length++;
  const chain: Input[] = [];
  for (let i = window.length - 1; chain.length < length && i >= 0; i--) {
    const isEnough = (): boolean => {
      const before = wanted.slice(0, length - chain.length - 1);
      let step = 0;
      for (const { position } of window.slice(0, i)) if (position === before[step]) step++;
      return step === before.length;
    };
    if (window[i]!.position === wanted[length - chain.length - 1] && isEnough()) chain.unshift(window[i]!);
  }
  return chain;
}

function measure(correlation: Correlation, window: readonly Input[]): { value: number; told: readonly Input[] } {
  const { type, rules, percentile, expression } = correlation;
  const numbers = window.map(({ value }) => Number(value)).toSorted((a, b) => a - b);
  const exact = (): number => {
    // Tenths and halves of moderate size: as whole numbers their sum has no error.
    const sum = numbers.reduce((total, number) => total + BigInt(Math.round(number * 2 ** 20)), 0n);
    return Number(sum) / 2 ** 20;
  };
  const between = (share: number): number => {
    const place = share * (numbers.length - 1);
    const low = numbers[Math.floor(place)]!;
    const high = numbers[Math.ceil(place)]!;
    return low === high ? low : low + (high - low) * (place - Math.floor(place));
  };
  const latest = rules
    .flatMap((_, position) => window.findLast((input) => input.position === position) ?? [])
    .toSorted((a, b) => a.time - b.time || a.ref - b.ref);
  switch (type) {
    case 'event_count':
      return { value: window.length, told: window };
    case 'value_count':
      return { value: new Set(window.map(({ value }) => value)).size, told: window };
    case 'value_sum':
      return { value: exact(), told: window };
    case 'value_avg':
      return { value: exact() / window.length, told: window };
    case 'value_percentile':
      return { value: between((percentile ?? 50) / 100), told: window };
    case 'value_median':
      return { value: between(0.5), told: window };
    case 'temporal':
      return { value: latest.length, told: latest };
    case 'temporal_ordered': {
      if (expression !== undefined) return { value: latest.length, told: [] };
      const chain = chainOf(
        window,
        rules.map((_, position) => position),
      );
      return { value: chain.length, told: chain };
    }
  }
}
