import { createAuditJoiner, type LogEvent, parseAccessLog } from '@khien/engines/logs';
import { createMatcher, type Item, loadRules, type Rule, type Search } from '@khien/engines/sigma';
import names from '../../../engines/logs/audit/names.json' with { type: 'json' };
import { atLeast, type Bar } from '../../../bench/report.ts';
import { communityRules } from '../data.ts';

type Condition = Rule['condition'];

/** What a line must hold so that a rule fires: values of fields, and words anywhere in it. */
interface Wanted {
  fields: Map<string, string>;
  words: string[];
}

const context = { now: Date.UTC(2026, 2, 1) };

/**
 * For every rule on Linux's audit log, records that it is about are written as auditd writes them (numbers of system
 * calls, hexadecimal where the kernel uses it), read and joined: the rule must fire on one of the events. Rules on new
 * processes likewise, from SYSCALL, EXECVE and CWD; rules on web servers on lines of an access log.
 */
export function rulesFire(soc: string): Bar[] {
  const set = loadRules(communityRules(soc).filter(({ text }) => /product: linux|category: webserver/.test(text)));
  const matcher = createMatcher(set);
  const bars: Bar[] = [];
  const kinds: [string, number, (rule: Rule) => boolean, (wanted: Wanted) => string[]][] = [
    [
      'logs.auditd-rules',
      1,
      ({ logsource }) => logsource.product === 'linux' && logsource.service === 'auditd',
      auditLines,
    ],
    [
      'logs.auditd-process-rules',
      0.98,
      ({ logsource }) => logsource.product === 'linux' && logsource.category === 'process_creation',
      processLines,
    ],
    ['logs.webserver-rules', 0.98, ({ logsource }) => logsource.category === 'webserver', requestLines],
  ];
  for (const [bar, limit, applies, write] of kinds) {
    let rules = 0;
    let fired = 0;
    set.rules.forEach(({ rule }, index) => {
      if (!applies(rule)) return;
      rules++;
      const attempts = rule.condition === undefined ? [] : ways(rule.condition, rule);
      const fires = attempts.some((wanted) =>
        eventsOf(write(wanted)).some((event) => matcher.match(event).includes(index)),
      );
      if (fires) fired++;
      else
        console.error(
          `  does not fire: ${rule.title}: ${write(attempts[0] ?? empty())
            .join(' | ')
            .slice(0, 600)}`,
        );
    });
    bars.push(
      atLeast(
        bar,
        fired / rules,
        limit,
        'share',
        `${fired} of ${rules} rules fire on records written for them; the others ask for what such a log does not hold`,
      ),
    );
  }
  return bars;
}

const empty = (): Wanted => ({ fields: new Map(), words: [] });

function eventsOf(lines: readonly string[]): LogEvent[] {
  const joiner = createAuditJoiner();
  const events = lines.flatMap<LogEvent>((line) => joiner.push(line, context) ?? parseAccessLog(line, context) ?? []);
  return [...events, ...joiner.end()];
}

/** The most ways to fulfil a rule that are tried. */
const MOST = 200;

function ways(condition: Condition, rule: Rule): Wanted[] {
  switch (condition.op) {
    case 'or':
      return condition.of.flatMap((one) => ways(one, rule)).slice(0, MOST);
    case 'and':
      return product(condition.of.map((one) => ways(one, rule)));
    case 'not':
      // What must not be there is left out.
      return [empty()];
    case 'search':
      return named(condition.name, rule);
    case 'of': {
      const each = condition.names.map((name) => named(name, rule));
      return condition.count === 'any' ? each.flat().slice(0, MOST) : product(each);
    }
  }
}

const named = (name: string, rule: Rule): Wanted[] => {
  const search = rule.detection.get(name);
  return search === undefined ? [] : searchWays(search);
};

function searchWays(search: Search): Wanted[] {
  if ('any' in search) return search.any.flatMap(searchWays).slice(0, MOST);
  if ('all' in search) return product(search.all.map(searchWays));
  return itemWays(search.item);
}

/** Texts of which one is found by each expression of these rules. */
const samples = [
  '.x',
  '-D',
  ' -i ',
  ' -d ',
  '-W "00 11 22 33" ',
  'https://203.0.113.9/',
  "bash -c 'x' ",
  'ssh-rsa',
  'x'.repeat(150),
];
const sampleOf = (expression: string): string =>
  samples.find((text) => new RegExp(expression).test(text)) ?? expression;

function itemWays({ field, modifiers, values }: Item): Wanted[] {
  const texts = values.map((value) =>
    modifiers.includes('re') ? sampleOf(String(value)) : value === null ? '-' : String(value).replaceAll('*', 'x'),
  );
  const every = modifiers.includes('all') ? [texts.join(' ')] : texts;
  return every.slice(0, 12).map((text) => {
    if (field === undefined) return { fields: new Map(), words: [text] };
    return {
      fields: new Map([[field, modifiers.includes('endswith') && !text.startsWith('/') ? `x${text}` : text]]),
      words: [],
    };
  });
}

function product(parts: readonly Wanted[][]): Wanted[] {
  return parts.reduce<Wanted[]>(
    (all, part) => all.flatMap((one) => part.map((other) => merged(one, other))).slice(0, MOST),
    [empty()],
  );
}

