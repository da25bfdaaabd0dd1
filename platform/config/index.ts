import path from 'node:path';
import { type Settings, settings } from './settings.ts';

export { type Setting, settings } from './settings.ts';

export type Role = 'api' | 'web' | 'worker';

export interface Config {
  /** Where the database is: our own PostgreSQL below `dataFolder`, or somebody else's. */
  database: { kind: 'embedded' } | { kind: 'url'; url: string };
  /** Absolute path of the folder that holds everything this installation keeps. */
  dataFolder: string;
  host: string;
  port: number;
  /** The address people type, without a trailing slash; cookies and passkeys are bound to it. */
  origin: string;
  demo: boolean;
  roles: ReadonlySet<Role>;
  keyFile: string;
  oidc: { issuer: string; clientId: string; clientSecret?: string } | undefined;
  log: Settings['KHIEN_LOG'];
  trustProxy: boolean;
  metricsToken: string | undefined;
  province: string;
}

/**
 * Reads the configuration from environment variables. Every wrong setting is named in one error, one line each,
 * so that an operator does not find them one start at a time.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const raw = readSettings(env);
  const dataFolder = path.resolve(raw.KHIEN_DATA);
  const database: Config['database'] =
    raw.KHIEN_DATABASE === 'embedded' ? { kind: 'embedded' } : { kind: 'url', url: raw.KHIEN_DATABASE };
  return {
    database,
    dataFolder,
    host: raw.KHIEN_HOST,
    port: raw.KHIEN_PORT,
    origin: (raw.KHIEN_ORIGIN ?? `http://localhost:${raw.KHIEN_PORT}`).replace(/\/$/, ''),
    demo: raw.KHIEN_DEMO ?? database.kind === 'embedded',
    roles: raw.KHIEN_ROLES,
    keyFile: path.resolve(raw.KHIEN_KEY_FILE ?? path.join(dataFolder, 'keys.json')),
    oidc: oidc(raw),
    log: raw.KHIEN_LOG,
    trustProxy: raw.KHIEN_TRUST_PROXY,
    metricsToken: raw.KHIEN_METRICS_TOKEN,
    province: raw.KHIEN_PROVINCE,
  };
}

/** Names that look like ours but mean nothing (`KHIEN_DATABSE`): the doctor warns of them. */
export function unknownSettings(env: Record<string, string | undefined> = process.env): string[] {
  return Object.keys(env).filter((name) => name.startsWith('KHIEN_') && !(name in settings) && !outside.has(name));
}

/** Read by the test kit and the conformance runner, never by an installation. */
const outside = new Set(['KHIEN_SHARED', 'KHIEN_TEST_RUN', 'KHIEN_WALL']);

function readSettings(env: Record<string, string | undefined>): Settings {
  const found: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    // An empty variable is how compose files and service managers say "not set".
    const parsed = setting.schema.safeParse(env[name] === '' ? undefined : env[name]);
    if (parsed.success) found[name] = parsed.data;
    else problems.push(`${name}=${setting.secret ? '(hidden)' : env[name]}: ${setting.expects}`);
  }
  if (problems.length > 0) throw new Error(`The configuration is wrong:\n  ${problems.join('\n  ')}`);
  return found as Settings;
}

function oidc(raw: Settings): Config['oidc'] {
  const { KHIEN_OIDC_ISSUER: issuer, KHIEN_OIDC_CLIENT_ID: clientId, KHIEN_OIDC_CLIENT_SECRET: clientSecret } = raw;
  if (issuer === undefined && clientId === undefined) return undefined;
  if (issuer === undefined || clientId === undefined) {
    throw new Error('The configuration is wrong:\n  KHIEN_OIDC_ISSUER and KHIEN_OIDC_CLIENT_ID must be set together');
  }
  return { issuer, clientId, ...(clientSecret === undefined ? {} : { clientSecret }) };
}
