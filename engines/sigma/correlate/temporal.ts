import type { RuleExpression } from '../rule.ts';
import { readBrought, writeBrought } from './brought.ts';
import type { Reader, Writer } from './bytes.ts';
import type { Brought } from './entries.ts';
import { holdsFor } from './expression.ts';
import {
  AFTER,
  awaitGroup,
  closeGroup,
  createGroups,
  FIRED,
  firstSince,
  INTS,
  keyOf,
  LIVE,
  openGroup,
  reachGroup,
  SINCE,
  TIMES,
  touchGroup,
} from './groups.ts';
import type { Plan } from './plan.ts';
import { createSilence, gather, isSilent, keptFor, noCounts, type Shared, type State } from './state.ts';

/** A hit, and for the ordered type what it follows. */
interface Cell {
  time: number;
  ref: number;
  brought: Brought | undefined;
  /** When the first of this chain was. */
  start: number;
  previous: Cell | undefined;
}

/** What a group holds: the latest hit of each rule, and for each way to be true the latest chain up to each step. */
interface Members {
  latest: (Cell | undefined)[];
  chains: (Cell | undefined)[][];
}

/**
 * `temporal` and `temporal_ordered`. Of all beginnings of a chain only the one that started last needs to be kept for
 * each step: it is in the window whenever another one is. So a group costs a fixed number of cells, whatever comes.
 */
