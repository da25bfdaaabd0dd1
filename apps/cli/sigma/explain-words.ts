import type { ConditionTrace, Explanation, ItemTrace, PartTrace } from '@khien/engines/sigma';
import { plain } from './words.ts';

type Language = 'vi' | 'en';

const words = {
  vi: {
    matched: 'KHỚP: luật này bắt sự kiện này.',
    notMatched: 'KHÔNG KHỚP: luật này không bắt sự kiện này.',
    applies: 'Luật dành cho nguồn nhật ký của sự kiện này.',
    appliesNot: 'Luật dành cho nguồn nhật ký khác, nên không được xét với sự kiện này.',
    ruleFor: 'luật dành cho',
    eventFrom: 'sự kiện đến từ',
    unknown: 'không rõ',
    any: 'bất kỳ',
    mapping: 'đọc trường theo bảng',
    condition: 'Điều kiện',
    search: 'Phần',
    holds: 'đúng',
    holdsNot: 'sai',
    all: 'mọi điều kiện dưới đây',
    some: 'ít nhất một điều kiện dưới đây',
    absent: 'sự kiện không có trường này',
    null: 'trường có nhưng rỗng (null)',
    keyword: 'từ khóa, tìm trong mọi giá trị',
    has: 'sự kiện có',
    wants: 'luật cần',
    wantsAll: 'luật cần tất cả',
    negated: 'đảo ngược (neq)',
    more: 'giá trị nữa',
    by: 'Tác giả',
    line: 'dòng',
  },
  en: {
    matched: 'MATCH: the rule matches this event.',
    notMatched: 'NO MATCH: the rule does not match this event.',
    applies: 'The rule is for the log source of this event.',
    appliesNot: 'The rule is for another log source, so that it is not asked about this event.',
    ruleFor: 'rule is for',
    eventFrom: 'event comes from',
    unknown: 'not known',
    any: 'anything',
    mapping: 'fields are read by the table',
    condition: 'Condition',
    search: 'Search',
    holds: 'true',
    holdsNot: 'false',
    all: 'all of these',
    some: 'any of these',
    absent: 'the event does not have this field',
    null: 'the field is there and empty (null)',
    keyword: 'keyword, looked for in every value',
    has: 'the event has',
    wants: 'the rule wants',
    wantsAll: 'the rule wants all of',
    negated: 'turned around (neq)',
    more: 'more values',
    by: 'Author',
    line: 'line',
  },
} as const;

const LONGEST = 300;
const quote = (text: string): string => `"${plain(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)}"`;
const mark = (holds: boolean): string => (holds ? '✓' : '✗');

/** Why a rule matches an event, or does not, in lines for people. */
export function explanationLines(told: Explanation, language: Language): string[] {
  const say = words[language];
  const { rule, source } = told;
  const origin = source.event;
  const from =
    'windows' in origin
      ? [origin.windows.channel, `EventID ${origin.windows.eventId}`].join(', ')
      : 'hints' in origin
        ? pairs(origin.hints)
        : say.unknown;
  return [
    told.matched ? say.matched : say.notMatched,
    `${plain(rule.title)}${rule.level ? ` (${rule.level})` : ''}  ${plain(rule.place.file)}:${rule.place.line}`,
    ...(rule.author === undefined ? [] : [`${say.by}: ${plain(rule.author)}`]),
    '',
    `${mark(source.applies)} ${source.applies ? say.applies : say.appliesNot}`,
    `    ${say.ruleFor}: ${pairs(source.rule) || say.any}; ${say.eventFrom}: ${plain(from)}`,
    ...(source.mapping === undefined ? [] : [`    ${say.mapping} ${source.mapping}`]),
    '',
    `${mark(told.condition.holds)} ${say.condition}: ${conditionText(told.condition)}`,
    ...told.searches.flatMap(({ name, holds, of }) => [
      '',
      `${mark(holds)} ${say.search} ${plain(name)}`,
      ...partLines(of, 1, language),
    ]),
  ];
}

const pairs = (source: object): string =>
  Object.entries(source)
    .map(([name, value]) => plain(`${name} ${String(value)}`))
    .join(', ');

function conditionText(trace: ConditionTrace): string {
  switch (trace.op) {
    case 'search':
      return `${plain(trace.name)} ${mark(trace.holds)}`;
    case 'of':
      return `${trace.count === 'any' ? '1' : 'all'} of (${trace.names.map(({ name, holds }) => `${plain(name)} ${mark(holds)}`).join(', ')})`;
    case 'not':
      return `not ${conditionText(trace.of)}`;
    default:
      return `(${trace.of.map(conditionText).join(` ${trace.op} `)})`;
  }
}

function partLines(part: PartTrace, depth: number, language: Language): string[] {
  const say = words[language];
  const space = '    '.repeat(depth);
  if (part.kind === 'item') return itemLines(part, part.holds, space, language);
  const inner = part.of.flatMap((child) => partLines(child, part.of.length > 1 ? depth + 1 : depth, language));
  return part.of.length > 1
    ? [`${space}${mark(part.holds)} ${part.kind === 'all' ? say.all : say.some}:`, ...inner]
    : inner;
}

function itemLines(item: ItemTrace, holds: boolean, space: string, language: Language): string[] {
  const say = words[language];
  const name = [item.field ?? `(${say.keyword})`, ...item.modifiers].join('|');
  const seen =
    item.presence === 'absent'
      ? [say.absent]
      : item.presence === 'null'
        ? [say.null]
        : item.presence === 'anywhere'
          ? []
          : [
              `${say.has} ${[...item.seen.slice(0, 5).map(quote), ...more(item.seen.length - 5 + item.seenMore, say.more)].join(', ')}`,
            ];
  const values = item.values.slice(0, 10).map((one) => `${mark(one.holds)} ${quote(String(one.value))}`);
  const rest = more(Math.max(0, item.values.length - 10) + item.valuesMore, say.more);
  return [
    `${space}${mark(holds)} ${plain(name)}  (${say.line} ${item.line})${item.negated ? `  ${say.negated}` : ''}`,
    ...seen.map((text) => `${space}    ${text}`),
    `${space}    ${item.link === 'all' ? say.wantsAll : say.wants} ${[...values, ...rest].join(', ')}`,
  ];
}

const more = (count: number, text: string): string[] => (count > 0 ? [`… ${count} ${text}`] : []);
