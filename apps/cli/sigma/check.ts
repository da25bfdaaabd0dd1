import type { Cli } from '../cli.ts';
import { readRules } from './rule-set.ts';
import { plain } from './words.ts';

/** Loads rules and tells what was refused, and why. */
export function check(cli: Cli, words: readonly string[], flags: { placeholders?: string }): void {
  const began = performance.now();
  const set = readRules(words, flags.placeholders);
  const milliseconds = Math.round(performance.now() - began);
  const byLevel: Record<string, number> = {};
  for (const { rule } of set.rules) byLevel[rule.level ?? 'none'] = (byLevel[rule.level ?? 'none'] ?? 0) + 1;
  const { files, refused, warnings } = set;
  const data = {
    files,
    rules: set.rules.length,
    correlations: set.correlations.length,
    byLevel,
    refused,
    warnings,
    milliseconds,
  };
  if (refused.length > 0) cli.fail();
  cli.result(data, () =>
    [
      ...refused.map(({ place, code, reason, title }) =>
        plain(`${place.file}:${place.line} refused (${code}): ${reason}${title === undefined ? '' : ` [${title}]`}`),
      ),
      ...warnings.map(({ place, reason }) => plain(`${place.file}:${place.line} warning: ${reason}`)),
      `${data.rules} rules and ${data.correlations} correlations in ${files} files; ${refused.length} refused, ${warnings.length} warnings (${milliseconds} ms)`,
      ...Object.entries(byLevel).map(([level, count]) => `${String(count).padStart(9)}  ${level}`),
    ].join('\n'),
  );
}
