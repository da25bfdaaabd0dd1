import { z } from 'zod';

export interface Setting<T = unknown> {
  schema: z.ZodType<T>;
  /** What is used when the variable is absent, in words for the documentation. */
  standard: string;
  /** What a right value looks like; shown after a wrong one. */
  expects: string;
  about: string;
  secret?: boolean;
}

const yesNo = z.enum(['true', 'false', '1', '0', 'yes', 'no']).transform((word) => ['true', '1', 'yes'].includes(word));
const roleNames = ['api', 'web', 'worker'] as const;
const roles = z
  .string()
  .transform((text) => text.split(',').map((word) => word.trim()))
  .pipe(z.array(z.enum(['all', ...roleNames])).min(1))
  .transform(
    (list): ReadonlySet<(typeof roleNames)[number]> =>
      new Set(list.flatMap((role) => (role === 'all' ? roleNames : [role]))),
  );

function setting<T>(definition: Setting<T>): Setting<T> {
  return definition;
}

/** The one table of settings: read by `loadConfig`, printed by `khien doctor --config`. */
export const settings = {
  KHIEN_DATABASE: setting({
    schema: z
      .union([z.literal('embedded'), z.string().regex(/^postgres(ql)?:\/\/[^\s/]*\/[^\s/?]+(\?\S*)?$/)])
      .default('embedded'),
    standard: 'embedded',
    expects: '`embedded`, or postgres://[user[:password]@][host[:port]]/database, also `?host=/folder/of/a/socket`',
    about: 'The database: `embedded` runs our own PostgreSQL 18 below KHIEN_DATA; a URL uses a server (15 or newer).',
    secret: true,
  }),
  KHIEN_DATA: setting({
    schema: z.string().min(1).default('./.khien'),
    standard: './.khien',
    expects: 'the path of a folder',
    about: 'The folder for everything kept: database, keys, uploaded files, look-up tables.',
  }),
  KHIEN_HOST: setting({
    schema: z.string().min(1).default('localhost'),
    standard: 'localhost',
    expects: 'a host name or an address to listen on',
    about: 'The address listened on. Only this machine by default; `0.0.0.0` opens it to the network.',
  }),
  KHIEN_PORT: setting({
    schema: z.coerce.number().int().min(0).max(65535).default(8080),
    standard: '8080',
    expects: 'a whole number from 0 to 65535 (0: any free port)',
    about: 'The TCP port listened on.',
  }),
  KHIEN_ORIGIN: setting({
    schema: z.url({ protocol: /^https?$/ }).optional(),
    standard: 'http://localhost:KHIEN_PORT',
    expects: 'an http:// or https:// address',
    about: 'The address that people type. Cookies, passkeys and links are bound to it.',
  }),
  KHIEN_DEMO: setting({
    schema: yesNo.optional(),
    standard: 'true with the embedded database, false otherwise',
    expects: '`true` or `false`',
    about: 'Demo people who sign in without a password, and demo data. Never on a real installation.',
  }),
  KHIEN_ROLES: setting({
    schema: roles.prefault('all'),
    standard: 'all',
    expects: '`all`, or some of api, web, worker separated by commas',
    about: 'What this process does.',
  }),
  KHIEN_KEY_FILE: setting({
    schema: z.string().min(1).optional(),
    standard: 'KHIEN_DATA/keys.json',
    expects: 'the path of a file',
    about: 'The key file. Whoever has it and the database can read personal data: keep them apart in backups.',
  }),
  KHIEN_OIDC_ISSUER: setting({
    schema: z.url({ protocol: /^https?$/ }).optional(),
    standard: 'none',
    expects: 'an http:// or https:// address',
    about: 'The OpenID Connect provider that officers sign in with.',
  }),
  KHIEN_OIDC_CLIENT_ID: setting({
    schema: z.string().min(1).optional(),
    standard: 'none',
    expects: 'the name under which the provider knows this installation',
    about: 'The client name at the OpenID Connect provider.',
  }),
  KHIEN_OIDC_CLIENT_SECRET: setting({
    schema: z.string().min(1).optional(),
    standard: 'none',
    expects: 'the secret that the provider gave',
    about: 'The client secret at the OpenID Connect provider.',
    secret: true,
  }),
  KHIEN_LOG: setting({
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    standard: 'info',
    expects: 'one of fatal, error, warn, info, debug, trace, silent',
    about: 'How much is logged. No level writes personal data.',
  }),
  KHIEN_TRUST_PROXY: setting({
    schema: yesNo.default(false),
    standard: 'false',
    expects: '`true` or `false`',
    about: 'Believe X-Forwarded-* headers. Only behind a proxy that sets them itself.',
  }),
  KHIEN_METRICS_TOKEN: setting({
    schema: z.string().min(16).optional(),
    standard: 'none: only this machine may read them',
    expects: 'at least 16 characters',
    about: 'Lets another machine read /metrics with `Authorization: Bearer …`.',
    secret: true,
  }),
  KHIEN_PROVINCE: setting({
    schema: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .default('dien-bien'),
    standard: 'dien-bien',
    expects: 'the name of a province pack: lower-case letters, digits, hyphens',
    about: 'The pack with the units (communes, wards) of this province.',
  }),
};

export type Settings = { [Name in keyof typeof settings]: z.output<(typeof settings)[Name]['schema']> };
