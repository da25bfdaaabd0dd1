import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prefixOf, type RangeKind } from '@khien/engines/lookup';

const LISTED = 10_000;
const ASKED = 4096;

const number = (i: number): string => `098${1_000_000 + i * 37}`;
const host = (i: number): string => `xau-${i}.example.net`;

/** Puts a list of numbers, accounts and hosts into a new installation below `folder`. */
export function listSomething(folder: string): void {
  const file = join(folder, 'list.csv');
  const rows = Array.from({ length: LISTED }, (_, i) => [
    `${number(i)},phone`,
    `970436:${1_000_000_000 + i},bank-account`,
    `${host(i)},domain`,
  ]);
  writeFileSync(file, ['value,kind', ...rows.flat()].join('\n'));
  const cli = join(import.meta.dirname, '../../apps/cli/main.ts');
  const words = ['feed', 'import', file, '--format', 'csv', '--source', 'Bench', '--expires', '30d'];
  const { status, stderr } = spawnSync(process.execPath, [cli, ...words], {
    encoding: 'utf8',
    env: { ...process.env, KHIEN_DATA: join(folder, 'data'), KHIEN_DEMO: 'false' },
  });
  if (status !== 0) throw new Error(`the list was not taken in: ${stderr.slice(0, 500)}`);
}

/** How many different lengths the answers of each kind have; half of the questions are about something listed. */
export async function kindsWithOneLength(port: number): Promise<number[]> {
  const all: RangeKind[] = ['phone', 'account', 'host'];
  return Promise.all(
    all.map(async (kind) => {
      const lengths = new Set<number>();
      let found = 0;
      for (let i = 0; i < ASKED; i++) {
        const any = i.toString(16).padStart(3, '0');
        const prefix = kind !== 'host' ? any : i % 2 === 0 ? prefixOf('host', host(i)) : `${any}0ff1c`.slice(0, 8);
        const answer = await fetch(`http://127.0.0.1:${port}/v1/range/${kind}/${prefix}`);
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${kind}/${prefix}: ${text}`);
        if (text.includes('"Bench"')) found++;
        lengths.add(text.length);
      }
      if (found < ASKED / 4) throw new Error(`only ${found} of ${ASKED} answers about ${kind} held something listed`);
      return lengths.size;
    }),
  );
}
