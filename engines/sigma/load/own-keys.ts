import type { Mapping, Yaml } from './yaml.ts';

/** What the specification names at the top of any of its three kinds of documents. */
const STANDARD = new Set(
  (
    'title id name related taxonomy status description license author references date modified logsource detection ' +
    'correlation filter fields falsepositives level tags scope generate action'
  ).split(' '),
);

/** The keys that an author added; the specification allows any. undefined where there are none. */
export function readOwnKeys(root: Mapping): Readonly<Record<string, unknown>> | undefined {
  const own: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  let any = false;
  for (const { key, value } of root.entries.values()) {
    if (STANDARD.has(key)) continue;
    own[key] = plain(value);
    any = true;
  }
  return any ? own : undefined;
}

/** Depth and size were bounded when the document was read. */
function plain(node: Yaml): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  const map: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of node.entries.values()) map[key] = plain(value);
  return map;
}
