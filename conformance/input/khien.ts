import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../apps/cli/main.ts', import.meta.url));

export interface Khien {
  /** Imports a list; undefined when the command failed. The sets hold numbers of lines. */
  importList(
    file: string,
    list: { name: string; format: string },
  ): Promise<{ refused: Set<number>; wrong: Set<number> } | undefined>;
  /** Checks a file line by line; false when the command failed. */
  checkFile(file: string, onLine: (json: string) => void): Promise<boolean>;
}

/** The command line on an installation of its own, as somebody at a terminal would use it. */
export function createKhien(dataFolder: string): Khien {
  const start = (words: string[]) =>
    spawn(process.execPath, [cli, ...words], {
      env: { ...process.env, KHIEN_DATA: dataFolder, KHIEN_DATABASE: 'embedded', KHIEN_LOG: 'silent' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const ended = (child: ReturnType<typeof start>) =>
    new Promise<number>((done) => child.once('close', (code) => done(code ?? -1)));

  return {
    async importList(file, { name, format }) {
      const child = start([
        'feed',
        'import',
        file,
        '--format',
        format,
        '--source',
        name,
        '--expires',
        '30d',
        '--skip-wrong',
        '--json',
      ]);
      const [out, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
      if (code !== 0) {
        console.error(said);
        return undefined;
      }
      const summary = JSON.parse(out) as Record<
        'refused' | 'wrong',
        { count: number; first: { line: number; text: string }[] }
      >;
      console.error(`  ${name}: ${out.replace(/\s+/g, ' ').slice(0, 160)}…`);
      const linesOf = ({ count, first }: (typeof summary)['wrong']) => {
        if (count > first.length) throw new Error(`${name}: ${count} lines were kept out, more than the summary names`);
        return new Set(first.map(({ line }) => line));
      };
      return { refused: linesOf(summary.refused), wrong: linesOf(summary.wrong) };
    },

    async checkFile(file, onLine) {
      const child = start(['check', '--json', '--file', file]);
      const said = text(child.stderr);
      const code = ended(child);
      for await (const line of createInterface({ input: child.stdout })) onLine(line);
      // 10 and 11 are grades: some of the lines are scams.
      if ([0, 10, 11].includes(await code)) return true;
      console.error(await said);
      return false;
    },
  };
}
