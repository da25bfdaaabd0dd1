import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stopCluster } from '@khien/platform/db';
import { atMost, type Bar } from '../bench/report.ts';
import { createRandom } from '../tools/train/random.ts';
import { createInstallation, type Installation, type Victim } from './durability/installation.ts';
import { createSenders } from './durability/senders.ts';

const rounds = 20;
const victims: Victim[] = ['server', 'database', 'both', 'connection'];

/**
 * Reports are sent over HTTP by four senders at once while the server, its database, or both are killed (SIGKILL) at
 * a random moment, twenty times. What was acknowledged must be there afterwards, and have reached the desk.
 */
export async function run(): Promise<Bar[]> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'khien-durability-'));
  const installation = await createInstallation(dataFolder);
  try {
    return await measure(installation);
  } finally {
    await installation.stop();
    await stopCluster(dataFolder);
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function measure(installation: Installation): Promise<Bar[]> {
  // The same moments every time, as far as the machine allows.
  const { next } = createRandom('moments');
  const senders = createSenders(installation.origin, 4);
  await senders.untilAcknowledged();
  const waits: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const victim = victims[round % victims.length] ?? 'both';
    await wait(30 + next() * 500);
    await installation.kill(victim, next);
    const took = await Promise.race([senders.untilAcknowledged(), wait(60_000, undefined, { ref: false })]);
    if (took === undefined) throw new Error(`no report was taken within a minute:\n${installation.said()}`);
    waits.push(took);
  }
  await senders.stop();

  const { acknowledged, interrupted, twice } = senders.tally();
  const missing = await senders.missing();
  const strayed = await installation.strayed();
  waits.sort((a, b) => a - b);
  const slowest = (waits.at(-1) ?? Number.POSITIVE_INFINITY) / 1_000;
  const median = (waits[waits.length >> 1] ?? 0) / 1_000;
  const how =
    `${rounds} kills (${victims.join(', ')}) while 4 senders sent; ${acknowledged} reports acknowledged, ` +
    `${interrupted} requests interrupted and sent again with the same key`;
  return [
    atMost(
      'durability.lost',
      missing + twice + strayed,
      0,
      'reports',
      `${how}; ${missing} codes not found after, ${twice} kept twice, ${strayed} that never reached the desk`,
    ),
    {
      ...atMost(
        'durability.restart-s',
        slowest,
        5,
        's',
        `the longest time from a kill to the next acknowledged report; median ${median.toFixed(2)} s; a killed server is started again at once, as a service manager does, the database by the server itself`,
      ),
      wall: true,
    },
  ];
}
