import { createMatcher, loadRules, type RuleSet } from '@khien/engines/sigma';
import { expectThat, type HostileCase } from './case.ts';

type Outcome = 'refused' | 'loaded' | 'either';

const logsource = { product: 'windows', category: 'process_creation' };
const event = { Channel: 'Microsoft-Windows-Sysmon/Operational', EventID: 1 };

const ruleText = (detection: unknown, more: object = {}): string =>
  JSON.stringify({ title: 'hostile', logsource, detection, ...more });

const field = (key: string, value: unknown): string => ruleText({ s: { [key]: value }, condition: 's' });

/** Loads files; what loads is then tried on texts that fit it badly. */
function loads(
  name: string,
  texts: () => readonly string[],
  outcome: Outcome,
  more: {
    cpuMs?: number;
    memoryMb?: number;
    subjects?: () => readonly string[];
    placeholders?: Record<string, string[]>;
  } = {},
): HostileCase {
  return {
    name,
    cpuMs: more.cpuMs ?? 2_000,
    memoryMb: more.memoryMb ?? 300,
    prepare: () => {
      const files = texts().map((text, at) => ({ name: `${at}.yml`, text }));
      const subjects = more.subjects?.() ?? ['x'];
      return () => {
        const set = loadRules(files, more.placeholders ? { placeholders: more.placeholders } : {});
        expectOutcome(set, outcome);
        if (set.rules.length === 0) return;
        const matcher = createMatcher(set);
        for (const text of subjects) matcher.match({ ...event, CommandLine: text, Image: text });
      };
    },
  };
}

function expectOutcome({ rules, correlations, refused }: RuleSet, outcome: Outcome): void {
  const [first] = refused;
  if (outcome === 'refused') expectThat(refused.length > 0, 'it was not refused');
  if (outcome === 'loaded') expectThat(refused.length === 0, `it was refused: ${first?.code} ${first?.reason}`);
  expectThat(rules.length + correlations.length + refused.length > 0, 'it was neither loaded nor refused');
  for (const { code, reason, place } of refused) {
    expectThat(
      code !== undefined && reason.length > 5 && reason.length < 1_000 && place.line > 0,
      `unclear: ${reason}`,
    );
  }
}

/** Expressions that take time beyond all bounds in an engine that goes back and tries again. */
const slow: [source: string, unit: string][] = [
  ['(a+)+$', 'a'],
  ['(a|a)*$', 'a'],
  ['(a|aa)+$', 'a'],
  ['(a*)*b', 'a'],
  ['^(.*a){12}$', 'a'],
  ['(x+x+)+y', 'x'],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
  ['(\\w+\\s?)*$', 'a '],
  ['(?i)(A|a|[aA])+$', 'a'],
  ['[^/]{100,}$', 'a'],
  ['.*.*.*=', 'a'],
  ['a.*b.*c.*d$', 'abc'],
  ['\\s+$', ' '],
  ['(.+)+:(.+)+', 'a'],
  ['(?:a?){30}a{30}', 'a'],
  ['(a{1,30}){1,30}$', 'a'],
  ['^(?:\\s*\\S+\\s*)+=$', 'a '],
];

/** Twice the text must not take much more than twice the time. */
function linear([source, unit]: [string, string]): HostileCase {
  return {
    name: `the expression ${source}`,
    cpuMs: 20_000,
    memoryMb: 300,
    prepare: () => {
      const set = loadRules([{ name: 'rule.yml', text: field('CommandLine|re', source) }]);
      return () => {
        if (set.rules.length === 0) {
          expectThat(set.refused[0]?.code === 'regex', `refused as ${set.refused[0]?.code}`);
          return;
        }
        const { match } = createMatcher(set);
        const times = [16_000, 32_000, 64_000].map((length) => {
          const subject = { ...event, CommandLine: `${unit.repeat(length / unit.length)}!` };
          // The fastest of three: a turn of the garbage collector is not the expression's.
          return Math.min(
            ...[1, 2, 3].map(() => {
              const before = process.cpuUsage();
              match(subject);
              const { user, system } = process.cpuUsage(before);
              return (user + system) / 1_000;
            }),
          );
        });
        const [first = 0, , last = 0] = times;
        expectThat(last < 500, `${last.toFixed(0)} ms for 64,000 letters`);
        // Four times the text: 16 times the time would be a square.
        expectThat(
          last < 10 || last < 9 * first,
          `${times.map((time) => time.toFixed(1)).join(', ')} ms for doubled texts`,
        );
      };
    },
  };
}

