import { expect, test } from 'vitest';
import { forms } from './services.ts';

/** As readAuth bounds it. */
const LONGEST = 4_096;

/** Pieces that the forms begin with or repeat, to keep them busy for long. */
const pieces = [
  'a| |.|1|:|[|(|<|"|\'|1.|a:|1:| from | for |user=|rip=| H=| H=['.split('|'),
  'login failed |Login failed for |Disconnected (auth failed|client |AUTH failure (|SASL |FAILED LOGIN for '.split('|'),
  'SMTP call from |badlogin: |Registration from |SecurityEvent="FailedACL",|sql(|Call from '.split('|'),
].flat();

test('no message keeps a form busy', () => {
  const slow: string[] = [];
  for (const { text } of forms) {
    // Beginnings of what the form itself looks for.
    const own = text.source.match(/[A-Za-z][A-Za-z ]{4,}/g)?.slice(0, 4) ?? [];
    for (const piece of [...pieces, ...own]) {
      const message = piece.repeat(Math.ceil(LONGEST / piece.length)).slice(0, LONGEST);
      let best = Number.POSITIVE_INFINITY;
      for (let run = 0; run < 3 && best > 20; run++) {
        const start = process.cpuUsage();
        text.test(message);
        const { user, system } = process.cpuUsage(start);
        best = Math.min(best, (user + system) / 1_000);
      }
      if (best > 20) slow.push(`${best.toFixed(0)} ms: ${piece}: ${text.source.slice(0, 80)}`);
    }
  }
  expect(slow).toEqual([]);
});
