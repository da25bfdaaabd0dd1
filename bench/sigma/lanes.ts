import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadRules, type RuleSet } from '@khien/engines/sigma';

/** Events as the bytes of NDJSON, with a line feed after the last one as well. */
export interface Lane {
  name: string;
  bytes: Buffer;
  events: number;
}

const RULE_FOLDERS = ['rules', 'rules-emerging-threats', 'rules-threat-hunting'];

/** One after the other, so that not all texts are held at once. */
function* ruleFiles(shared: string): Generator<{ name: string; text: string }> {
  for (const folder of RULE_FOLDERS) {
    const root = join(shared, 'soc/sigma-rules', folder);
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
      if (name.endsWith('.yml')) yield { name: join(folder, name), text: readFileSync(join(root, name), 'utf8') };
    }
  }
}

export const readRules = (shared: string): RuleSet => loadRules(ruleFiles(shared));

/**
 * Real events of Windows machines (the smaller set four times over), then the synthetic lanes that other engines publish
 * figures for, ten times over.
 */
export function readLanes(shared: string): Lane[] {
  const soc = join(shared, 'soc');
  const real = readdirSync(join(soc, 'security-datasets')).filter((name) => name.endsWith('.json.gz'));
  const synthetic = (name: string, file: string): Lane => {
    return lane(name, repeat(10, unzip(join(soc, 'rsigma-fixtures/perf-lanes', `${file}.ndjson.gz`))));
  };
  return [
    lane('otrf', unwrap(unzip(join(soc, 'otrf-sample-84k/events.ndjson.gz')))),
    lane(
      'security-datasets',
      repeat(4, Buffer.concat(real.map((name) => unzip(join(soc, 'security-datasets', name))))),
    ),
    synthetic('raw-windows', 'raw_windows'),
    synthetic('structured', 'structured_windows'),
    synthetic('file-events', 'sysmon_file_event'),
    synthetic('cisco', 'cisco_syslog'),
  ];
}

/** The same events where no value of the fields that rules read most occurs twice, so that nothing can be remembered. */
export function stressed({ name, bytes }: Lane): Lane {
  let count = 0;
  const lines = textLines(bytes).map((line) => {
    const event = JSON.parse(line) as Record<string, unknown>;
    for (const field of UNIQUE) {
      if (typeof event[field] === 'string') event[field] = `${event[field]}-${((count += 1)).toString(36)}`;
    }
    return JSON.stringify(event);
  });
  return lane(name, Buffer.from(`${lines.join('\n')}\n`));
}

const UNIQUE = ['CommandLine', 'Image', 'TargetObject', 'TargetFilename', 'ParentImage', 'ScriptBlockText', 'message'];

export const textLines = (bytes: Buffer): string[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');

const repeat = (times: number, bytes: Buffer): Buffer => Buffer.concat(Array.from({ length: times }, () => bytes));

function lane(name: string, bytes: Buffer): Lane {
  let events = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) events += 1;
  return { name, bytes, events };
}

/** The sample wraps each event together with its route. */
function unwrap(bytes: Buffer): Buffer {
  const events = textLines(bytes).map((line) => JSON.stringify((JSON.parse(line) as { event: unknown }).event));
  return Buffer.from(`${events.join('\n')}\n`);
}

function unzip(file: string): Buffer {
  const bytes = gunzipSync(readFileSync(file));
  return bytes.at(-1) === 10 ? bytes : Buffer.concat([bytes, Buffer.from('\n')]);
}