export function createTemporal(plan: Plan, shared: Shared): State {
  const { atClose, spanMs, least, above, terms, correlation } = plan;
  const { expression, rules } = correlation;
  const ordered = correlation.type === 'temporal_ordered';
  const keepMs = keptFor(plan);
  const groups = createGroups();
  const silence = createSilence(plan, shared.maxGroupsPerRule);
  const counts = noCounts();
  const members: Members[] = [];
  const cellsOf = (group: number): number =>
    members[group]!.latest.length + members[group]!.chains.reduce((sum, chain) => sum + chain.length, 0);

  function open(group: number, time: number): void {
    openGroup(groups, group, time);
    members[group] = {
      latest: Array.from(rules, () => undefined),
      chains: ordered ? terms.map(({ present }) => Array.from(present, () => undefined)) : [],
    };
    shared.groups++;
    shared.entries += cellsOf(group);
  }

  function forget(group: number): void {
    shared.entries -= cellsOf(group);
    members[group] = { latest: [], chains: [] };
    closeGroup(groups, group);
    shared.groups--;
  }

  function extend({ chains }: Members, position: number, hit: Cell, start: number): void {
    terms.forEach(({ present }, i) => {
      const step = present.indexOf(position);
      if (step < 0) return;
      const previous = step === 0 ? undefined : chains[i]![step - 1];
      if (step > 0 && (previous === undefined || previous.start < start)) return;
      chains[i]![step] = { ...hit, start: previous?.start ?? hit.time, previous };
    });
  }

  /** The chain or the hits that make the condition true, with the value; undefined if it is false. */
  function judge(group: number, start: number): { value: number; cells: Cell[] } | undefined {
    const { latest, chains } = members[group]!;
    const isAlive = (position: number): boolean => (latest[position]?.time ?? Number.NEGATIVE_INFINITY) >= start;
    const alive = latest.filter((cell) => cell !== undefined && cell.time >= start) as Cell[];
    if (!ordered) {
      const holds = expression === undefined ? boundsHold(alive.length) : expressionHolds(expression, isAlive);
      return holds ? { value: alive.length, cells: alive } : undefined;
    }
    if (expression === undefined) {
      const chain = chains[0]!.findLast((cell) => cell !== undefined && cell.start >= start);
      const cells = unwind(chain);
      return boundsHold(cells.length) ? { value: cells.length, cells } : undefined;
    }
    for (let i = 0; i < terms.length; i++) {
      if (terms[i]!.absent.some(isAlive)) continue;
      const chain = chains[i]!.at(-1);
      if (chains[i]!.length > 0 && (chain === undefined || chain.start < start)) continue;
      const cells = unwind(chain);
      return { value: alive.length, cells };
    }
    return undefined;
  }

  const boundsHold = (value: number): boolean => (atClose ? plan.holds(value) : value >= least && value > above);
  const expressionHolds = (tree: RuleExpression, isAlive: (position: number) => boolean): boolean =>
    holdsFor(tree, (name) => isAlive(rules.indexOf(name)));

  function fire(group: number, to: number, { value, cells }: { value: number; cells: Cell[] }): void {
    counts.fired++;
    const gathering = gather(plan, shared.maxEventsTold);
    if (!ordered) cells.sort((a, b) => a.time - b.time || a.ref - b.ref);
    for (const { ref, brought } of cells) gathering.add(ref, brought);
    shared.fire(plan, {
      key: keyOf(groups, group),
      from: atClose ? groups.times[group * TIMES + SINCE]! : (cells[0]?.time ?? to),
      to,
      value,
      events: gathering.events(),
      fields: gathering.fields(),
    });
  }

  return {
    plan,
    counts,
    groups,
    await: (key) => awaitGroup(groups, key),
    valueId: () => 0,
    valueText: () => '',
    take(group, time, ref, position, _value, brought) {
      reachGroup(groups, group);
      if (groups.ints[group * INTS + LIVE] === 0) {
        open(group, time);
        groups.times[group * TIMES + FIRED] = silence.lastFired(keyOf(groups, group));
      } else if (!atClose) touchGroup(groups, group, time);
      const hit: Cell = { time, ref, brought, start: time, previous: undefined };
      const start = time - spanMs;
      members[group]!.latest[position] = hit;
      if (ordered) extend(members[group]!, position, hit, start);
      if (atClose || isSilent(plan, groups.times[group * TIMES + FIRED]!, time)) return;
      const found = judge(group, start);
      if (found === undefined) return;
      groups.times[group * TIMES + FIRED] = time;
      fire(group, time, found);
    },
    nextClose: () => (atClose ? firstSince(groups) + spanMs : Infinity),
    close(time) {
      silence.expire(time);
      for (let end = firstSince(groups) + spanMs; end <= time; end = firstSince(groups) + spanMs) {
        const group = groups.first;
        const found = isSilent(plan, groups.times[group * TIMES + FIRED]!, end)
          ? undefined
          : judge(group, groups.times[group * TIMES + SINCE]!);
        if (found !== undefined) {
          silence.fired(keyOf(groups, group), end);
          fire(group, end, found);
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
        writer.text(keyOf(groups, group));
        writer.number(groups.times[group * TIMES + SINCE]!);
        writer.number(groups.times[group * TIMES + FIRED]!);
        const { latest, chains } = members[group]!;
        for (const cells of [latest, ...chains]) for (const cell of cells) writeChain(writer, cell);
      }
    },
    read(reader: Reader, keep) {
      silence.read(reader);
      for (let left = reader.count(); left > 0; left--) {
        const group = awaitGroup(groups, reader.text());
        reachGroup(groups, group);
        open(group, reader.number());
        groups.times[group * TIMES + FIRED] = reader.number();
        const { latest, chains } = members[group]!;
        for (const cells of [latest, ...chains]) {
          for (let i = 0; i < cells.length; i++) cells[i] = readChain(reader, keep);
        }
      }
    },
  };
}

/** The hits of a chain, first to last. */
function unwind(last: Cell | undefined): Cell[] {
  const cells: Cell[] = [];
  for (let cell = last; cell !== undefined; cell = cell.previous) cells.push(cell);
  return cells.toReversed();
}

function writeChain(writer: Writer, last: Cell | undefined): void {
  const cells = unwind(last);
  writer.number(cells.length);
  for (const { time, ref, brought } of cells) {
    writer.number(time);
    writer.number(ref);
    writeBrought(writer, brought);
  }
}

function readChain(reader: Reader, keep: (brought: Brought | undefined) => Brought | undefined): Cell | undefined {
  let last: Cell | undefined;
  for (let left = reader.count(); left > 0; left--) {
    const [time, ref] = [reader.number(), reader.number()];
    const brought = keep(readBrought(reader));
    last = { time, ref, brought, start: last?.start ?? time, previous: last };
  }
  return last;
}
