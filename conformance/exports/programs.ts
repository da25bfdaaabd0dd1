import { execFileSync } from 'node:child_process';

/** Whether a program is there; installs its Debian package when we may and it is missing. */
export function installed(program: string, name: string): boolean {
  const there = () => {
    try {
      execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore', env: withSbin() });
      return true;
    } catch {
      return false;
    }
  };
  if (there()) return true;
  if (process.getuid?.() !== 0) return false;
  try {
    console.error(`  installing ${name}`);
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', name], { stdio: 'ignore', timeout: 180_000 });
  } catch {
    return false;
  }
  return there();
}

/** Programs of the system's own lie outside the path of ordinary people. */
export function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/bin` };
}
