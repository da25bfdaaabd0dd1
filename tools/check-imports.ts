import { spawnSync } from 'node:child_process';
import type { Problems } from './check.ts';

/** Fewer modules than this means that the cruise resolved nothing and proves nothing. */
const leastModules = 120;
const leastBetweenRooms = 40;

interface Cruise {
  modules: { source: string; dependencies: { resolved: string }[] }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

const roomOf = (path: string): string => path.split('/').slice(0, 2).join('/');

/** Runs the import laws of `.dependency-cruiser.cjs` and makes sure that the modules were really read. */
export function checkImports(): Problems {
  const rooms = [
    'engines',
    'platform',
    'features',
    'packs',
    'apps/server',
    'apps/cli',
    'bench',
    'conformance',
    'tools',
  ];
  const run = spawnSync('depcruise', [...rooms, '--output-type', 'json', '--config', '.dependency-cruiser.cjs'], {
    encoding: 'utf8',
    maxBuffer: 256 << 20,
  });
  let cruise: Cruise;
  try {
    cruise = JSON.parse(run.stdout) as Cruise;
  } catch {
    return [`dependency-cruiser did not answer: ${run.stderr || run.stdout}`];
  }
  const own = cruise.modules.filter(({ source }) => !source.includes('node_modules'));
  const between = own.flatMap(({ source, dependencies }) =>
    dependencies.filter(({ resolved }) => !resolved.includes('node_modules') && roomOf(resolved) !== roomOf(source)),
  );
  const problems = cruise.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  if (own.length < leastModules)
    problems.push(`only ${own.length} modules were read, expected ${leastModules} or more`);
  if (between.length < leastBetweenRooms) {
    problems.push(`only ${between.length} imports between rooms were resolved, expected ${leastBetweenRooms} or more`);
  }
  return problems;
}
