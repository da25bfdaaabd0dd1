import type { Lookup } from '@khien/engines/verdict';
import { cpuSeconds, log } from '../lookup/measure.ts';
import { atLeast, atMost, type Bar } from '../report.ts';
import { check } from './engine.ts';
import type { Corpus } from './messages.ts';

const ROUNDS = 7;
/** Rounds that only warm up: the server is warm too when it counts. */
const WARM = 3;
/** Messages of one round: enough for a p99 of thousands. */
const LEAST = 20_000;

/** Whole checks in this process, one core: text in, verdict out, every hit confirmed and its record read. */
export function measureSpeed(corpus: Corpus, lookup: Lookup, listed: number): Bar[] {
  const once = corpus.texts;
  const texts = Array.from({ length: Math.ceil(LEAST / once.length) }, () => once).flat();
  const grades = new Map<string, number>();
  for (const text of once) {
    const { grade } = check({ text }, lookup);
    grades.set(grade, (grades.get(grade) ?? 0) + 1);
  }
  const confirmed = grades.get('confirmed-scam') ?? 0;
  if (confirmed < corpus.scamKeys.length / 2) throw new Error('the listed indicators were not found');

  let rate = 0;
  let p99 = Number.POSITIVE_INFINITY;
  let p999 = Number.POSITIVE_INFINITY;
  const times = new Float64Array(texts.length);
  for (let round = -WARM; round < ROUNDS; round++) {
    const seconds = cpuSeconds(() => {
      for (const text of texts) check({ text }, lookup);
    });
    for (let i = 0; i < texts.length; i++) {
      const started = performance.now();
      check({ text: texts[i] as string }, lookup);
      times[i] = performance.now() - started;
    }
    if (round < 0) continue;
    times.sort();
    rate = Math.max(rate, texts.length / seconds);
    p99 = Math.min(p99, (times[Math.floor(texts.length * 0.99)] as number) * 1000);
    p999 = Math.min(p999, (times[Math.floor(texts.length * 0.999)] as number) * 1000);
  }
  const mean = once.reduce((sum, text) => sum + text.length, 0) / once.length;
  log(`  checks ${Math.round(rate)} per CPU-s, p99 ${p99.toFixed(1)} µs, p99.9 ${p999.toFixed(1)} µs`);
  log(`  grades ${[...grades].map(([grade, count]) => `${grade} ${count}`).join(', ')}`);
  const how =
    `${corpus.source}, ${mean.toFixed(0)} characters each, against ${listed} indicators and the scams' own, of which ` +
    `${confirmed} messages name one; extraction, look-up with confirmation, look-alikes, rules and reasons; best of ${ROUNDS} rounds`;
  return [
    atLeast('check.per-cpu-s', rate, 60_000, 'checks/CPU-s', how),
    atMost(
      'check.p99-us',
      p99,
      50,
      'µs',
      `wall time of a check in process, lowest p99 of ${ROUNDS} rounds; same messages`,
    ),
  ];
}
