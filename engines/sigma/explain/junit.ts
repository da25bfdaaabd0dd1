import type { BacktestCase, BacktestResult } from './backtest.ts';

/** Results as JUnit XML, which every build server shows. Warnings pass and are told in the case's output. */
export function toJUnit(results: readonly BacktestResult[]): string {
  const sum = (count: (result: BacktestResult) => number) =>
    results.reduce((total, result) => total + count(result), 0);
  const totals = counts(
    sum(({ cases }) => cases.length),
    sum(({ failed }) => failed),
    sum(({ errors }) => errors),
  );
  const suites = results.map(
    (result) =>
      `  <testsuite name="${escape(result.name)}"${counts(result.cases.length, result.failed, result.errors)}>\n` +
      `    <properties><property name="events" value="${result.events}"/></properties>\n` +
      `${result.cases.map((one) => caseOf(one, result.name)).join('')}  </testsuite>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${totals}>\n${suites.join('')}</testsuites>\n`;
}

function counts(tests: number, failures: number, errors: number): string {
  return ` tests="${tests}" failures="${failures}" errors="${errors}" skipped="0"`;
}

function caseOf(one: BacktestCase, suite: string): string {
  const open = `    <testcase classname="${escape(suite)}" name="${escape(one.id === undefined ? one.title : `${one.title} (${one.id})`)}"`;
  if (one.status === 'passed') return `${open}/>\n`;
  const message = escape(messageOf(one));
  if (one.status === 'warning') return `${open}><system-out>${message}</system-out></testcase>\n`;
  const element = one.status === 'failed' ? 'failure' : 'error';
  return `${open}><${element} message="${message}" type="${one.reason}"/></testcase>\n`;
}

function messageOf({ reason, expected, found, title }: BacktestCase): string {
  if (reason === 'unknown') return `no rule is called ${title}`;
  if (reason === 'ambiguous') return `several rules are called ${title}`;
  const { exactly, atLeast, atMost } = expected;
  const bounds = [
    ...(exactly === undefined ? [] : [`exactly ${exactly}`]),
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ];
  return `fired ${found} times, expected ${bounds.length === 0 ? 'not to fire' : bounds.join(' and ')}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Signs of markup as entities; what XML 1.0 cannot hold (control characters, halves of pairs) as U+FFFD. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string)
    .replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
