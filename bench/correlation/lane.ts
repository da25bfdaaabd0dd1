import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createCorrelator, createMatcher, type Hit, loadRules } from '@khien/engines/sigma';
import { sharedData } from '../../conformance/data/shared.ts';
import { cpuSeconds, log } from '../lookup/measure.ts';
import { FROM } from './streams.ts';

const TIMES = 10;

/** RSigma's own events for correlations, where they are here: told beside the bars. An event comes every 20 ms. */
export function measureLane(): void {
  const folder = sharedData('soc/rsigma-fixtures');
  if (folder === undefined) return log('  without RSigma’s lane: KHIEN_SHARED is not set');
  const set = loadRules([{ name: 'correlation.yml', text: readFileSync(join(folder, 'correlation.yml'), 'utf8') }]);
  const lines = gunzipSync(readFileSync(join(folder, 'perf-lanes', 'correlation.ndjson.gz')))
    .toString()
    .split('\n');
  const events = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
  const matcher = createMatcher(set);
  const hits: Hit[] = Array.from({ length: TIMES }, () => events)
    .flat()
    .flatMap((event, ref) =>
      matcher.match(event).map((index) => {
        const { id = '', name } = set.rules[index]!.rule;
        const field = (key: string): string | undefined => (event[key] === undefined ? undefined : String(event[key]));
        return { rule: id, ...(name === undefined ? {} : { name }), time: FROM + ref * 20, ref, field };
      }),
    );
  let [best, fired] = [0, 0];
  for (let round = 0; round < 3; round++) {
    const correlator = createCorrelator(set.correlations);
    fired = 0;
    const cpu = cpuSeconds(() => {
      for (const hit of hits) fired += correlator.push(hit).length;
      fired += correlator.flush().length;
    });
    best = Math.max(best, hits.length / cpu);
  }
  log(
    `  RSigma’s lane, ${hits.length} matches, ${set.correlations.length} correlations: ${(best / 1e6).toFixed(2)} M matches a CPU-second, ${fired} firings`,
  );
}
