import type { Reader, Writer } from './bytes.ts';
import { addValue, createDistinct, removeValue, useValue } from './distinct.ts';
import { type Brought, createEntries, freeEntry, takeEntry } from './entries.ts';
import { closeGroup, createGroups, larger, openGroup, touchGroup } from './groups.ts';
import { readBrought, writeBrought } from './brought.ts';
import type { Plan } from './plan.ts';
import { createSorted, insertNumber, percentileOf, removeNumber, type SortedNumbers } from './sorted.ts';
import { createSilence, gather, isSilent, noCounts, type Shared, type State } from './state.ts';
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
  const keepMs = Math.max(spanMs, plan.suppressMs);
  const groups = createGroups();
  const entries = createEntries(measure !== 'count');
  const silence = createSilence(plan, shared.maxGroupsPerRule);
  const counts = noCounts();
  const distinct = createDistinct();
  // By group.
  let heads = new Int32Array(16);
  let tails = new Int32Array(16);
  let sizes = new Int32Array(16);
  let held = thin ? new Int32Array(16) : sizes;
  let positions = new Int32Array(16);
  let differents = new Int32Array(16);
  const sums: ExactSum[] = [];
  const sorted: (SortedNumbers | undefined)[] = [];

  function open(key: string, time: number): number {
    const group = openGroup(groups, key, time);
    shared.groups++;
    if (group >= heads.length) {
      const room = groups.fired.length;
      heads = larger(heads, room);
      tails = larger(tails, room);
      const same = held === sizes;
      sizes = larger(sizes, room);
      held = same ? sizes : larger(held, room);
      positions = larger(positions, room);
      if (measure === 'distinct') differents = larger(differents, room);
    }
    heads[group] = -1;
    tails[group] = -1;
    sizes[group] = 0;
    held[group] = 0;
    differents[group] = 0;
    if (measure === 'sum' || measure === 'mean') sums[group] = [];
    if (measure === 'percentile') sorted[group] = createSorted();
    return group;
  }

  function dropFirst(group: number): void {
    const entry = heads[group]!;
    const next = entries.next[entry]!;
    heads[group] = next;
    if (next < 0) tails[group] = -1;
    held[group]!--;
    shared.entries--;
    if (measure !== 'count') {
      const value = entries.values[entry]!;
      if (measure === 'distinct') {
        if (removeValue(distinct, group, value)) differents[group]!--;
      } else if (measure === 'percentile') removeNumber(sorted[group]!, value);
      else addExactly(sums[group]!, -value);
    }
    freeEntry(entries, entry);
  }

  function add(group: number, time: number, ref: number, given: string | number, brought: Brought | undefined): void {
    let value = 0;
    if (measure === 'distinct') {
      value = useValue(distinct, given as string);
      if (addValue(distinct, group, value)) differents[group]!++;
    } else if (measure !== 'count') {
      value = given as number;
      if (measure === 'percentile') insertNumber(sorted[group]!, value);
      else addExactly(sums[group]!, value);
    }
    if (thin) sizes[group]!++;
    if (thin && held[group]! >= shared.maxEventsTold) {
      const tail = tails[group]!;
      entries.times[tail] = time;
      entries.refs[tail] = ref;
      if (plan.rich) entries.brought[tail] = brought;
      return;
    }
    const entry = takeEntry(entries, time, ref, value);
    if (plan.rich) entries.brought[entry] = brought;
    if (tails[group]! < 0) heads[group] = entry;
    else entries.next[tails[group]!] = entry;
    tails[group] = entry;
    held[group]!++;
    shared.entries++;
    if (held[group]! > shared.maxEntriesPerGroup) {
      dropFirst(group);
      counts.evictedEntries++;
    }
  }

  function valueIn(group: number): number {
    switch (measure) {
      case 'count':
        return sizes[group]!;
      case 'distinct':
        return differents[group]!;
      case 'sum':
        return valueOf(sums[group]!);
      case 'mean':
        return valueOf(sums[group]!) / sizes[group]!;
      case 'percentile':
        return percentileOf(sorted[group]!, percentile);
    }
  }

  function fire(group: number, to: number, value: number): void {
    counts.fired++;
    const gathering = gather(plan, shared.maxEventsTold);
    const tail = tails[group]!;
    let entry = heads[group]!;
    for (; entry >= 0 && !gathering.isFull(); entry = entries.next[entry]!) {
      gathering.add(entries.refs[entry]!, entries.brought[entry]);
    }
    if (entry >= 0) gathering.add(entries.refs[tail]!, entries.brought[tail]);
    shared.fire(plan, {
      key: groups.keys[group]!,
      from: atClose ? groups.since[group]! : entries.times[heads[group]!]!,
      to,
      value,
      events: gathering.events(),
      fields: gathering.fields(),
    });
  }

  function forget(group: number): void {
    if (measure === 'distinct') while (heads[group]! >= 0) dropFirst(group);
    else {
      for (let entry = heads[group]!; entry >= 0; ) {
        const next = entries.next[entry]!;
        freeEntry(entries, entry);
        entry = next;
      }
      shared.entries -= held[group]!;
      if (measure === 'percentile') sorted[group] = undefined;
    }
    closeGroup(groups, group);
    shared.groups--;
  }

  return {
    plan,
    counts,
    groups,
    take(key, time, ref, position, value, brought) {
      let group = groups.ids.get(key);
      if (group === undefined) {
        group = open(key, time);
        groups.fired[group] = silence.lastFired(key);
      } else {
        const tail = tails[group]!;
        // The same event again, by another rule.
        if (entries.refs[tail] === ref && entries.times[tail] === time && positions[group] !== position) return;
        if (!atClose) {
          touchGroup(groups, group, time);
          const start = time - spanMs;
          while (heads[group]! >= 0 && entries.times[heads[group]!]! < start) dropFirst(group);
        }
      }
      positions[group] = position;
      add(group, time, ref, value ?? 0, brought);
      if (atClose) return;
      const now = valueIn(group);
      if (now < least || now <= above || isSilent(plan, groups.fired[group]!, time)) return;
      groups.fired[group] = time;
      fire(group, time, now);
    },
    nextClose: () => (atClose && groups.first >= 0 ? groups.since[groups.first]! + spanMs : Infinity),
    close(time) {
      silence.expire(time);
      while (groups.first >= 0 && groups.since[groups.first]! + spanMs <= time) {
        const group = groups.first;
        const end = groups.since[group]! + spanMs;
        const value = valueIn(group);
        if (plan.holds(value) && !isSilent(plan, groups.fired[group]!, end)) {
          silence.fired(groups.keys[group]!, end);
          fire(group, end, value);
        }
        forget(group);
      }
    },
    expire(time) {
      if (atClose) return;
      while (groups.first >= 0 && groups.since[groups.first]! < time - keepMs) forget(groups.first);
    },
    evict() {
      counts.evictedGroups++;
      forget(groups.first);
    },
    write(writer: Writer) {
      writer.number(silence.all.size);
      for (const [key, fired] of silence.all) {
        writer.text(key);
        writer.number(fired);
      }
      writer.number(groups.ids.size);
      for (let group = groups.first; group >= 0; group = groups.after[group]!) {
        writer.text(groups.keys[group]!);
        writer.number(groups.since[group]!);
        writer.number(groups.fired[group]!);
        writer.number(positions[group]!);
        writer.number(sizes[group]!);
        if (thin && measure !== 'count') {
          writer.number(sums[group]!.length);
          for (const part of sums[group]!) writer.number(part);
        }
        writer.number(held[group]!);
        for (let entry = heads[group]!; entry >= 0; entry = entries.next[entry]!) {
          writer.number(entries.times[entry]!);
          writer.number(entries.refs[entry]!);
          if (measure === 'distinct') writer.text(distinct.values[entries.values[entry]!]!);
          else if (measure !== 'count') writer.number(entries.values[entry]!);
          if (plan.rich) writeBrought(writer, entries.brought[entry]);
        }
      }
    },
    read(reader: Reader, keep) {
      for (let left = reader.count(); left > 0; left--) silence.all.set(reader.text(), reader.number());
      for (let left = reader.count(); left > 0; left--) {
        const group = open(reader.text(), reader.number());
        groups.fired[group] = reader.number();
        positions[group] = reader.number();
        const size = reader.number();
        const parts: number[] = [];
        if (thin && measure !== 'count') for (let n = reader.count(); n > 0; n--) parts.push(reader.number());
        for (let n = reader.count(); n > 0; n--) {
          const [time, ref] = [reader.number(), reader.number()];
          const value = measure === 'distinct' ? reader.text() : measure === 'count' ? 0 : reader.number();
          add(group, time, ref, value, plan.rich ? keep(readBrought(reader)) : undefined);
        }
        if (thin) sizes[group] = size;
        if (thin && measure !== 'count') sums[group] = parts;
      }
    },
  };
}
