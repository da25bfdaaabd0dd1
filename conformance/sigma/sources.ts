import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Shape,
  hintsOf,
  pathsOf,
  recogniseSchema,
  shapeOf,
  timeOf,
  windowsKey,
} from '@khien/engines/sigma/sources';
import { load } from 'js-yaml';
import { atMost, type Bar } from '../../bench/report.ts';
import { linesIn } from './data.ts';

interface Expected {
  schema: string;
  specificity: number;
  logsource: { product?: string; service?: string; custom?: { platform: string } };
}

/** What the tables of log sources say of records that others made and described. */
export function sources(soc: string): Bar[] {
  return [schemas(soc), windowsEvents(soc)];
}

/** Every sample must get the schema, the certainty and the log source that its author gives it. */
function schemas(soc: string): Bar {
  const folder = path.join(soc, 'rsigma-fixtures', 'schema-classification');
  const samples = readdirSync(folder);
  let wrong = 0;
  for (const sample of samples) {
    const read = (file: string) => readFileSync(path.join(folder, sample, file), 'utf8');
    const event = JSON.parse(read('test_event.json')) as object;
    const { schema, specificity, logsource } = load(read('expected_classification.yaml')) as Expected;
    const found = recogniseSchema(event);
    const product = logsource.product ?? logsource.custom?.platform;
    const right =
      found?.schema === schema &&
      found.specificity === specificity &&
      found.logsource.product === product &&
      (logsource.custom !== undefined || found.logsource.service === logsource.service) &&
      Object.keys(hintsOf(event)).length === 0;
    if (right) continue;
    wrong += 1;
    console.error(`  ${sample}: ${JSON.stringify(found)}, hints ${JSON.stringify(hintsOf(event))}`);
  }
  return atMost('sources.schemas', wrong, 0, 'samples', `${samples.length} records of cloud services, unlabelled`);
}

/** Every Windows event of the sets must be routed, have a time, and have its system fields where the tables say. */
function windowsEvents(soc: string): Bar {
  let events = 0;
  let wrong = 0;
  const fields = ['EventID', 'Channel', 'Computer', 'Provider_Name'];
  const files = [
    ...linesIn(path.join(soc, 'security-datasets')),
    ...linesIn(path.join(soc, 'hayabusa-sample-evtx', 'json')),
  ];
  for (const { file, lines } of files) {
    const shapes = new Set<Shape>();
    for (const line of lines) {
      const event = JSON.parse(line) as object;
      const shape = shapeOf(event);
      shapes.add(shape);
      events += 1;
      const key = windowsKey(event, shape);
      const complete =
        key !== undefined &&
        /^\d+$/.test(key.eventId) &&
        timeOf(event, shape) !== undefined &&
        fields.every((field) => pathsOf(field, shape, undefined).some((at) => valueAt(event, at) !== undefined));
      if (complete) continue;
      wrong += 1;
      if (wrong <= 10) console.error(`  ${file}: ${JSON.stringify(key)} ${line.slice(0, 200)}`);
    }
    if (shapes.size > 1) wrong += 1;
  }
  return atMost('sources.windows-events', wrong, 0, 'events', `${events} real events, flat and nested`);
}

function valueAt(event: object, at: readonly string[]): unknown {
  let value: unknown = event;
  for (const key of at)
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return value;
}
