import type { Reader, Writer } from './bytes.ts';
import { addValue, createDistinct, leaveValue, removeValue, useValue } from './distinct.ts';
import { type Brought, createEntries, freeEntry, NEXT, NUMBER, REF, takeEntry, TIME, VALUE } from './entries.ts';
import {
  AFTER,
  awaitGroup,
  closeGroup,
  createGroups,
  DISTINCT,
  FIRED,
  firstSince,
  HEAD,
  HELD,
  INTS,
  keyOf,
  LIVE,
  openGroup,
  POSITION,
  reachGroup,
  SINCE,
  SIZE,
  TAIL,
  TIMES,
  touchGroup,
} from './groups.ts';
import { readBrought, writeBrought } from './brought.ts';
import type { Plan } from './plan.ts';
import { createSorted, insertNumber, percentileOf, removeNumber, type SortedNumbers } from './sorted.ts';
import { createSilence, gather, isSilent, keptFor, LAZY, noCounts, type Shared, type State } from './state.ts';
import { addExactly, type ExactSum, valueOf } from './sum.ts';

/** What a group's value is made of. */
type Measure = 'count' | 'distinct' | 'sum' | 'mean' | 'percentile';

const MEASURES: Partial<Record<string, Measure>> = {
  value_count: 'distinct',
  value_sum: 'sum',
  value_avg: 'mean',
  value_percentile: 'percentile',
  value_median: 'percentile',
};

