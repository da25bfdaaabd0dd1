import aliases from './aliases.json' with { type: 'json' };
import routes from './routes.json' with { type: 'json' };
import type { Shape } from './shape.ts';

/** Keys from the top of the event; `*` is any key. Arrays on the way are walked through. */
export type Path = readonly string[];

type Table = Readonly<Record<string, readonly string[] | undefined>>;

const mappings: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = routes.mappings;
const flatAliases: Table = aliases.flat;
const evtxAliases: Table = aliases.evtx;
const ecsAliases: Table = aliases.ecs;
const ecsDataAliases: Table = aliases.ecsData;
const wazuhAliases: Table = aliases.wazuh;
const groupOf = new Map(aliases.groups.flatMap((group) => group.map((name) => [name, group] as const)));
const azure = new Set(aliases.azure);
const evtxTags = new Set(aliases.evtxTags);

/**
 * Where the values of a rule's field stand in events of this shape; the field has the values of all paths together.
 * `mapping` is what {@link applies} gave for the rule. For compile time.
 *
 * @param field as the rule names it, e.g. `CommandLine`, `Provider_Name`, `id.orig_h`.
 */
export function pathsOf(field: string, shape: Shape, mapping: string | undefined): readonly Path[] {
  const map = mapping === undefined ? undefined : mappings[mapping];
  const name = map !== undefined && Object.hasOwn(map, field) ? (map[field] ?? field) : field;
  return unique(pathsIn[shape](name));
}

const pathsIn: Readonly<Record<Shape, (name: string) => Path[]>> = { flat, evtx, ecs, wazuh };

function flat(name: string): Path[] {
  const same = groupOf.get(name) ?? [name];
  const names = [name, ...same];
  for (const one of same) {
    names.push(...w3cSpellings(one));
    // Zeek's dots become underscores on the way through tools that take a dot for nesting.
    if (/^[a-z\d_]+(\.[a-z\d_]+)+$/.test(one)) names.push(one.replaceAll('.', '_'));
    for (const other of own(flatAliases, one) ?? []) names.push(other, ...(groupOf.get(other) ?? []));
  }
  if (azure.has(name)) names.push(...azureSpellings(name));
  if (name.startsWith('data.protoPayload.')) names.push(name.slice('data.'.length));
  return names.flatMap(dotted);
}

function evtx(name: string): Path[] {
  const system = own(evtxAliases, name);
  if (system !== undefined) return system.map((path) => path.split('.'));
  const cut = name.indexOf('_');
  if (cut > 0 && evtxTags.has(name.slice(0, cut))) {
    const [tag, attribute] = [name.slice(0, cut), name.slice(cut + 1)];
    // evtx_dump puts attributes inside the element, or in one beside it.
    return [
      ['Event', 'System', tag, '#attributes', attribute],
      ['Event', 'System', `${tag}_attributes`, attribute],
    ];
  }
  return [
    ['Event', 'EventData', name],
    ['Event', 'UserData', '*', name],
  ];
}

function ecs(name: string): Path[] {
  const system = own(ecsAliases, name);
  if (system !== undefined) return system.flatMap(dotted);
  // Before version 7 there was no `winlog`.
  return [
    `winlog.event_data.${name}`,
    `winlog.user_data.${name}`,
    `event_data.${name}`,
    ...(own(ecsDataAliases, name) ?? []),
  ].flatMap(dotted);
}

/** Wazuh lowers the first letter, and puts the content of UserData beside `eventdata` under its own name. */
function wazuh(name: string): Path[] {
  const system = own(wazuhAliases, name);
  if (system !== undefined) return system.map((key) => ['data', 'win', 'system', key]);
  return [['data', 'win', '*', lowerFirst(name)]];
}

/** Nested, or flattened to one key with dots. */
function dotted(name: string): Path[] {
  return name.includes('.') ? [[name], name.split('.')] : [[name]];
}

/** `cs-uri-query` is `cs_uri_query` or `csUriQuery` where hyphens are not allowed in names. */
function w3cSpellings(name: string): string[] {
  if (!/^(c|cs|s|sc|r)-[a-z-]+$/.test(name)) return [];
  return [name.replaceAll('-', '_'), name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
}

/** The same log has its names in camel case from the API and in Pascal case from Log Analytics, and often nested. */
function azureSpellings(name: string): string[] {
  const keys = name.split('.');
  const camel = keys.map(lowerFirst).join('.');
  return [
    camel,
    keys.map(upperFirst).join('.'),
    `properties.${camel}`,
    [upperFirst(keys[0] ?? ''), ...keys.slice(1).map(lowerFirst)].join('.'),
  ];
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function own(table: Table, name: string): readonly string[] | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function unique(paths: readonly Path[]): Path[] {
  const seen = new Set<string>();
  return paths.filter((path) => {
    const key = JSON.stringify(path);
    return !seen.has(key) && seen.add(key);
  });
}
