import { spawnSync } from 'node:child_process';
import { log } from '../lookup/measure.ts';

const installed = (): boolean => spawnSync('wrk', ['--version']).error === undefined;

/** Debian's wrk, installed when this is root on Debian. @returns why it is not there, or undefined. */
export function installWrk(): string | undefined {
  if (installed()) return undefined;
  if (process.getuid?.() !== 0) return 'wrk is not installed and only root may install it';
  log('installing wrk');
  const apt = (...args: string[]): void =>
    void spawnSync('apt-get', ['-qq', ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'wrk');
  return installed() ? undefined : 'wrk could not be installed';
}
