import type { LogSource } from '../rule.ts';
import { type Origin, originOf, type Shape, shapeOf } from '../sources/index.ts';

/** Events of one kind: one channel and EventID, or one set of hints, in one shape. */
export interface Sighting {
  origin: Origin;
  shape: Shape;
  events: number;
  /** Whether something was ever at this path (`pathsOf`). Always true where too many keys were seen to keep. */
  has(path: readonly string[]): boolean;
}

export interface Observer {
  /** Notes an event. `source`: what the caller knows of its log source. */
  observe(event: object, source?: LogSource): void;
  sightings(): readonly Sighting[];
  /** Events of kinds that were too many to keep. */
  unrecorded(): number;
}

/** The keys that were seen below a key. */
type Keys = Map<string, Keys>;

const MOST_KINDS = 4_096;
const MOST_KEYS = 5_000;
const DEEPEST_KEY = 16;

/** Notes which kinds of events there are and which fields they have; in bounded memory, whatever the events. */
export function createObserver(): Observer {
  const kinds = new Map<string, Sighting & { keys: Keys; count: number }>();
  let unrecorded = 0;
  return {
    observe(event, source) {
      const shape = shapeOf(event);
      const origin = originOf(event, shape, source);
      const name = JSON.stringify([shape, origin]);
      let kind = kinds.get(name);
      if (kind === undefined) {
        if (kinds.size >= MOST_KINDS) {
          unrecorded += 1;
          return;
        }
        const keys: Keys = new Map();
        const made = { origin, shape, events: 0, keys, count: 0 };
        kind = Object.assign(made, {
          has: (path: readonly string[]) => made.count >= MOST_KEYS || leads(keys, path, 0),
        });
        kinds.set(name, kind);
      }
      kind.events += 1;
      if (kind.count < MOST_KEYS) kind.count += note(kind.keys, event, 0, MOST_KEYS - kind.count);
    },
    sightings: () => [...kinds.values()].map(({ origin, shape, events, has }) => ({ origin, shape, events, has })),
    unrecorded: () => unrecorded,
  };
}

/** Returns how many keys were new, at most `room`. */
function note(keys: Keys, node: object, depth: number, room: number): number {
  if (depth >= DEEPEST_KEY) return 0;
  let added = 0;
  const children = Array.isArray(node)
    ? node.map((element): [undefined, unknown] => [undefined, element])
    : Object.entries(node);
  for (const [key, value] of children) {
    if (added >= room) return room;
    let below: Keys | undefined = keys;
    if (key !== undefined) {
      const plain = key.replaceAll(' ', '');
      below = keys.get(plain);
      if (below === undefined) {
        below = new Map();
        keys.set(plain, below);
        added += 1;
      }
    }
    if (typeof value === 'object' && value !== null) added += note(below, value, depth + 1, room - added);
  }
  return added;
}

function leads(keys: Keys, path: readonly string[], at: number): boolean {
  const segment = path[at];
  if (segment === undefined) return true;
  if (segment === '*') return [...keys.values()].some((below) => leads(below, path, at + 1));
  const below = keys.get(segment);
  return below !== undefined && leads(below, path, at + 1);
}
