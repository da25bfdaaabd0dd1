import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atMost, type Bar } from '../bench/report.ts';
import { adblockProblems } from './exports/adblock.ts';
import { listSomething } from './exports/installation.ts';
import { installed } from './exports/programs.ts';
import { suricataProblems } from './exports/suricata.ts';
import { zoneProblems } from './exports/zone.ts';

/**
 * The lists we carry out, read by the programs they are for: AdGuard's parser and Ghostery's engine for the filter
 * list, BIND's checker for the zone, Suricata for its rules. Where a program is not installed and cannot be, the
 * grammar is checked by ourselves, and said so.
 */
export async function run(): Promise<Bar[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'khien-exports-'));
  try {
    const { lists, names, pages, close } = await listSomething(400);
    try {
      const adblock = adblockProblems(lists['adguard.txt'], { names, pages });
      const zone = await zoneProblems(lists['rpz.zone'], names, folder, installed('named-checkzone', 'bind9-utils'));
      const rules = await suricataProblems(lists['suricata.rules'], folder, installed('suricata', 'suricata'));
      for (const line of [...adblock.problems, ...zone.problems, ...rules.problems].slice(0, 20))
        console.error(`  ${line}`);
      return [
        atMost('exports.adblock-problems', adblock.problems.length, 0, 'rules', adblock.how),
        atMost('exports.rpz-problems', zone.problems.length, 0, 'records', zone.how),
        atMost('exports.suricata-problems', rules.problems.length, 0, 'rules', rules.how),
      ];
    } finally {
      await close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
