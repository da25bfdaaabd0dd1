/**
 * `node tools/complete-lock.ts`: puts into package-lock.json the packages for other systems that npm left out.
 *
 * npm writes down only what the registry it asked could give it. A registry that keeps packages for some systems only
 * thus makes a lock file that `npm ci` refuses everywhere ("Missing: … from lock file"). Run it after `npm install`.
 * Such an entry has no hash: npm on that system takes the package by its exact version.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

interface LockEntry {
  version?: string;
  dev?: boolean;
  license?: string;
  optionalDependencies?: Record<string, string>;
  [other: string]: unknown;
}

type Packages = Record<string, LockEntry>;

/** What packages ask for but the lock does not hold, by name. */
export function missingFrom(packages: Packages): Map<string, { version: string; of: LockEntry }> {
  const missing = new Map<string, { version: string; of: LockEntry }>();
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isFound(packages, place, name)) missing.set(name, { version, of: entry });
    }
  }
  return missing;
}

/** Looks where Node.js would look: beside, then one folder up, and so on. */
function isFound(packages: Packages, place: string, name: string): boolean {
  let base = place;
  while (packages[`${base ? `${base}/` : ''}node_modules/${name}`] === undefined) {
    if (base === '') return false;
    base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')));
  }
  return true;
}

/** A package for one system says in its name for which. */
function entryFor(name: string, { version, of }: { version: string; of: LockEntry }): LockEntry {
  if (!/^\d+\.\d+\.\d+/.test(version))
    throw new Error(`${name} is wanted as ${version}: only exact versions can be completed`);
  const words = name.replace(/^.*\//, '').split(/[^a-z0-9]+/);
  const os = words.find((word) => systems.includes(word));
  const cpu = words.find((word) => processors.includes(word));
  if (os === undefined && cpu !== 'wasm32') throw new Error(`${name} does not say for which system it is`);
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(of.dev && { dev: true }),
    ...(libc && { libc: [libc] }),
    ...(of.license && { license: of.license }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

if (import.meta.main) {
  const file = new URL('../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Packages };
  const missing = missingFrom(lock.packages);
  for (const [name, wanted] of missing) lock.packages[`node_modules/${name}`] = entryFor(name, wanted);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${missing.size} packages of other systems added`);
}
