/**
 * `npm run train [-- --add FILE …] [--out FILE]`: makes the text model from the corpus. The same corpus and rules always
 * give the same file. FILE holds further labelled messages, see docs/model.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { schemes } from '@khien/packs/vietnam';
import { calibrate, crossScores, report } from './calibrate.ts';
import { digestOf, readCorpus } from './corpus.ts';
import { readDonated } from './donated.ts';
import { pack, toExamples } from './pack.ts';
import { learn } from './learn.ts';
import { createRandom } from './random.ts';
import { buckets, createSampler, sampleAll } from './samples.ts';
import { settings } from './settings.ts';

const { values } = parseArgs({
  options: {
    add: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
  },
});
const corpus = new URL('../../packs/vietnam/corpus/', import.meta.url).pathname;
const out = values.out ?? new URL('../../packs/vietnam/model.json', import.meta.url).pathname;

const started = process.cpuUsage();
const seconds = (): string => (process.cpuUsage(started).user / 1e6).toFixed(1);
const templates = readCorpus(corpus);
const samples = sampleAll(templates);
const sampler = createSampler();
for (const file of values.add) samples.push(...readDonated(file, readFileSync(file, 'utf8'), sampler));
console.error(`${templates.length} templates, ${samples.length} messages (${seconds()} s of CPU)`);

const { examples, signalNames } = toExamples(samples);
const scores = crossScores(samples, examples, signalNames.length);
report(samples, scores);
const model = learn(examples, buckets, signalNames.length, settings, createRandom('model'));
const file = pack(model, signalNames, calibrate(samples, scores), {
  rulesVersion: schemes.version,
  corpus: digestOf(corpus),
});
writeFileSync(out, `${JSON.stringify(file, null, 1)}\n`);
console.error(`wrote ${out} (${seconds()} s of CPU)`);
