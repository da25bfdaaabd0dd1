import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadRules, type Refusal } from '@khien/engines/sigma';
import { loadAll } from 'js-yaml';
import { atLeast, atMost, type Bar } from '../../bench/report.ts';
import { communityRules, type RuleFile, yamlFiles } from './data.ts';

type Document = Record<string, unknown>;

/**
 * Refusals that the specification itself asks for, each checked on the document that was refused: a code alone explains
 * nothing.
 */
const reasons: Partial<Record<Refusal['code'], { clause: string; holds: (document: Document) => boolean }>> = {
  placeholder: {
    clause: 'placeholders that cannot be resolved must reject the rule',
    holds: ({ detection }) => /"[^"|]*(\|[a-z0-9]+)*\|expand(\|[a-z0-9]+)*":/.test(JSON.stringify(detection)),
  },
  taxonomy: {
    clause: 'a taxonomy other than sigma must be translated or refused',
    holds: ({ taxonomy }) => typeof taxonomy === 'string' && taxonomy !== 'sigma',
  },
  correlation: {
    clause: 'value_percentile has two readings: without the key percentile it is refused',
    holds: ({ correlation }) => {
      const { type, condition } = (correlation ?? {}) as { type?: string; condition?: object };
      return type === 'value_percentile' && condition !== undefined && !('percentile' in condition);
    },
  },
};

export function loading(soc: string): Bar[] {
  return [...community(soc), samples(soc)];
}

function community(soc: string): Bar[] {
  const files = communityRules(soc);
  const { rules, refused, warnings } = loadRules(files);
  const unexplained = refused.filter((refusal) => clauseOf(refusal, files) === undefined);
  for (const refusal of refused) console.error(`  ${describe(refusal, clauseOf(refusal, files))}`);
  // A file that is neither loaded nor refused was lost on the way.
  const seen = new Set([...rules.map(({ rule }) => rule.place.file), ...refused.map(({ place }) => place.file)]);
  const lost = files.filter(({ name }) => !seen.has(name));
  for (const { name } of lost) console.error(`  neither loaded nor refused: ${name}`);
  const told = rules.length + refused.length - unexplained.length;
  const how = `${rules.length} of ${files.length} rules load, ${refused.length} are refused, ${unexplained.length} of these without a clause of the specification; ${warnings.length} warnings`;
  return [
    atLeast('sigma.loaded', (100 * told) / Math.max(files.length, rules.length + refused.length), 100, '%', how),
    atMost('sigma.unexplained', unexplained.length + lost.length, 0, 'rules', how),
  ];
}

/** The specification's samples, correlation rules and filters of others. What they refer to is put beside them. */
function samples(soc: string): Bar {
  const spec = yamlFiles(path.join(soc, 'sigma-spec', 'tests', 'schema'));
  const others = yamlFiles(path.join(soc, 'correlation-rules'));
  const fixture = path.join(soc, 'rsigma-fixtures', 'correlation.yml');
  const failed: string[] = [];
  let documents = 0;
  let explained = 0;
  for (const file of [...spec, ...others, { name: 'correlation.yml', text: readFileSync(fixture, 'utf8') }]) {
    const all = loadAll(file.text) as Document[];
    documents += all.length;
    const companions = companionsOf(all);
    const { rules, correlations, refused } = loadRules([file, ...companions]);
    const unexplained = refused.filter((refusal) => clauseOf(refusal, [file]) === undefined);
    failed.push(...unexplained.map((refusal) => describe(refusal, undefined)));
    explained += refused.length - unexplained.length;
    const filters = all.filter((document) => 'filter' in document).length;
    const loaded = [...rules, ...correlations].length - companions.length + filters;
    const refusedFilters = refused.length;
    if (loaded + refusedFilters < all.length) failed.push(`${file.name}: ${loaded} of ${all.length} documents`);
  }
  for (const failure of failed) console.error(`  ${failure}`);
  const how = `${documents} documents: the specification's samples, correlations and filters of other projects; ${explained} are refused by a clause of the specification`;
  return atMost('sigma.samples-failed', failed.length, 0, 'documents', how);
}

/** A rule for every reference that the file does not answer itself. */
function companionsOf(documents: readonly Document[]): RuleFile[] {
  const own = new Set(documents.flatMap(({ id, name }) => [id, name]));
  const wanted = new Set<string>();
  for (const { correlation, filter } of documents) {
    for (const section of [correlation, filter] as ({ rules?: string[] } | undefined)[]) {
      for (const reference of section?.rules ?? []) if (!own.has(reference)) wanted.add(reference);
    }
  }
  const uuid = /^[0-9a-f-]{36}$/;
  return [...wanted].map((reference) => ({
    name: `${reference}.yml`,
    text: JSON.stringify({
      title: 'companion',
      [uuid.test(reference) ? 'id' : 'name']: reference,
      logsource: { product: 'windows', category: 'process_creation' },
      detection: { selection: { Image: 'x' }, condition: 'selection' },
    }),
  }));
}

function clauseOf(refusal: Refusal, files: readonly RuleFile[]): string | undefined {
  const reason = reasons[refusal.code];
  const text = files.find(({ name }) => name === refusal.place.file)?.text;
  if (reason === undefined || text === undefined) return undefined;
  const document = (loadAll(text) as Document[])[refusal.place.document - 1];
  return document !== undefined && reason.holds(document) ? reason.clause : undefined;
}

const describe = ({ place, code, reason }: Refusal, clause: string | undefined): string =>
  `refused: ${place.file}:${place.line} (${code}) ${reason} — ${clause ?? 'NOT EXPLAINED'}`;
