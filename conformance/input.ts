import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { atMost, type Bar, notMeasured } from '../bench/report.ts';
import { sharedData, skippedForData } from './data/shared.ts';
import { createKhien, type Khien } from './input/khien.ts';
import { badLists, honestNames, type HostList, messageSets } from './input/sets.ts';
import { run as verdicts } from '../bench/verdict.ts';

/**
 * Real input through the real command line: every list of bad hosts is imported into an installation of its own and
 * every host of it is then looked up; every message and benign host is checked.
 */
export async function run(): Promise<Bar[]> {
  const data = sharedData('citizen');
  if (data === undefined) {
    const bars = ['input.crashes', 'input.hosts-missed', 'input.benign-hits'];
    return [...bars.map((bar) => notMeasured(bar, '= 0', 'lines', skippedForData)), ...(await verdicts())];
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'khien-input-'));
  try {
    return [...(await measure(data, folder)), ...(await verdicts())];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(data: string, folder: string): Promise<Bar[]> {
  const khien = createKhien(path.join(folder, 'installation'));
  const tally = { crashes: 0, checked: 0, hosts: 0, missed: 0, benign: 0, benignHits: 0, notListed: 0, wrong: 0 };
  const listed = new Set<string>();

  const lists: HostList[] = await badLists(data);
  for (const list of lists) {
    const file = path.join(folder, `${list.name}.txt`);
    await writeFile(file, `${list.lines.join('\n')}\n`);
    const imported = await khien.importList(file, list);
    if (!imported) {
      tally.crashes++;
      continue;
    }
    list.refused = imported.refused;
    tally.notListed += imported.refused.size;
    tally.wrong += imported.wrong.size;
    for (const line of imported.wrong) list.refused.add(line);
    list.lines.forEach((line, i) => list.refused?.has(i + 1) || listed.add(plain(line)));
  }

  for (const list of lists) {
    await each(khien, folder, list.lines, tally, (line, answer) => {
      if (list.refused?.has(line)) return;
      tally.hosts++;
      if (isListed(answer)) return;
      tally.missed++;
      if (tally.missed <= 20) console.error(`  missed: ${list.name} line ${line}: ${list.lines[line - 1]}`);
    });
  }
  for (const list of await honestNames(data)) {
    await each(khien, folder, list.lines, tally, (line, answer) => {
      tally.benign++;
      const host = list.lines[line - 1] ?? '';
      if (!isListed(answer) || listed.has(plain(host))) return;
      tally.benignHits++;
      if (tally.benignHits <= 20) console.error(`  benign, but listed: ${list.name} line ${line}: ${host}`);
    });
  }
  for (const set of await messageSets(data)) await each(khien, folder, set.lines, tally, () => undefined);

  const { crashes, checked, hosts, missed, benign, benignHits, notListed, wrong } = tally;
  return [
    atMost(
      'input.crashes',
      crashes,
      0,
      'lines',
      `${checked} messages and hosts through khien check --json, ${lists.length} lists through khien feed import; lines without an answer, and runs that failed`,
    ),
    atMost(
      'input.hosts-missed',
      missed,
      0,
      'hosts',
      `${hosts} imported lines looked up again; ${notListed} lines were kept out as official or shared names, ${wrong} as wrong`,
    ),
    atMost(
      'input.benign-hits',
      benignHits,
      0,
      'hosts',
      `${benign} benign hosts; those that an imported list itself holds are not counted`,
    ),
  ];
}

interface Answer {
  line: number;
  error?: string;
  grade?: string;
  observables?: { listing?: { kind: string } }[];
}

const isListed = (answer: Answer): boolean =>
  answer.observables?.some(({ listing }) => listing?.kind === 'scam') ?? false;

/** One host written in two ways: case, `www.`, a trailing dot. */
const plain = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/\.$/, '');

/** Checks every line in one run of the command; a line that holds something and gets no answer is a crash. */
async function each(
  khien: Khien,
  folder: string,
  lines: string[],
  tally: { crashes: number; checked: number },
  take: (line: number, answer: Answer) => void,
): Promise<void> {
  const file = path.join(folder, 'lines.txt');
  await pipeline(
    lines.map((line) => `${line}\n`),
    createWriteStream(file),
  );
  const waiting = new Set<number>();
  lines.forEach((line, i) => /\S/.test(line) && waiting.add(i + 1));
  tally.checked += waiting.size;
  const ended = await khien.checkFile(file, (text) => {
    const answer = JSON.parse(text) as Answer;
    if (answer.error === undefined) waiting.delete(answer.line);
    take(answer.line, answer);
  });
  tally.crashes += waiting.size + (ended ? 0 : 1);
  for (const line of [...waiting].slice(0, 5)) console.error(`  no answer: ${lines[line - 1]?.slice(0, 100)}`);
}
