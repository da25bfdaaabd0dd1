import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Config, unknownSettings } from '@khien/platform/config';
import packageJson from '../../package.json' with { type: 'json' };

export interface Finding {
  level: 'ok' | 'warn' | 'fail';
  what: string;
  says: string;
}

/** What can be told without the database. */
export function machineFindings(config: Config): Finding[] {
  return [versions(), disk(config.dataFolder), keyFile(config), ...settings(config)];
}

function versions(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const says = `Khiên ${packageJson.version}, Node.js ${process.versions.node}, ${process.platform}-${process.arch}`;
  return { level: major >= 24 ? 'ok' : 'fail', what: 'version', says: major >= 24 ? says : `${says}: 24 is needed` };
}

function disk(dataFolder: string): Finding {
  // Before the first start the folder is not there yet; what counts is the disk it will be on.
  let folder = dataFolder;
  while (!existsSync(folder)) folder = path.dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return { level: 'fail', what: 'disk', says: `${folder} may not be written to` };
  }
  const { bavail, bsize } = statfsSync(folder);
  const gigabytes = (bavail * bsize) / 1e9;
  const level = gigabytes < 0.5 ? 'fail' : gigabytes < 5 ? 'warn' : 'ok';
  return { level, what: 'disk', says: `${gigabytes.toFixed(1)} GB free for ${dataFolder}` };
}

function keyFile({ keyFile: file }: Config): Finding {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined)
    return { level: 'warn', what: 'keys', says: `no key file yet; the first start makes ${file}` };
  const open = (found.mode & 0o077) !== 0;
  return open
    ? { level: 'fail', what: 'keys', says: `${file} may be read by other users: chmod 600` }
    : { level: 'ok', what: 'keys', says: `${file}, readable by its owner only` };
}

function settings(config: Config): Finding[] {
  const found: Finding[] = unknownSettings().map((name) => ({
    level: 'warn',
    what: 'settings',
    says: `${name} is set but is no setting of Khiên`,
  }));
  const { hostname, protocol } = new URL(config.origin);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (!local && config.demo) {
    found.push({ level: 'fail', what: 'settings', says: 'KHIEN_DEMO is on: anybody may sign in as an officer' });
  }
  if (!local && protocol === 'http:') {
    found.push({
      level: 'fail',
      what: 'settings',
      says: `${config.origin} is not encrypted: put a proxy with TLS in front`,
    });
  }
  if (found.length === 0) found.push({ level: 'ok', what: 'settings', says: `served as ${config.origin}` });
  return found;
}
