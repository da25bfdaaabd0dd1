import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { log } from '../lookup/measure.ts';

const installed = (): boolean => spawnSync('nginx', ['-v']).status === 0;

/** Debian's nginx, installed when this is root on Debian. @returns why it is not there, or undefined. */
export function installNginx(): string | undefined {
  if (installed()) return undefined;
  if (process.getuid?.() !== 0) return 'nginx is not installed and only root may install it';
  log('installing nginx');
  const apt = (...args: string[]): void =>
    void spawnSync('apt-get', ['-qq', ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  // No service is to start: the bench runs its own on a port of its own.
  apt('update');
  apt('install', '-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--path-exclude=/etc/init.d/*', 'nginx-light');
  return installed() ? undefined : 'nginx could not be installed';
}

export interface Nginx {
  version: string;
  pid: number;
  port: number;
  stop(): Promise<void>;
}

/** One process that serves the files below `root` as fast as it can: sendfile, open files kept open, nothing logged. */
export async function startNginx(folder: string, root: string): Promise<Nginx> {
  const port = await freePort();
  mkdirSync(join(folder, 'nginx'), { recursive: true });
  chmodSync(folder, 0o755);
  const file = join(folder, 'nginx', 'nginx.conf');
  writeFileSync(file, configuration(join(folder, 'nginx'), root, port));
  const child = spawn('nginx', ['-c', file, '-e', join(folder, 'nginx', 'error.log')], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  for (let i = 0; i < 100; i++) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answered) break;
    await wait(50);
  }
  const version = spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr.trim().replace('nginx version: ', '');
  return {
    version,
    pid: child.pid as number,
    port,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const configuration = (own: string, root: string, port: number): string => `
daemon off;
master_process off;
worker_processes 1;
pid ${own}/pid;
error_log ${own}/error.log crit;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=20000 inactive=1h;
  open_file_cache_valid 1h;
  open_file_cache_min_uses 1;
  keepalive_requests 1000000000;
  default_type text/plain;
  client_body_temp_path ${own}/body;
  proxy_temp_path ${own}/proxy;
  fastcgi_temp_path ${own}/fastcgi;
  uwsgi_temp_path ${own}/uwsgi;
  scgi_temp_path ${own}/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${root};
    add_header cache-control "public, max-age=2678400";
    add_header access-control-allow-origin "*";
  }
}
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
