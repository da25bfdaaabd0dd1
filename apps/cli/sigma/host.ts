import type { Shape } from '@khien/engines/sigma/sources';

const places: Readonly<Record<Shape, readonly (readonly string[])[]>> = {
  evtx: [['Event', 'System', 'Computer']],
  ecs: [
    ['winlog', 'computer_name'],
    ['host', 'name'],
    ['host', 'hostname'],
  ],
  wazuh: [
    ['data', 'win', 'system', 'computer'],
    ['agent', 'name'],
  ],
  flat: [
    ['Computer'],
    ['Hostname'],
    ['ComputerName'],
    ['hostname'],
    ['host', 'name'],
    ['host'],
    ['node'],
    ['dvchost'],
    ['agent', 'name'],
  ],
};

/** The machine that an event speaks of, where it says so. */
export function hostOf(event: object, shape: Shape): string | undefined {
  for (const path of places[shape]) {
    let at: unknown = event;
    for (const key of path)
      at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
    if (typeof at === 'object' && at !== null) at = (at as Record<string, unknown>)['#text'];
    if (typeof at === 'string' && at !== '') return at.slice(0, 256);
  }
  return undefined;
}
