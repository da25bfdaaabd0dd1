import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const repository = path.resolve(import.meta.dirname, '../../../..');

test('nothing that runs on phones has a look-behind: Safari before 16.4 cannot read one', () => {
  const files = globSync(
    ['engines/*/*.ts', 'packs/vietnam/*.ts', 'apps/web/src/{device,enhance,lib/citizen,picture,passwords}/*.ts'],
    {
      cwd: repository,
    },
  ).filter((file) => !/\.(test|slow)\.ts$/.test(file));
  expect(files.length).toBeGreaterThan(80);
  const having = files.filter((file) => /\(\?<[=!]/.test(readFileSync(path.join(repository, file), 'utf8')));
  expect(having).toEqual([]);
});
