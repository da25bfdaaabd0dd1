import type { LogSource } from '../rule.ts';
import { recognise } from './recognise.ts';
import { knowsChannel, type Origin } from './route.ts';
import { hintsOf, type Shape, windowsKey } from './shape.ts';

/**
 * Where an event comes from: its Windows channel where the taxonomy knows it; else what is said of it beside it or inside
 * it; else what its fields tell; else a channel that nobody knows is still Windows.
 */
export function originOf(event: object, shape: Shape, hint: LogSource | undefined): Origin {
  const windows = windowsKey(event, shape);
  if (windows !== undefined && knowsChannel(windows.channel)) return { windows };
  const hints = { ...hintsOf(event), ...hint };
  if (Object.keys(hints).length > 0) return { hints };
  if (windows !== undefined) return { windows };
  const recognised = recognise(event);
  return recognised === undefined ? { unknown: true } : { hints: recognised };
}
