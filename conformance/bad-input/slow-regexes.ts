import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { attack, HANG_MS } from './regex-attack.ts';
import { findRegexes, type FoundRegex } from './regexes.ts';

/** Longest body of a route that takes free text; nothing longer reaches a pattern unless it says so. */
const LONGEST = 65_536;
const root = path.resolve(import.meta.dirname, '../..');

interface Bound {
  /** `folder/file.ts` and, when not all of its patterns, the pattern. */
  file: string;
  pattern?: string;
  /** Longest text it is ever given. */
  max: number;
  why: string;
}

/**
 * Every pattern of the sources that handle what comes from outside. One that the detector cannot prove harmless is
 * attacked with texts as long as any it can be given.
 */
export async function slowRegexes(seed: number): Promise<{ checked: number; attacked: number; slow: string[] }> {
  const { bounds } = JSON.parse(await readFile(path.join(import.meta.dirname, 'bounds.json'), 'utf8')) as {
    bounds: Bound[];
  };
  const all = await findRegexes(root, ['engines', 'platform', 'packs', 'features', 'apps']);
  const slow: string[] = [];
  let attacked = 0;
  const harmless = provedHarmless(all);
  for (const [place, { at, regex }] of all.entries()) {
    if (harmless[place]) continue;
    attacked++;
    const file = at.slice(0, at.lastIndexOf(':'));
    const bound = bounds.find((one) => one.file === file && (one.pattern ?? regex.source) === regex.source);
    const { ms, text } = attack(regex, bound?.max ?? LONGEST, seed);
    if (ms > HANG_MS)
      slow.push(`slow pattern: ${at} ${ms.toFixed(0)} ms for ${text.length} of ${JSON.stringify(text.slice(0, 12))}`);
  }
  return { checked: all.length, attacked, slow };
}

const SLICE = 60;

/** Some patterns at a time; a process that fails has proved nothing. */
function provedHarmless(all: readonly FoundRegex[]): boolean[] {
  const answers: boolean[] = [];
  for (let at = 0; at < all.length; at += SLICE) {
    const slice = all.slice(at, at + SLICE);
    const input = JSON.stringify(slice.map(({ regex: { source, flags } }) => ({ source, flags })));
    const script = path.join(import.meta.dirname, 'detect.ts');
    const { status, stdout } = spawnSync(process.execPath, [script], { input, encoding: 'utf8' });
    answers.push(...(status === 0 ? (JSON.parse(stdout) as boolean[]) : slice.map(() => false)));
  }
  return answers;
}
