import { pathsOf, type Shape } from '../sources/index.ts';

/** Numbers from 0 to 1 that are the same in every run, and what is drawn with them. */
export type Dice = ReturnType<typeof createDice>;

export function createDice(seed: number) {
  let state = seed >>> 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(roll() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return {
    roll,
    below,
    pick,
    chance: (share: number): boolean => roll() < share,
    list: <T>(least: number, most: number, make: () => T): T[] =>
      Array.from({ length: least + below(most - least + 1) }, make),
  };
}

export type RuleText = Record<string, unknown> & { detection: Record<string, unknown> };

const fields = ['CommandLine', 'Image', 'ParentImage', 'User', 'a.b', 'ProductName', 'EventID', 'Hashes', 'x.y.z'];
export const sources = [
  { product: 'windows', category: 'process_creation' },
  { product: 'windows', service: 'security' },
  { product: 'windows', category: 'registry_add' },
  { product: 'windows' },
  { product: 'linux', service: 'sshd' },
  { category: 'proxy' },
  { product: 'windows', category: 'ps_script' },
] as const;

const words = 'a b ab A ba cmd .exe C: \\ -s /s - –x 1 0 46 88 İ ſ \u212a é Đ ß Σ 😀 " { mimi katz % _ = 1.0'.split(
  ' ',
);
const pieces = words.concat([' ', ' -i', '\n', '\r', '\t', '\0', '\u00a0', '\u2028']);
const wild = ['*', '?', '\\*', '\\?', '\\\\', '**', '*?'];
const expressions =
  'a b . [ab] \\d \\w+ (a|b) (?:ab)+ a* b? a{1,2} \\.exe cmd \\s [^a] .* (a+b)+ (?:a|b)* [^]a] \\W (?:x?a){3} (.|k)+ \\x41'.split(
    ' ',
  );
const numbers = [0, 1, -1, 1.5, 10, 23, 46, 4688, 2024, 12];
const networks = [
  '10.0.0.0/8',
  '10.1.2.0/24',
  '0.0.0.0/0',
  'fe80::/10',
  '::1/128',
  '10.1.2.3',
  '192.168.0.0/23',
  '::/0',
];
const addresses = [
  '10.1.2.3',
  '10.200.0.1',
  'fe80::1',
  '::1',
  '192.168.1.7',
  '::ffff:10.1.2.3',
  '1.2.3',
  '10.1.2.300',
  '-',
];
const dates = [
  '2024-01-01T10:23:46Z',
  '2024-12-30 23:01:00',
  '2023-10-12',
  '2024-02-30',
  'x',
  '2021-01-03T00:00:00+07:00',
];

const text = (dice: Dice, most: number): string => dice.list(0, most, () => dice.pick(pieces)).join('');
const value = (dice: Dice): string =>
  dice.list(1, 4, () => (dice.chance(0.15) ? dice.pick(wild) : dice.pick(pieces))).join('');
const plain = (dice: Dice): string => dice.list(1, 4, () => dice.pick(pieces.slice(0, 12))).join('');
const expression = (dice: Dice): string =>
  (dice.chance(0.2) ? '(?i)' : '') +
  (dice.chance(0.2) ? '^' : '') +
  dice.list(1, 4, () => dice.pick(expressions)).join('') +
  (dice.chance(0.2) ? '$' : '');

/** Every modifier, alone and in the company that it allows; what it takes; whether it needs a field. */
const chains: [chain: string, make: (dice: Dice) => unknown, field?: 'needs a field'][] = [
  ...['', '', '|contains', '|startswith', '|endswith', '|cased', '|contains|cased', '|startswith|cased'].map(
    (chain) => [chain, value] as [string, typeof value],
  ),
  ...['|neq', '|contains|neq', '|endswith|cased|neq'].map((chain) => [chain, value] as [string, typeof value]),
  ...['|windash', '|contains|windash', '|startswith|windash'].map((chain) => [chain, value] as [string, typeof value]),
  ...['|re', '|re|i', '|re|m', '|re|s', '|re|i|m|s', '|re|neq', '|re|contains'].map(
    (chain) => [chain, expression] as [string, typeof value],
  ),
  ...['|base64', '|base64|contains', '|base64offset|contains', '|wide|base64offset|contains'].map(
    (chain) => [chain, plain] as [string, typeof value],
  ),
  ...['|utf16le|base64|contains', '|utf16be|base64offset|contains', '|utf16|base64|startswith'].map(
    (chain) => [chain, plain] as [string, typeof value],
  ),
  ['|lt', (dice) => dice.pick(numbers), 'needs a field'],
  ['|lte', (dice) => dice.pick(numbers), 'needs a field'],
  ['|gt', (dice) => dice.pick(numbers), 'needs a field'],
  ['|gte|neq', (dice) => dice.pick(numbers), 'needs a field'],
  ['|minute', (dice) => dice.below(60), 'needs a field'],
  ['|hour', (dice) => dice.below(24), 'needs a field'],
  ['|day|gt', (dice) => dice.below(32), 'needs a field'],
  ['|week|lte', (dice) => 1 + dice.below(52), 'needs a field'],
  ['|month', (dice) => 1 + dice.below(12), 'needs a field'],
  ['|year|gte', (dice) => 2021 + dice.below(4), 'needs a field'],
  ['|cidr', (dice) => dice.pick(networks), 'needs a field'],
  ['|cidr|neq', (dice) => dice.pick(networks), 'needs a field'],
  ['|expand', (dice) => dice.pick(['%words%', 'x%words%', '\\%words%', '%words%%more%'])],
  ['|contains|expand', (dice) => dice.pick(['%words%', '%more%a'])],
  ['|re|expand', (dice) => dice.pick(['^%words%', '%more%$'])],
  ...['', '|neq', '|startswith', '|endswith', '|contains', '|cased', '|contains|cased|neq'].map(
    (rest) =>
      [`|fieldref${rest}`, (dice: Dice) => dice.pick(fields), 'needs a field'] as [
        string,
        typeof value,
        'needs a field',
      ],
  ),
  ['|exists', (dice) => dice.chance(0.5), 'needs a field'],
];

export const chainNames = [...new Set(chains.map(([chain]) => chain))];
export const placeholders = { words: ['a', 'CMD', 'b*a', '1'], more: ['ab', '.exe'] };

function item(dice: Dice): [string, unknown] {
  const [chain, make, needs] = dice.pick(chains);
  const field = needs || dice.chance(0.92) ? dice.pick(fields) : '';
  if (chain === '|exists') return [field + chain, make(dice)];
  if (chain === '' && field !== '' && dice.chance(0.25)) {
    return [
      field,
      dice.pick([
        null,
        '',
        [],
        4688,
        '4688',
        true,
        false,
        1.5,
        '*',
        [1, 'a'],
        0,
        '007',
        '1.0',
        'abc',
        'AB',
        '4688.0',
        '-0',
      ]),
    ];
  }
  const many = dice.chance(0.4);
  const values = many ? dice.list(2, 4, () => make(dice)) : make(dice);
  return [field + chain + (many && dice.chance(0.3) ? '|all' : ''), values];
}

const map = (dice: Dice): Record<string, unknown> => Object.fromEntries(dice.list(1, 3, () => item(dice)));
const search = (dice: Dice): unknown => {
  if (dice.chance(0.7)) return map(dice);
  return dice.chance(0.6)
    ? dice.list(1, 3, () => map(dice))
    : dice.list(1, 3, () => dice.pick([value(dice), 46, 'mimikatz']));
};

const conditions = [
  's1, s1, s1 and s2, s1 or s2, s1 and not s2, not s1, 1 of s*, all of s*, not 1 of s*, 1 of them, s1 and not 1 of f*',
  'not (s1 and s2), (s1 or s2) and not f1, s1 or not s2 and f1, not all of them and s1',
].flatMap((some) => some.split(', '));

export function randomRule(dice: Dice, number: number): RuleText {
  const searches = ['s1', 's2', 'f1', 'f2'].map((name) => [name, search(dice)]);
  return {
    title: `rule ${number}`,
    logsource: dice.pick(sources),
    detection: { ...Object.fromEntries(searches), condition: dice.pick(conditions) },
  };
}

/** Texts of a rule that an event may hold in some form. */
function textsOf(rule: RuleText): string[] {
  const found: string[] = [];
  const walk = (node: unknown): void => {
    if (typeof node === 'object' && node !== null) for (const one of Object.values(node)) walk(one);
    else if (node !== null) found.push(String(node));
  };
  walk(rule.detection);
  return found;
}

/** What an event may hold that some rule looks for: the rule's text with its signs carried out, and changed a little. */
function seen(dice: Dice, rules: readonly RuleText[]): unknown {
  if (dice.chance(0.1)) return dice.pick([...numbers, true, false]);
  if (dice.chance(0.15)) return dice.pick([...addresses, ...dates]);
  if (dice.chance(0.2)) return text(dice, 4);
  let found = dice
    .pick(textsOf(dice.pick(rules)))
    .replace(/\\([*?\\])|[*?]/g, (sign, escaped) => escaped ?? (sign === '?' ? 'x' : text(dice, 2)))
    .replace(/%(words|more)%/g, (_, name: 'words' | 'more') => dice.pick(placeholders[name]));
  if (dice.chance(0.2)) found = found.toUpperCase();
  if (dice.chance(0.2)) found = found.toLowerCase();
  if (dice.chance(0.2)) found = found.replace(/[-/]/g, () => dice.pick(['-', '/', '–', '—', '―']));
  if (dice.chance(0.3)) found = text(dice, 2) + found;
  if (dice.chance(0.3)) found += text(dice, 2);
  if (dice.chance(0.1)) found = encoded(dice, found);
  if (dice.chance(0.05)) found = dice.pick(['0', '-0', '']) + found + dice.pick(['.0', '.', '']);
  const number = Number(found);
  return dice.chance(0.5) && found !== '' && String(number) === found ? number : found;
}

function encoded(dice: Dice, found: string): string {
  const whole = dice.pick(['', 'x', 'xy', 'xyz']) + found;
  const order = dice.pick(['utf8', 'le', 'be'] as const);
  if (order === 'utf8') return btoa(String.fromCharCode(...new TextEncoder().encode(whole)));
  const bytes = whole.split('').flatMap((unit) => [unit.charCodeAt(0) & 0xff, unit.charCodeAt(0) >> 8]);
  const mark = dice.chance(0.3) ? [0xff, 0xfe] : [];
  return btoa(
    String.fromCharCode(...mark, ...(order === 'le' ? bytes : bytes.map((_, at) => bytes[at ^ 1] as number))),
  );
}

/** One value, or what may stand in its place. */
function held(dice: Dice, rules: readonly RuleText[], depth = 0): unknown {
  const kind = dice.roll();
  if (kind < 0.06) return null;
  if (kind < 0.1) return '';
  if (depth < 2 && kind < 0.2) return dice.list(0, 3, () => held(dice, rules, depth + 1));
  if (depth < 2 && kind < 0.24) return { k: seen(dice, rules), l: [1, { m: 'a' }] };
  if (depth < 2 && kind < 0.27) return { '#attributes': { a: 'b' }, '#text': held(dice, rules, depth + 1) };
  return seen(dice, rules);
}

const channels: [string, number][] = [
  ['Microsoft-Windows-Sysmon/Operational', 1],
  ['Security', 4688],
  ['security', 4624],
  ['Microsoft-Windows-Sysmon/Operational', 12],
  ['Windows PowerShell', 400],
  ['Microsoft-Windows-PowerShell/Operational', 4104],
  ['Unheard-Of/Channel', 46],
];
const shapes: Shape[] = ['flat', 'flat', 'flat', 'evtx', 'evtx', 'ecs', 'wazuh'];

export function randomEvent(dice: Dice, rules: readonly RuleText[]): object {
  const shape = dice.pick(shapes);
  const event: Record<string, unknown> = {};
  const [channel, id] = dice.pick(channels);
  const named = shape !== 'flat' || dice.chance(0.7);
  if (named) {
    put(dice, event, shape, 'Channel', channel);
    put(dice, event, shape, 'EventID', dice.chance(0.8) ? id : held(dice, rules));
    if (shape === 'evtx' && dice.chance(0.3)) {
      put(dice, event, shape, 'EventID', { '#attributes': { Qualifiers: 1 }, '#text': id });
    }
    if (dice.chance(0.2)) put(dice, event, shape, 'EventType', dice.pick(['CreateKey', 'DeleteKey', 'INFO']));
  } else if (dice.chance(0.6)) Object.assign(event, dice.pick(sources));
  for (const field of [...fields, 'NewProcessName', 'ParentProcessName']) {
    if (field !== 'EventID' && dice.chance(0.6)) put(dice, event, shape, field, held(dice, rules));
  }
  if (dice.chance(0.1)) event['Product Name'] = held(dice, rules);
  if (dice.chance(0.1)) Object.defineProperty(event, '__proto__', { value: text(dice, 3), enumerable: true });
  return event;
}

/** Writes the field where events of the shape have it; sometimes through an array. */
function put(dice: Dice, event: Record<string, unknown>, shape: Shape, field: string, content: unknown): void {
  const path = dice.pick(pathsOf(field, shape, undefined)).map((key) => (key === '*' ? 'Any' : key));
  let node = event;
  for (const key of path.slice(0, -1)) {
    const next: Record<string, unknown> = {};
    const there = node[key];
    if (typeof there === 'object' && there !== null && !Array.isArray(there)) {
      node = there as Record<string, unknown>;
    } else {
      node[key] = shape === 'flat' && dice.chance(0.2) ? [1, next] : next;
      node = next;
    }
  }
  node[path.at(-1) as string] = content;
}
