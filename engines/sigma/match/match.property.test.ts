import { expect, test } from 'vitest';
import { loadRules } from '../load/load.ts';
import { createReference } from '../reference/reference.ts';
import type { LogSource } from '../rule.ts';
import { createMatcher } from './matcher.ts';
import { chainNames, createDice, placeholders, randomEvent, randomRule, sources } from './random.testing.ts';

const ROUNDS = Number(process.env['KHIEN_SIGMA_ROUNDS'] ?? 60);
const FIRST_SEED = 1;

/** Every kind of modifier must really have been compared, and every way to match been taken. */
test('matches what the slow, obvious reading matches', { timeout: 120_000 }, () => {
  const loadedChains = new Map<string, number>();
  let matches = 0;
  let pairs = 0;
  let candidates = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed += 1) {
    const dice = createDice(seed);
    const texts = dice.list(1, 40, () => randomRule(dice, dice.below(1e9)));
    const files = texts.map((text, at) => ({ name: `${at}.yml`, text: JSON.stringify(text) }));
    const set = loadRules(files, { placeholders });
    for (const { rule } of set.rules) {
      for (const key of keysOf(texts[Number.parseInt(rule.place.file, 10)]?.detection)) {
        const chain = key.replace(/^[^|]*/, '').replace(/\|all$/, '');
        loadedChains.set(chain, (loadedChains.get(chain) ?? 0) + 1);
      }
    }
    const reference = createReference(
      set.rules.map(({ rule }) => rule),
      { placeholders },
    );
    const matchers = [createMatcher(set), createMatcher(set, { generate: false })];
    const events = dice.list(5, 30, () => randomEvent(dice, texts));
    // Rules become generated functions when they were looked at often, so every event comes several times.
    for (let turn = 0; turn < 4; turn += 1) {
      for (const event of events) {
        const hint: LogSource | undefined = turn === 3 ? dice.pick([...sources, {}]) : undefined;
        const json = dice.chance(0.5) ? jsonOf(event, dice.chance(0.3)) : undefined;
        const expected = reference.match(event, json, hint);
        matches += expected.length;
        pairs += set.rules.length;
        for (const matcher of matchers) {
          const found = matcher.match(event, json, hint);
          if (found.join() !== expected.join()) {
            const wrong = set.rules.filter((_, at) => found.includes(at) !== expected.includes(at));
            const rules = wrong.map(({ rule }) => files.find(({ name }) => name === rule.place.file)?.text);
            expect.fail(
              `seed ${seed}, turn ${turn}: found ${found}, expected ${expected}\n${JSON.stringify(event)}\nhint ${JSON.stringify(hint)}, json ${json !== undefined}\n${rules.join('\n')}`,
            );
          }
        }
      }
    }
    for (const matcher of matchers) candidates += matcher.stats().candidates / matchers.length;
  }
  for (const chain of chainNames) expect(loadedChains.get(chain) ?? 0, chain).toBeGreaterThan(ROUNDS / 30);
  expect(matches).toBeGreaterThan(pairs / 200);
  expect(matches).toBeLessThan(pairs / 2);
  // The index was asked: without it every rule of a route would be looked at for every event.
  expect(candidates).toBeGreaterThan(0);
  expect(candidates).toBeLessThan(pairs / 3);
});

/** As a sender may write it: any character may be escaped. */
function jsonOf(event: object, escape: boolean): string {
  const json = JSON.stringify(event);
  if (!escape) return json;
  return json.replace(/[a-z](?=[^"\\]*"[,}])/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function keysOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    Array.isArray(node) ? keysOf(value) : [key, ...keysOf(value)],
  );
}
