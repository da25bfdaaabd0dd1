import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { KeyBatch } from '@khien/engines/lookup';
import { Redis } from 'ioredis';
import { keyOf } from './keys.ts';
import { log } from './measure.ts';

const SET = 'listed';
/** Keys in one SMISMEMBER. */
const KEYS = 1000;
/** SMISMEMBERs on their way at once. */
const PIPELINE = 10;

export interface RedisPeer {
  version: string;
  ask(batch: KeyBatch, answers: Uint8Array): Promise<void>;
  /** CPU-seconds of the server so far. */
  serverCpu(): Promise<number>;
  close(): Promise<void>;
}

const installed = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

/** Debian's redis-server, installed when this is root on Debian. @returns why it is not there, or undefined. */
export function installRedis(): string | undefined {
  if (installed()) return undefined;
  if (process.getuid?.() !== 0) return 'redis-server is not installed and only root may install it';
  log('installing redis-server');
  const apt = (...args: string[]): void =>
    void spawnSync('apt-get', ['-qq', ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  // No service is to start: the bench runs its own server on a socket of its own.
  apt('update');
  apt('install', '-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--path-exclude=/etc/init.d/*', 'redis-server');
  return installed() ? undefined : 'redis-server could not be installed';
}

/** A Redis of its own on a unix socket, nothing written to disk, with the keys below `count` in one set. */
export async function fillRedis(folder: string, count: number): Promise<RedisPeer> {
  const socket = join(folder, 'redis.sock');
  const settings = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn('redis-server', settings, { stdio: 'ignore' });
  const client = new Redis({ path: socket, retryStrategy: () => 100, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  while ((await client.ping().catch(() => '')) !== 'PONG') await wait(100);

  for (let from = 0; from < count; from += KEYS * 100) {
    const pipeline = client.pipeline();
    for (let start = from; start < Math.min(count, from + KEYS * 100); start += KEYS)
      pipeline.sadd(SET, ...Array.from({ length: Math.min(KEYS, count - start) }, (_, i) => keyOf(start + i)));
    await pipeline.exec();
  }
  const info = await client.info('server');

  return {
    version: /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown',
    async ask({ bytes, ends }, answers) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let start = 0;
      for (let from = 0; from < ends.length; from += KEYS * PIPELINE) {
        const pipeline = client.pipeline();
        for (let first = from; first < Math.min(ends.length, from + KEYS * PIPELINE); first += KEYS) {
          const keys: string[] = [];
          for (let i = first; i < Math.min(ends.length, first + KEYS); i++) {
            const end = ends[i]!;
            keys.push(buffer.toString('latin1', start, end));
            start = end;
          }
          pipeline.smismember(SET, ...keys);
        }
        const replies = await pipeline.exec();
        replies?.forEach(([, members], n) => answers.set(members as number[], from + n * KEYS));
      }
    },
    async serverCpu() {
      const cpu = await client.info('cpu');
      const part = (name: string): number => Number(new RegExp(`^${name}:(\\S+)`, 'm').exec(cpu)?.[1]);
      return part('used_cpu_sys') + part('used_cpu_user');
    },
    async close() {
      client.disconnect();
      server.kill();
      await once(server, 'exit');
    },
  };
}