const correlation = (name: string, rules: readonly string[]): string =>
  JSON.stringify({
    title: name,
    name,
    correlation: { type: 'temporal', rules, 'group-by': ['User'], timespan: '1m' },
  });

const base = ruleText({ s: { CommandLine: 'x' }, condition: 's' }, { name: 'base' });
const bomb = (levels: number): string =>
  [
    'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: levels }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(10)}]`),
  ].join('\n');
const asRule = (yaml: string): string =>
  `title: hostile\nlogsource: {product: windows}\n${yaml}\ndetection:\n  s:\n    CommandLine: *bomb\n  condition: s\n`;

export const hostileRules: HostileCase[] = [
  ...slow.map(linear),
  ...[
    '(?=a)a',
    '(?<!a)b',
    '(a)\\1',
    '(?<n>a)\\k<n>',
    '(?>a+)b',
    'a++b',
    '(',
    '[b-a]',
    'a{3,1}',
    '\\p{Greek}(',
    '(a{1000}){1000}',
    '((a{100}){100}){100}',
    '(((a{1,50}){1,50}){1,50}){1,50}',
    'a{100000}',
    '.{1,1000}.{1,1000}.{1,1000}$',
  ].map((source) =>
    loads(`the expression ${source}, refused or run`, () => [field('CommandLine|re', source)], 'either', {
      cpuMs: 5_000,
      subjects: () => ['a'.repeat(50_000), `${'ab'.repeat(25_000)}!`],
    }),
  ),
  loads(
    'an expression of 10,000 brackets',
    () => [field('CommandLine|re', `${'('.repeat(1e4)}a${')'.repeat(1e4)}`)],
    'either',
  ),
  loads(
    'an expression of 100,000 branches',
    () => [field('CommandLine|re', Array.from({ length: 1e5 }, (_, at) => `a${at}`).join('|'))],
    'either',
    {
      cpuMs: 5_000,
      subjects: () => ['a'.repeat(1e5)],
    },
  ),
  loads('an expression of 1 MiB', () => [field('CommandLine|re', '[a-z]+x'.repeat(150_000))], 'either', {
    cpuMs: 5_000,
  }),
  loads(
    '10,000 expressions',
    () => [
      field(
        'CommandLine|re',
        Array.from({ length: 1e4 }, (_, at) => `x[a-z]+${at}(?:b|c)*$`),
      ),
    ],
    'either',
    {
      cpuMs: 15_000,
      memoryMb: 700,
      subjects: () => ['xabc'.repeat(100)],
    },
  ),
  loads('a bomb of aliases', () => [asRule(bomb(9).replace('a9: &a9', 'bomb: &bomb'))], 'refused'),
  loads(
    'a bomb of aliases as the detection',
    () => [`${bomb(9)}\ntitle: x\nlogsource: {product: windows}\ndetection: {s: [*a9], condition: s}\n`],
    'refused',
  ),
  loads(
    'an alias inside itself',
    () => ['title: x\nlogsource: {product: windows}\ndetection: &d {s: [*d], condition: s}\n'],
    'refused',
  ),
  loads(
    'merged maps',
    () => [`title: x\na: &a {k: v}\nlogsource: {<<: *a, product: windows}\ndetection: {s: {<<: *a}, condition: s}\n`],
    'either',
  ),
  loads('lists 100,000 deep', () => [`${'['.repeat(1e5)}${']'.repeat(1e5)}`], 'refused'),
  loads('maps 100,000 deep', () => [`${'{a: '.repeat(1e5)}1${'}'.repeat(1e5)}`], 'refused'),
  loads(
    'maps by indentation, 3,000 deep',
    () => [Array.from({ length: 3_000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    'refused',
  ),
  loads('a file of 16 MiB', () => ['title: x\n'.padEnd(2 ** 24, '# y\n')], 'refused', { memoryMb: 500 }),
  loads('200,000 documents', () => ['---\ntitle: x\n'.repeat(2e5)], 'refused', { cpuMs: 8_000, memoryMb: 600 }),
  loads('bytes that are no text', () => ['\0\u0001\ufffe\ud800'], 'refused'),
  loads('an unknown tag', () => ['title: !!js/function "x"\nlogsource: !<tag:x> {}\n'], 'refused'),
  loads(
    'the same key twice',
    () => ['title: x\ntitle: y\nlogsource: {product: a}\ndetection: {s: {a: b}, condition: s}\n'],
    'refused',
  ),
  loads(
    'search identifiers named like prototypes',
    () => [
      '{"title":"x","logsource":{"product":"windows"},"detection":{"__proto__":{"a":"b"},"constructor":{"toString":"x"},"condition":"__proto__ or constructor"}}',
    ],
    'either',
  ),
  loads(
    'unknown identifiers named like prototypes',
    () => [ruleText({ s: { a: 'b' }, condition: 'toString or constructor' })],
    'refused',
  ),
  loads(
    'modifiers named like prototypes',
    () => [field('CommandLine|__proto__', 'x'), field('CommandLine|constructor', 'x')],
    'refused',
  ),
  loads(
    'a condition of 10,000 brackets',
    () => [ruleText({ s: { a: 'b' }, condition: `${'('.repeat(1e4)}s${')'.repeat(1e4)}` })],
    'refused',
  ),
  loads(
    'a condition of 10,000 not',
    () => [ruleText({ s: { a: 'b' }, condition: `${'not '.repeat(1e4)}s` })],
    'either',
  ),
  loads(
    'a condition of 100,000 or',
    () => [ruleText({ s: { a: 'b' }, condition: 's or '.repeat(1e5).concat('s') })],
    'either',
  ),
  loads(
    'a condition of 10,000 and',
    () => [ruleText({ s: { a: 'b' }, condition: 's and '.repeat(1e4).concat('s') })],
    'either',
  ),
  loads(
    'a pattern of many stars over a long identifier',
    () => [ruleText({ [`${'a'.repeat(20_000)}`]: { a: 'b' }, condition: `1 of ${'a*'.repeat(2_000)}b` })],
    'refused',
  ),
  loads(
    '1,000 quantifiers over 5,000 identifiers',
    () => [
      ruleText({
        ...Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`s${at}`, { CommandLine: `${at}` }])),
        condition: '1 of s* and '.repeat(1_000).concat('all of s*'),
      }),
    ],
    'either',
    { cpuMs: 8_000, memoryMb: 700 },
  ),
  loads('windash with 5,000 places', () => [field('CommandLine|contains|windash', ' -a'.repeat(5_000))], 'refused'),
  loads(
    'windash with 5 places in 2,000 values',
    () => [
      field(
        'CommandLine|contains|windash',
        Array.from({ length: 2_000 }, (_, at) => ` -a${at} -b -c -d -e`),
      ),
    ],
    'either',
    { cpuMs: 8_000, memoryMb: 900 },
  ),
  loads('placeholders in a row', () => [field('CommandLine|expand', '%a%'.repeat(12))], 'refused', {
    placeholders: { a: Array.from({ length: 100 }, (_, at) => `value ${at}`) },
  }),
  loads('base64offset of 1 MiB', () => [field('CommandLine|base64offset|contains', 'a'.repeat(2 ** 20))], 'either', {
    cpuMs: 5_000,
  }),
  loads(
    '100,000 values',
    () => [
      field(
        'CommandLine|contains',
        Array.from({ length: 1e5 }, (_, at) => `value ${at}`),
      ),
    ],
    'either',
    {
      cpuMs: 8_000,
      memoryMb: 700,
      subjects: () => ['value value value '.repeat(5_000)],
    },
  ),
  loads('a value of 1 MiB', () => [field('CommandLine|contains', 'a'.repeat(2 ** 20))], 'either', {
    cpuMs: 8_000,
    memoryMb: 700,
    subjects: () => ['a'.repeat(2 ** 20 - 1)],
  }),
  loads('a value of 2,000 stars', () => [field('CommandLine', `${'*a'.repeat(2_000)}*b`)], 'either', {
    subjects: () => ['a'.repeat(2 ** 20)],
  }),
  loads(
    'a value of 5,000 question marks between letters',
    () => [field('CommandLine', `*${'a?'.repeat(5_000)}b*`)],
    'either',
    {
      cpuMs: 5_000,
      subjects: () => ['a'.repeat(2 ** 20)],
    },
  ),
  loads(
    '1,000 long values that end alike',
    () => [
      field(
        'CommandLine|endswith',
        Array.from({ length: 1_000 }, (_, at) => `${at}`.padEnd(1_000, 'a')),
      ),
    ],
    'either',
    { cpuMs: 5_000, subjects: () => ['a'.repeat(2 ** 20)] },
  ),
  loads(
    '300 values that each repeat a letter',
    () => [
      field(
        'CommandLine|contains',
        Array.from({ length: 300 }, (_, at) => 'a'.repeat(at + 1).concat('b')),
      ),
    ],
    'either',
    { cpuMs: 5_000, subjects: () => ['a'.repeat(2 ** 20)] },
  ),
  loads('a name of a field of 1 MiB', () => [field('a.'.repeat(2 ** 19), 'x')], 'either'),
  loads(
    'networks that are none',
    () => [field('a|cidr', '10.0.0.0/33'), field('a|cidr', '::/129'), field('a|cidr', '1/8')],
    'refused',
  ),
  loads('a correlation of itself', () => [base, correlation('c', ['c'])], 'refused'),
  loads(
    'correlations in a circle',
    () => [base, correlation('c', ['d', 'base']), correlation('d', ['e']), correlation('e', ['c'])],
    'refused',
  ),
  loads(
    'a chain of 10,000 correlations',
    () => [base, ...Array.from({ length: 1e4 }, (_, at) => correlation(`c${at}`, [at === 0 ? 'base' : `c${at - 1}`]))],
    'either',
    { cpuMs: 8_000 },
  ),
  loads(
    'a circle of 10,000 correlations',
    () => [base, ...Array.from({ length: 1e4 }, (_, at) => correlation(`c${at}`, [`c${(at + 1) % 1e4}`]))],
    'refused',
    { cpuMs: 8_000 },
  ),
  loads(
    'correlations that meet again and again, 40 deep',
    () => [
      base,
      ...Array.from({ length: 40 }, (_, at) => [
        correlation(`a${at}`, at === 0 ? ['base'] : [`a${at - 1}`, `b${at - 1}`]),
        correlation(`b${at}`, at === 0 ? ['base'] : [`a${at - 1}`, `b${at - 1}`]),
      ]).flat(),
    ],
    'either',
  ),
  loads(
    '10,000 rules with one id',
    () =>
      Array.from({ length: 1e4 }, () =>
        ruleText({ s: { a: 'b' }, condition: 's' }, { id: '5d8fd9da-6916-45ef-8d4d-3fa9d19d1a64' }),
      ),
    'refused',
    { cpuMs: 8_000, memoryMb: 500 },
  ),
  loads(
    'filters for every rule, 200 of them on 1,000 rules',
    () => [
      ...Array.from({ length: 1_000 }, (_, at) => ruleText({ s: { CommandLine: `v${at}` }, condition: 's' })),
      ...Array.from({ length: 200 }, (_, at) =>
        JSON.stringify({
          title: `filter ${at}`,
          logsource,
          filter: { rules: 'any', selection: { User: `u${at}` }, condition: 'selection' },
        }),
      ),
    ],
    'either',
    { cpuMs: 15_000, memoryMb: 900 },
  ),
];