/** Several conditions on one field are fulfilled one behind the other. */
function merged(one: Wanted, other: Wanted): Wanted {
  const fields = new Map(one.fields);
  for (const [name, text] of other.fields) {
    const before = fields.get(name);
    fields.set(name, before === undefined || before === text ? text : `${before} ${text}`);
  }
  return { fields, words: [...one.words, ...other.words] };
}

const id = 'msg=audit(1772323200.123:42)';
/** As the kernel writes a text that comes from a program. */
const quoted = (text: string): string =>
  /[^\x21\x23-\x7e]/.test(text) ? Buffer.from(text).toString('hex').toUpperCase() : `"${text}"`;

function syscallLine(fields: ReadonlyMap<string, string>, serial = id, pid = 101, ppid = 100): string {
  const call = fields.get('SYSCALL') ?? 'execve';
  const number = names.syscalls.c000003e.split(' ').indexOf(call);
  const of = (name: string, other: string): string => fields.get(name) ?? other;
  const args = [0, 1, 2, 3].map((i) => `a${i}=${of(`a${i}`, 'ff')}`).join(' ');
  return `type=SYSCALL ${serial}: arch=c000003e syscall=${number} success=yes exit=0 ${args} items=1 ppid=${ppid} pid=${pid} auid=1000 uid=${of('uid', '1000')} gid=1000 euid=${of('euid', '1000')} suid=1000 fsuid=1000 egid=1000 sgid=1000 fsgid=1000 tty=pts0 ses=1 comm=${quoted(of('comm', 'x'))} exe=${quoted(of('exe', '/x'))} key=${quoted(of('key', 'x'))}`;
}

function execveLine(args: readonly string[], serial = id): string {
  return `type=EXECVE ${serial}: argc=${args.length} ${args.map((text, i) => `a${i}=${quoted(text)}`).join(' ')}`;
}

function auditLines({ fields, words }: Wanted): string[] {
  const type = (fields.get('type') ?? (fields.has('key') ? 'SYSCALL' : 'EXECVE')).toUpperCase();
  if (type === 'SYSCALL') return [syscallLine(fields)];
  const call = syscallLine(new Map());
  if (type === 'PATH') {
    const nametype = fields.get('nametype') ?? 'NORMAL';
    return [
      call,
      `type=CWD ${id}: cwd="/"`,
      `type=PATH ${id}: item=0 name=${quoted(fields.get('name') ?? '/x')} nametype=${nametype}`,
    ];
  }
  if (type !== 'EXECVE') {
    const rest = [...fields].filter(([name]) => name !== 'type').map(([name, text]) => `${name}=${text}`);
    return [`type=${type} ${id}: pid=1 uid=0 auid=0 ses=1 msg='${rest.join(' ')} comm="x" exe="/x" res=success'`];
  }
  const most = Math.max(0, ...[...fields.keys()].map((name) => Number(/^a(\d+)$/.exec(name)?.[1] ?? 0)));
  const args = Array.from({ length: most + 1 }, (_, i) => fields.get(`a${i}`) ?? (i === 0 ? 'x' : '-'));
  return [call, execveLine([...args, ...words.flatMap((word) => word.split(' '))])];
}

function processLines({ fields, words }: Wanted): string[] {
  const line = [fields.get('CommandLine') ?? 'x', ...words].join(' ');
  const image = fields.get('Image') ?? '/x';
  const parent = new Map([['exe', fields.get('ParentImage') ?? '/y']]);
  const before = 'msg=audit(1772323200.100:41)';
  return [
    syscallLine(parent, before, 100, 1),
    execveLine((fields.get('ParentCommandLine') ?? 'y').split(' '), before),
    `type=CWD ${before}: cwd=${quoted('/')}`,
    `type=PROCTITLE ${before}: proctitle="y"`,
    syscallLine(
      new Map([
        ['exe', image.startsWith('/') ? image : `/${image}`],
        ['uid', fields.get('User') === 'root' ? '0' : '1000'],
      ]),
    ),
    execveLine(line.split(' ')),
    `type=CWD ${id}: cwd=${quoted(fields.get('CurrentDirectory') ?? '/')}`,
    `type=PROCTITLE ${id}: proctitle="x"`,
  ];
}

/** As Apache writes what a client sent. */
const escaped = (text: string): string => text.replaceAll(/["\\]/g, '\\$&');

function requestLines({ fields, words }: Wanted): string[] {
  const stem = fields.get('cs-uri-stem');
  const query = fields.get('cs-uri-query');
  const start = stem ?? (query === undefined || query.startsWith('/') || query.includes('?') ? '' : '/x');
  const rest = query === undefined ? '' : start === '' ? query : `?${query}`;
  const target = [`${start}${rest}`, ...words].join(rest.includes('?') ? '&' : '?');
  const host = fields.get('cs-host') === undefined ? '' : `${fields.get('cs-host')}:443 `;
  const request = `${fields.get('cs-method') ?? 'GET'} ${target.startsWith('/') ? '' : '/'}${target} HTTP/1.1`;
  const agent = fields.get('cs-user-agent') ?? fields.get('c-useragent') ?? '-';
  const referer = fields.get('cs-referer') ?? 'https://example.vn/';
  const user = fields.get('cs-username') ?? '-';
  return [
    `${host}203.0.113.9 - ${user} [01/Mar/2026:07:00:00 +0700] "${escaped(request)}" ${fields.get('sc-status') ?? '200'} 1 "${escaped(referer)}" "${escaped(agent)}"`,
  ];
}
