import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkSchema } from '@khien/engines/sigma';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { loadAll } from 'js-yaml';
import { atMost, type Bar } from '../../bench/report.ts';
import { communityRules, seeded, yamlFiles } from './data.ts';

type Kind = 'rule' | 'correlation' | 'filter';
type Document = Record<string, unknown>;

const schemaFiles: Record<Kind, string> = {
  rule: 'sigma-detection-rule-schema.json',
  correlation: 'sigma-correlation-rules-schema.json',
  filter: 'sigma-filters-schema.json',
};

const sections = ['detection', 'correlation', 'filter'];

/** Changed documents: of some of the rules, and more of each of the few correlations and filters. */
const CHANGED_RULES = 1_500;
const CHANGES_PER_SAMPLE = 400;

/** Our own checks against the official JSON schemas, run by a validator of others, on documents as they are and changed. */
export function schemas(soc: string): Bar {
  const official = readSchemas(path.join(soc, 'sigma-spec', 'json-schema'));
  const rules = communityRules(soc);
  const spec = yamlFiles(path.join(soc, 'sigma-spec', 'tests', 'schema'));
  const others = yamlFiles(path.join(soc, 'correlation-rules'));
  const roll = seeded(7);
  const differences: string[] = [];
  const tally = { documents: 0, changed: 0, valid: 0 };
  const compare = (text: string, about: string): void => {
    const documents = (loadAll(text) as (Document | null)[]).filter((document) => document !== null);
    const reports = checkSchema(text);
    for (const [at, document] of documents.entries()) {
      const report = reports[at];
      // The schemas do not tell which of them a document is for: of two kinds at once it is ours to refuse.
      if (sections.filter((section) => section in document).length > 1 && report?.kind === undefined) continue;
      const ours = report?.kind !== undefined && report.violations.length === 0;
      const validate = official[report?.kind ?? 'rule'];
      const theirs = validate(document);
      tally.documents += 1;
      if (theirs) tally.valid += 1;
      if (ours === theirs) continue;
      const why = ours
        ? validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ')
        : report?.violations.map(({ reason }) => reason).join('; ');
      differences.push(`${ours ? 'only theirs refuses' : 'only ours refuses'} ${about}: ${why}`);
    }
  };
  for (const { name, text } of [...rules, ...spec, ...others]) compare(text, name);
  const change = (text: string, times: number): void => {
    for (const document of loadAll(text) as Document[]) {
      for (let time = 0; time < times; time += 1) {
        const changed = structuredClone(document);
        const about = mutate(changed, roll);
        tally.changed += 1;
        compare(JSON.stringify(changed), about);
      }
    }
  };
  for (let at = 0; at < CHANGED_RULES; at += 1) change(rules[Math.floor(roll() * rules.length)]?.text ?? '', 1);
  for (const { text } of [...spec, ...others]) change(text, CHANGES_PER_SAMPLE);
  for (const difference of differences.slice(0, 20)) console.error(`  schema: ${difference.slice(0, 300)}`);
  const how = `${tally.documents} documents, ${tally.changed} of them changed at one or two places; the official schemas take ${tally.valid} of them`;
  const bar = atMost('sigma.schema-disagreements', differences.length, 0, 'documents', how);
  // Both answers must have been compared.
  return tally.valid > 1_000 && tally.documents - tally.valid > 1_000 ? bar : { ...bar, ok: false };
}

function readSchemas(folder: string): Record<Kind, ValidateFunction> {
  const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
  const compile = (kind: Kind): ValidateFunction => {
    const schema = JSON.parse(readFileSync(path.join(folder, schemaFiles[kind]), 'utf8')) as object;
    // The schemas hold keywords in places where they mean nothing, which the strict mode would refuse.
    return new Ajv2020({ strict: false, allErrors: true, formats: { uuid } }).compile(schema);
  };
  return { rule: compile('rule'), correlation: compile('correlation'), filter: compile('filter') };
}

const uuidText = '5d8fd9da-6916-45ef-8d4d-3fa9d19d1a64';
/** Anything that may stand behind a key, whether it fits or not. */
const words = `x xx 2024-01-02 2024-13-02 2024-1-2 2024/01/02 stable Stable high info attack.t1059 Attack.T1059 sigma
  event_count value_count value_median temporal value_percentile 5m 5M 12345678901s ${uuidText} {${uuidText}}`.split(
  /\s+/,
);
const others = [
  null,
  '',
  5,
  1.5,
  true,
  [],
  {},
  ['a'],
  ['a', 'a'],
  [1],
  [null],
  [''],
  [1.5],
  [true],
  [[]],
  [{}],
  'a and b',
];
const maps = [{ a: 1 }, { a: null }, { a: ['b', null] }, { a: { b: 'c' } }, ['attack.t1', 'cve.2024-1'], ['a b.c']];
const longTexts = ['a'.repeat(256), 'a'.repeat(257), '😀'.repeat(200), 'a'.repeat(65_536), uuidText.toUpperCase()];
const relations = [[{ id: uuidText, type: 'derived' }], [{ id: 'x', type: 'derived' }], [{ id: uuidText, type: 'x' }]];
const bounds = [{ gte: 5 }, { gte: 1.5 }, { gt: 1, lte: 5 }, { gte: '5' }, { field: 'a', gte: 1 }, { field: 5 }];
const lists = [
  { field: ['a', 'b'], gte: 1 },
  [{ id: uuidText }],
  [['a', 'b']],
  [{ Image: 'x' }, 'x', 5],
  [{ Image: 'x' }, 1.5],
];
const values: readonly unknown[] = [words, others, maps, longTexts, relations, bounds, lists].flat();

const keys = {
  top: 'title id name related taxonomy status description license author references date modified logsource detection fields falsepositives level tags scope correlation filter extra',
  logsource: 'category product service definition extra',
  detection: 'selection condition other timeframe',
  correlation: 'type rules aliases group-by timespan condition generate extra',
  filter: 'rules selection condition other',
  related: 'id type extra',
  condition: 'gt gte lt lte eq neq field percentile',
} as const;

/** Changes one or two places of the document; says which. */
function mutate(document: Document, roll: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T;
  const told: string[] = [];
  for (let times = roll() < 0.3 ? 2 : 1; times > 0; times -= 1) {
    const places: [Document, string][] = [[document, keys.top]];
    for (const name of ['logsource', 'detection', 'correlation', 'filter'] as const) {
      const inner = document[name];
      if (isMap(inner)) places.push([inner, keys[name]]);
    }
    const { correlation, related } = document;
    if (isMap(correlation) && isMap(correlation['condition'])) places.push([correlation['condition'], keys.condition]);
    if (Array.isArray(related)) for (const one of related) if (isMap(one)) places.push([one, keys.related]);
    const [map, names] = pick(places);
    const key = pick(names.split(' '));
    if (roll() < 0.15) {
      delete map[key];
      told.push(`no ${key}`);
    } else {
      map[key] = pick(values);
      told.push(`${key}: ${JSON.stringify(map[key])?.slice(0, 60)}`);
    }
  }
  return told.join(', ');
}

const isMap = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
