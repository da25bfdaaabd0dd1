import { expect, test } from 'vitest';
import { loadRules } from '../load/load.ts';
import { createReference } from '../reference/index.ts';
import { createMatcher, type MatcherOptions } from './matcher.ts';

const rule = (title: string, logsource: string, detection: string): string =>
  `title: ${title}\nlogsource:\n  ${logsource}\ndetection:\n${detection.replaceAll(/^/gm, '  ')}\n`;

function matcherOf(rules: readonly string[], options?: MatcherOptions) {
  const set = loadRules(rules.map((text, at) => ({ name: `${at}.yml`, text })));
  expect(set.refused).toEqual([]);
  const matcher = createMatcher(set, options);
  return {
    matcher,
    titles: (event: object, json?: string) => matcher.match(event, json).map((index) => set.rules[index]?.rule.title),
  };
}

const any = (field: string, value: string): string => `selection:\n  ${field}: ${value}\ncondition: selection`;

test('a cased literal is found where folding makes it short', () => {
  const { titles } = matcherOf([rule('Kelvin', 'product: any', any('F|contains|cased', '"\\u212a"'))]);
  expect(titles({ F: 'a\u212ab' })).toEqual(['Kelvin']);
  expect(titles({ F: 'akb' })).toEqual([]);
});

test('an event of Beats with two different ids is matched by rules of both', () => {
  const { titles } = matcherOf([
    rule('One', 'product: windows\n  service: security', any('EventID', '4624')),
    rule('Other', 'product: windows\n  service: security', any('EventID', '4625')),
  ]);
  const event = { winlog: { channel: 'Security', event_id: 4624 }, event: { code: '4625' } };
  expect(titles(event)).toEqual(['One', 'Other']);
  expect(titles({ EventID: 4625, Channel: 'SECURITY' })).toEqual(['Other']);
});

test('what is remembered of one event is never used for the next', () => {
  const { titles } = matcherOf([
    rule('Long', 'product: any', any('F|contains', 'needle')),
    rule('Without', 'product: any', 'selection:\n  F|contains: needle\ncondition: not selection'),
  ]);
  for (let round = 0; round < 10_000; round += 1) {
    const value = round % 3 === 0 ? 'a needle' : round % 3 === 1 ? 'hay' : `hay ${round}`;
    expect(titles({ F: value })).toEqual(round % 3 === 0 ? ['Long'] : ['Without']);
  }
  expect(titles({ F: ['hay', 'a needle'] })).toEqual(['Long']);
  expect(titles({})).toEqual(['Without']);
});

test('functions are generated or not, caches are there or not: the same matches', () => {
  const rules = [
    rule('Wild', 'product: any', any('F', "'*a*b?c*'")),
    rule('Expression', 'product: any', any('F|re', "'a+b.c'")),
    rule('Many', 'product: any', any('F', JSON.stringify(Array.from({ length: 40 }, (_, at) => `value${at}`)))),
  ];
  const kinds = [matcherOf(rules), matcherOf(rules, { generate: false }), matcherOf(rules, { cacheBytes: 0 })];
  for (let round = 0; round < 3_000; round += 1) {
    const event = { F: ['aab-c', 'value7', 'xx', `value${round}`][round % 4] };
    const [first, ...others] = kinds.map(({ titles }) => titles(event));
    for (const other of others) expect(other).toEqual(first);
  }
});

test('sources without end do not fill the memory', () => {
  const { matcher } = matcherOf([rule('Any', 'product: windows', any('F', 'x'))]);
  for (let round = 0; round < 20_000; round += 1) {
    matcher.match({ Channel: `channel ${round}`, EventID: round, F: 'y' });
    matcher.match({ Channel: 'Security', EventID: `${round}`, EventType: `${round}`, F: 'y' });
    matcher.match({ product: `product ${round}`, service: `s${round}`, F: 'y' });
  }
  expect(matcher.stats().partitions).toBeLessThan(10);
});

test('more kinds of sources than have partitions of their own', () => {
  const services = Array.from({ length: 90 }, (_, at) => `service${at}`);
  const rules = services.map((service) => rule(service, `product: p\n  service: ${service}`, any('F', 'x')));
  // Its field has another name in the events of Defender.
  rules.push(rule('Virus', 'category: antivirus', any('Signature', 'x')));
  const set = loadRules(rules.map((text, at) => ({ name: `${at}.yml`, text })));
  const matcher = createMatcher(set);
  const reference = createReference(set.rules.map((loaded) => loaded.rule));
  const told = services.map((service) => ({ product: 'p', service }));
  const sources = [...told, { category: 'antivirus', service: 'windefend' }, { category: 'antivirus' }, ...told];
  for (const source of sources) {
    for (const event of [
      { F: 'x', Signature: 'y' },
      { F: 'y', ThreatName: 'x' },
      { F: 'x', Signature: 'x' },
    ]) {
      expect(matcher.match(event, undefined, source)).toEqual(reference.match(event, undefined, source));
    }
  }
  expect(matcher.stats().partitions).toBeLessThan(70);
});
