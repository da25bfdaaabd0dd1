import type { Correlation } from '../rule.ts';
import { createCounting } from './counting.ts';
import type { Brought } from './entries.ts';
import { firstSince } from './groups.ts';
import { type Fields, keysOf, measuresOf, valuesOf } from './hits.ts';
import { splitKey } from './key.ts';
import { isTemporal, makePlans, type Plan, type Target } from './plan.ts';
import { createQueue, enqueue, firstEnd, type Input, inputAt, release, takeFirst, targetAt, timeAt } from './queue.ts';
import { loadSnapshot, saveSnapshot } from './snapshot.ts';
import { createSources, moveSource, newestOf, slowest, sourceId } from './sources.ts';
import type { Firing, Shared, State } from './state.ts';
import { createTemporal } from './temporal.ts';
import type { Correlator, CorrelatorOptions, CorrelatorStats, Fired, Hit } from './types.ts';

const NOTHING: readonly Fired[] = [];
/** Numbers of firings among those of events: below all of them, and each after the one before. */
const FIRST_FIRING = -(2 ** 52);

/** What a Date can be: beyond it milliseconds cannot be told apart any more. */
const isTime = (time: number): boolean => Math.abs(time) <= 8.64e15;

/** {@link Correlator} says what it does. */
export function createCorrelator(correlations: readonly Correlation[], options: CorrelatorOptions = {}): Correlator {
  const latenessMs = options.latenessMs ?? 30_000;
  const maxGroups = options.maxGroups ?? 1_000_000;
  const maxGroupsPerRule = options.maxGroupsPerRule ?? 250_000;
  const maxEntries = options.maxEntries ?? 4_000_000;
  const maxWaiting = options.maxWaiting ?? 500_000;
  const maxEntriesPerGroup = Math.min(options.maxEntriesPerGroup ?? 100_000, maxEntries);
  const { plans, targets, byReference, refused, referred, generated } = makePlans(correlations, {
    ...options,
    maxEntriesPerGroup,
  });
  const atOnce = latenessMs === 0;
  const stepMs = latenessMs > 0 && latenessMs < Infinity ? Math.max(1, latenessMs / 256) : 1000;
  const hasChains = plans.some(({ outers }) => outers.length > 0);
  const byNames = new Map<string, { name: string | undefined; targets: readonly Target[] }>();

  let queue = createQueue(stepMs);
  let sources = createSources();
  let decided = Number.NEGATIVE_INFINITY;
  let byHand = Number.NEGATIVE_INFINITY;
  let firings = FIRST_FIRING;
  let totals = { late: 0, withoutTime: 0, hurried: 0, manyValues: 0 };
  let nextClose = Infinity;
  /** When all correlations forgot last what had run out. */
  let swept = Number.NEGATIVE_INFINITY;
  let inbox: Input[][] = plans.map(() => []);
  let waitingInside = 0;
  let out: Fired[] = [];

  const shared: Shared = {
    groups: 0,
    entries: 0,
    maxEntriesPerGroup,
    maxEventsTold: Math.max(1, Math.min(options.maxEventsTold ?? 100, maxEntriesPerGroup)),
    maxGroupsPerRule,
    fire,
  };
  const createStates = (): State[] =>
    plans.map((plan) => (isTemporal(plan.correlation) ? createTemporal : createCounting)(plan, shared));
  let states = createStates();
  const closers = plans.flatMap(({ atClose, index }) => (atClose ? [index] : []));
  const tooMany = (): void => void totals.manyValues++;

  /** Reads a hit or firing for one target and passes on each group and value that it has there. */
  function read(target: Target, fields: Fields, each: (group: number, value: number) => void): void {
    const state = states[target.plan.index]!;
    const keys = keysOf(target, fields, tooMany);
    if (keys === undefined) return void state.counts.missingGroupField++;
    const measures = measuresOf(target, fields, tooMany);
    if (measures === undefined) return void state.counts.missingValue++;
    for (const measure of measures) {
      if (typeof keys === 'string') each(state.await(keys), numberFor(state, measure));
      else for (const key of keys) each(state.await(key), numberFor(state, measure));
    }
  }

  const numberFor = (state: State, measure: string | number): number =>
    typeof measure === 'string' ? state.valueId(measure) : measure;

  const broughtBy = (target: Target, fields: Fields): Brought | undefined =>
    target.neededFields.length === 0
      ? undefined
      : { fields: target.neededFields.map((name) => valuesOf(fields, name)), events: undefined };

  function fire(plan: Plan, { key, from, to, value, events, fields }: Firing): void {
    const { correlation } = plan;
    const names = correlation.groupBy;
    const values = names.length === 0 ? [] : splitKey(key, names.length);
    if (plan.told) {
      const group = Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
      out.push({ correlation, group, from, to, value, events });
    }
    if (plan.outers.length === 0) return;
    const ref = ++firings;
    const firing: Fields = {
      field(name) {
        const place = names.indexOf(name);
        const found = place < 0 ? fields[plan.needs.indexOf(name)] : [values[place]!];
        return found?.length ? found : undefined;
      },
    };
    for (const target of plan.outers) {
      const brought = { fields: target.neededFields.map((name) => valuesOf(firing, name)), events };
      const { id, order, position } = target;
      read(target, firing, (group, measure) => {
        inbox[target.plan.index]!.push({ target: id, order, position, time: to, ref, group, value: measure, brought });
        waitingInside++;
      });
    }
  }

  function take({ target, group, position, time, ref, value, brought }: Input): void {
    const { plan } = targets[target]!;
    const state = states[plan.index]!;
    state.expire(time);
    state.take(group, time, ref, position, value, brought);
    if (plan.atClose) nextClose = Math.min(nextClose, state.nextClose());
    while (state.groups.live > maxGroupsPerRule) state.evict();
  }

  /** Limits of all together: the group that would run out first goes first. */
  function limit(): void {
    while (shared.groups > maxGroups || shared.entries > maxEntries) {
      let stalest: State | undefined;
      for (const state of states) {
        const since = firstSince(state.groups);
        if (since < (stalest === undefined ? Infinity : firstSince(stalest.groups))) stalest = state;
      }
      if (stalest === undefined) return;
      stalest.evict();
    }
  }

  const planAt = (slot: number): number => targets[targetAt(queue, slot)]!.plan.index;

  /** One moment: its hits in order, what fires goes to outer correlations of the same moment, then windows end. */
  function moment(time: number, slots: Int32Array, start: number, end: number): void {
    let at = start;
    // Where hits are taken at once, another one of this moment may still come.
    const isOver = !atOnce || start === end;
    for (;;) {
      let next = at < end ? planAt(slots[at]!) : Infinity;
      if (waitingInside > 0)
        next = Math.min(
          next,
          inbox.findIndex(({ length }) => length > 0),
        );
      if (isOver && nextClose <= time) {
        for (const index of closers) if (index < next && states[index]!.nextClose() <= time) next = index;
      }
      if (next === Infinity) break;
      const state = states[next]!;
      const inputs = inbox[next]!;
      inbox[next] = [];
      waitingInside -= inputs.length;
      for (; at < end && planAt(slots[at]!) === next; at++) inputs.push(inputAt(queue, slots[at]!));
      inputs.sort((a, b) => a.order - b.order || a.ref - b.ref || a.position - b.position);
      for (const input of inputs) take(input);
      if (isOver && state.plan.atClose && state.nextClose() <= time) state.close(time);
    }
    if (isOver && nextClose <= time)
      nextClose = Math.min(Infinity, ...closers.map((index) => states[index]!.nextClose()));
  }

  const NO_SLOTS = new Int32Array(0);
  function closeBefore(time: number): void {
    while (nextClose < time) moment(nextClose, NO_SLOTS, 0, 0);
  }

  function takeBucket(): void {
    const slots = takeFirst(queue);
    for (let i = 0; i < slots.length; ) {
      const time = timeAt(queue, slots[i]!);
      closeBefore(time);
      if (!hasChains && nextClose > time) {
        take(inputAt(queue, slots[i++]!));
        continue;
      }
      let end = i + 1;
      while (end < slots.length && timeAt(queue, slots[end]!) === time) end++;
      moment(time, slots, i, end);
      i = end;
    }
    const last = timeAt(queue, slots.at(-1)!);
    release(queue, slots);
    limit();
    if (last - swept < stepMs) return;
    swept = last;
    for (const state of states) state.expire(last);
  }

  /** Decides everything before a time, which is a multiple of the step. */
  function decide(before: number): void {
    if (before <= decided) return;
    while (queue.size > 0 && firstEnd(queue) <= before) takeBucket();
    closeBefore(before);
    decided = before;
    for (const state of states) state.expire(before);
  }

  const floor = (time: number): number => (Number.isFinite(time) ? Math.floor(time / stepMs) * stepMs : time);

  function moveOn(): void {
    if (atOnce) {
      closeBefore(byHand);
      decided = Math.max(decided, byHand);
      return;
    }
    const seen = slowest(sources);
    decide(floor(Math.max(byHand, seen === Infinity ? Number.NEGATIVE_INFINITY : seen - latenessMs)));
    while (queue.size > maxWaiting) {
      totals.hurried++;
      decide(firstEnd(queue));
    }
  }

  function told(): readonly Fired[] {
    if (out.length === 0) return NOTHING;
    const fired = out;
    out = [];
    return fired;
  }

  function targetsOf({ rule, name }: Hit): readonly Target[] {
    let found = byNames.get(rule);
    if (found === undefined || found.name !== name) {
      const own = byReference.get(rule) ?? [];
      const other = name === undefined || name === rule ? [] : (byReference.get(name) ?? []);
      found = { name, targets: own.length === 0 ? other : [...own, ...other] };
      if (own.length + other.length > 0) byNames.set(rule, found);
    }
    return found.targets;
  }

  return {
    refused,
    silences({ id, name }) {
      const names = [id, name].filter((text) => text !== undefined);
      return names.some((text) => referred.has(text)) && !names.some((text) => generated.has(text));
    },
    push(hit) {
      const { time, ref } = hit;
      const wanted = targetsOf(hit);
      if (!isTime(time)) {
        if (wanted.length > 0) totals.withoutTime++;
        return NOTHING;
      }
      const source = sourceId(sources, hit.source ?? '');
      const moved = moveSource(sources, source, time);
      if (wanted.length === 0) {
        if (moved) moveOn();
        return told();
      }
      if (time < decided) {
        totals.late++;
        sources.late[source]!++;
        return NOTHING;
      }
      if (atOnce) {
        closeBefore(time);
        decided = time;
      }
      for (const target of wanted) {
        const brought = broughtBy(target, hit);
        read(target, hit, (group, value) => enqueue(queue, target, time, ref, group, value, brought));
      }
      if (atOnce) while (queue.size > 0) takeBucket();
      else if (moved || queue.size > maxWaiting) moveOn();
      return told();
    },
    observe(time, source = '') {
      if (isTime(time) && moveSource(sources, sourceId(sources, source), time)) moveOn();
      return told();
    },
    advance(time) {
      if (time > byHand) byHand = time;
      moveOn();
      return told();
    },
    flush() {
      byHand = Infinity;
      while (queue.size > 0) takeBucket();
      moveOn();
      return told();
    },
    snapshot: () => saveSnapshot({ queue, sources, states, decided, byHand, firings, totals }, targets),
    restore(bytes) {
      const before = {
        queue,
        sources,
        states,
        decided,
        byHand,
        firings,
        totals,
        entries: shared.entries,
        groups: shared.groups,
      };
      queue = createQueue(stepMs);
      sources = createSources();
      shared.entries = 0;
      shared.groups = 0;
      states = createStates();
      inbox = plans.map(() => []);
      swept = Number.NEGATIVE_INFINITY;
      try {
        const numbers = loadSnapshot(bytes, { queue, sources, states });
        ({ decided, byHand, firings, totals } = numbers);
      } catch (error) {
        ({ queue, sources, states, decided, byHand, firings, totals } = before);
        shared.entries = before.entries;
        shared.groups = before.groups;
        throw error;
      }
      nextClose = Math.min(Infinity, ...closers.map((index) => states[index]!.nextClose()));
    },
    stats: (): CorrelatorStats => ({
      correlations: states.map(({ plan, counts, groups }) => ({
        correlation: plan.correlation,
        groups: groups.live,
        ...counts,
      })),
      groups: shared.groups,
      entries: shared.entries,
      waiting: queue.size,
      decided,
      ...totals,
      lateSources: sources.late
        .map((late, id) => ({ source: sources.names[id]!, late, newest: newestOf(sources, id) }))
        .filter(({ late }) => late > 0)
        .sort((a, b) => b.late - a.late)
        .slice(0, 100),
    }),
  };
}
