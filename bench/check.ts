import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { againstClassifiers } from './check/classifiers.ts';
import { lookupIn } from './check/engine.ts';
import { questions } from './check/hosts.ts';
import { measureHttp } from './check/http.ts';
import { measureLookalikes } from './check/lookalikes.ts';
import { readCorpus } from './check/messages.ts';
import { againstEthPhishingDetect, againstGhostery } from './check/peers.ts';
import { againstAhoCorasick } from './check/phrases.ts';
import { measureSpeed } from './check/speed.ts';
import { log } from './lookup/measure.ts';
import { loadSnapshot, writeSnapshot } from './lookup/snapshot.ts';
import { type Bar, machineFacts } from './report.ts';

const LISTED = 1_000_000;

/** Whole checks in this process and over HTTP, and their parts beside the peers of each. */
export async function run(): Promise<Bar[]> {
  log(machineFacts());
  const folder = mkdtempSync(join(tmpdir(), 'khien-bench-'));
  const corpus = readCorpus();
  try {
    const http = await measureHttp(corpus, folder);
    writeSnapshot(folder, LISTED);
    const { table, close } = loadSnapshot(folder);
    const lookup = lookupIn(table);
    const withScams = lookupIn(table, corpus.scamKeys);
    const eth = againstEthPhishingDetect(questions([], LISTED, 40_000));
    const speed = measureSpeed(corpus, withScams, LISTED);
    const ghostery = againstGhostery(lookup, LISTED);
    close();
    return [
      ...speed,
      ghostery,
      eth,
      ...(await againstClassifiers()),
      againstAhoCorasick(corpus),
      ...measureLookalikes(),
      ...http,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