/** The types that count hits or what stands in a field of them: `event_count` and `value_*`. */
export function createCounting(plan: Plan, shared: Shared): State {
  const { atClose, spanMs, least, above } = plan;
  const measure = MEASURES[plan.correlation.type] ?? 'count';
  const percentile = plan.correlation.type === 'value_median' ? 50 : (plan.correlation.percentile ?? 50);
  /** Nothing ever leaves the window and only its size or sum matters: the hits themselves are kept to be told only. */
  const thin = atClose && plan.needs.length === 0 && measure !== 'distinct' && measure !== 'percentile';
  const keepMs = keptFor(plan);
  const moveMs = plan.spanMs / LAZY;
  const groups = createGroups();
  const entries = createEntries(measure !== 'count' && measure !== 'distinct');
  const { stride } = entries;
  const silence = createSilence(plan, shared.maxGroupsPerRule);
  const counts = noCounts();
  const distinct = createDistinct();
  // By group.
  const sums: ExactSum[] = [];
  const sorted: (SortedNumbers | undefined)[] = [];

  function open(group: number, time: number): void {
    openGroup(groups, group, time);
    shared.groups++;
    if (measure === 'sum' || measure === 'mean') sums[group] = [];
    if (measure === 'percentile') sorted[group] = createSorted();
  }

  /** Takes what an entry counts out of its group. */
  function subtract(group: number, entry: number): void {
    if (measure === 'distinct') {
      const value = entries.ints[entry * 2 * stride + VALUE]!;
      if (removeValue(distinct, group, value)) groups.ints[group * INTS + DISTINCT]!--;
      return;
    }
    const number = entries.floats[entry * stride + NUMBER]!;
    if (measure === 'percentile') removeNumber(sorted[group]!, number);
    else addExactly(sums[group]!, -number);
  }

  function dropFirst(group: number): void {
    const { ints } = groups;
    const row = group * INTS;
    const entry = ints[row + HEAD]!;
    const next = entries.ints[entry * 2 * stride + NEXT]!;
    ints[row + HEAD] = next;
    if (next < 0) ints[row + TAIL] = -1;
    ints[row + HELD]!--;
    ints[row + SIZE]!--;
    shared.entries--;
    if (measure !== 'count') subtract(group, entry);
    freeEntry(entries, entry);
  }

  /** @param value the number of a distinct value, or a number that is measured */
  function add(group: number, time: number, ref: number, value: number, brought: Brought | undefined): void {
    const { ints } = groups;
    const row = group * INTS;
    if (measure === 'distinct') {
      if (addValue(distinct, group, value)) ints[row + DISTINCT]!++;
    } else if (measure === 'percentile') insertNumber(sorted[group]!, value);
    else if (measure !== 'count') addExactly(sums[group]!, value);
    ints[row + SIZE]!++;
    const tail = ints[row + TAIL]!;
    if (thin && ints[row + HELD]! >= shared.maxEventsTold) {
      entries.floats[tail * stride + TIME] = time;
      entries.floats[tail * stride + REF] = ref;
      if (plan.rich) entries.brought[tail] = brought;
      return;
    }
    const entry = takeEntry(entries, time, ref);
    if (measure === 'distinct') entries.ints[entry * 2 * stride + VALUE] = value;
    else if (measure !== 'count') entries.floats[entry * stride + NUMBER] = value;
    if (plan.rich) entries.brought[entry] = brought;
    if (tail < 0) ints[row + HEAD] = entry;
    else entries.ints[tail * 2 * stride + NEXT] = entry;
    ints[row + TAIL] = entry;
    shared.entries++;
    if (++ints[row + HELD]! > shared.maxEntriesPerGroup) {
      dropFirst(group);
      counts.evictedEntries++;
    }
  }

  function valueIn(group: number): number {
    switch (measure) {
      case 'count':
        return groups.ints[group * INTS + SIZE]!;
      case 'distinct':
        return groups.ints[group * INTS + DISTINCT]!;
      case 'sum':
        return valueOf(sums[group]!);
      case 'mean':
        return valueOf(sums[group]!) / groups.ints[group * INTS + SIZE]!;
      case 'percentile':
        return percentileOf(sorted[group]!, percentile);
    }
  }

  const headOf = (group: number): number => groups.ints[group * INTS + HEAD]!;
  const after = (entry: number): number => entries.ints[entry * 2 * stride + NEXT]!;
  const timeOf = (entry: number): number => entries.floats[entry * stride + TIME]!;
  const refOf = (entry: number): number => entries.floats[entry * stride + REF]!;

  function fire(group: number, to: number, value: number): void {
    counts.fired++;
    const gathering = gather(plan, shared.maxEventsTold);
    const tail = groups.ints[group * INTS + TAIL]!;
    let entry = headOf(group);
    const from = atClose ? groups.times[group * TIMES + SINCE]! : timeOf(entry);
    for (; entry >= 0 && !gathering.isFull(); entry = after(entry)) gathering.add(refOf(entry), entries.brought[entry]);
    if (entry >= 0) gathering.add(refOf(tail), entries.brought[tail]);
    const [events, fields] = [gathering.events(), gathering.fields()];
    shared.fire(plan, { key: keyOf(groups, group), from, to, value, events, fields });
  }

  function forget(group: number): void {
    for (let entry = headOf(group); entry >= 0; ) {
      const next = after(entry);
      if (measure === 'distinct') subtract(group, entry);
      freeEntry(entries, entry);
      entry = next;
    }
    shared.entries -= groups.ints[group * INTS + HELD]!;
    shared.groups--;
    if (measure === 'percentile') sorted[group] = undefined;
    closeGroup(groups, group);
  }

  return {
    plan,
    counts,
    groups,
    await: (key) => awaitGroup(groups, key),
    valueId: (text) => useValue(distinct, text),
    valueText: (id) => distinct.names.texts[id]!,
    take(group, time, ref, position, value, brought) {
      reachGroup(groups, group);
      const row = group * INTS;
      if (groups.ints[row + LIVE] === 0) {
        open(group, time);
        groups.times[group * TIMES + FIRED] = silence.lastFired(keyOf(groups, group));
      } else {
        const tail = groups.ints[row + TAIL]!;
        if (groups.ints[row + POSITION] !== position && refOf(tail) === ref && timeOf(tail) === time) {
          // The same event again, by another rule.
          if (measure === 'distinct') leaveValue(distinct, value);
          return;
        }
        if (!atClose) {
          if (time - groups.times[group * TIMES + SINCE]! > moveMs) touchGroup(groups, group, time);
          const start = time - spanMs;
          for (let head = headOf(group); head >= 0 && timeOf(head) < start; head = headOf(group)) dropFirst(group);
        }
      }
      groups.ints[group * INTS + POSITION] = position;
      add(group, time, ref, value, brought);
      if (atClose) return;
      const now = valueIn(group);
      if (now < least || now <= above || isSilent(plan, groups.times[group * TIMES + FIRED]!, time)) return;
      groups.times[group * TIMES + FIRED] = time;
      fire(group, time, now);
    },
    nextClose: () => (atClose ? firstSince(groups) + spanMs : Infinity),
    close(time) {
      silence.expire(time);
      for (let end = firstSince(groups) + spanMs; end <= time; end = firstSince(groups) + spanMs) {
        const group = groups.first;
        const value = valueIn(group);
        if (plan.holds(value) && !isSilent(plan, groups.times[group * TIMES + FIRED]!, end)) {
          silence.fired(keyOf(groups, group), end);
          fire(group, end, value);
        }
        forget(group);
      }
    },
    expire(time) {
      if (atClose) return;
      while (firstSince(groups) < time - keepMs) forget(groups.first);
    },
    evict() {
      counts.evictedGroups++;
      forget(groups.first);
    },
    write(writer: Writer) {
      silence.write(writer);
      writer.number(groups.live);
      for (let group = groups.first; group >= 0; group = groups.ints[group * INTS + AFTER]!) {
        const row = group * INTS;
        writer.text(keyOf(groups, group));
        writer.number(groups.times[group * TIMES + SINCE]!);
        writer.number(groups.times[group * TIMES + FIRED]!);
        writer.number(groups.ints[row + POSITION]!);
        writer.number(groups.ints[row + SIZE]!);
        if (thin && measure !== 'count') {
          writer.number(sums[group]!.length);
          for (const part of sums[group]!) writer.number(part);
        }
        writer.number(groups.ints[row + HELD]!);
        for (let entry = headOf(group); entry >= 0; entry = after(entry)) {
          writer.number(timeOf(entry));
          writer.number(refOf(entry));
          if (measure === 'distinct') writer.text(distinct.names.texts[entries.ints[entry * 2 * stride + VALUE]!]!);
          else if (measure !== 'count') writer.number(entries.floats[entry * stride + NUMBER]!);
          if (plan.rich) writeBrought(writer, entries.brought[entry]);
        }
      }
    },
    read(reader: Reader, keep) {
      silence.read(reader);
      for (let left = reader.count(); left > 0; left--) {
        const group = awaitGroup(groups, reader.text());
        reachGroup(groups, group);
        open(group, reader.number());
        groups.times[group * TIMES + FIRED] = reader.number();
        groups.ints[group * INTS + POSITION] = reader.number();
        const size = reader.number();
        const parts: number[] = [];
        if (thin && measure !== 'count') for (let n = reader.count(); n > 0; n--) parts.push(reader.number());
        for (let n = reader.count(); n > 0; n--) {
          const [time, ref] = [reader.number(), reader.number()];
          const value =
            measure === 'distinct' ? useValue(distinct, reader.text()) : measure === 'count' ? 0 : reader.number();
          add(group, time, ref, value, plan.rich ? keep(readBrought(reader)) : undefined);
        }
        if (thin) groups.ints[group * INTS + SIZE] = size;
        if (thin && measure !== 'count') sums[group] = parts;
      }
    },
  };
}
