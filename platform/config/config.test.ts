import path from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig, settings, unknownSettings } from './index.ts';

test('without any setting it is a demonstration on this machine with its own database', () => {
  const config = loadConfig({});
  expect(config).toMatchObject({
    database: { kind: 'embedded' },
    host: 'localhost',
    port: 8080,
    origin: 'http://localhost:8080',
    demo: true,
    oidc: undefined,
    trustProxy: false,
    province: 'dien-bien',
    log: 'info',
  });
  expect([...config.roles]).toEqual(['api', 'web', 'worker']);
  expect(config.dataFolder).toBe(path.resolve('.khien'));
  expect(config.keyFile).toBe(path.resolve('.khien/keys.json'));
});

test('a server of one’s own is not a demonstration', () => {
  const config = loadConfig({
    KHIEN_DATABASE: 'postgres://u:p@db/khien',
    KHIEN_ORIGIN: 'https://khien.example/',
    KHIEN_ROLES: 'worker',
  });
  expect(config).toMatchObject({ demo: false, origin: 'https://khien.example' });
  expect([...config.roles]).toEqual(['worker']);
  expect(loadConfig({ KHIEN_DATABASE: 'postgres://db/khien', KHIEN_DEMO: 'true' }).demo).toBe(true);
  expect(loadConfig({ KHIEN_DEMO: 'no', KHIEN_PORT: '9000' })).toMatchObject({
    demo: false,
    origin: 'http://localhost:9000',
  });
});

test('every wrong setting is named at once, and secrets are not repeated', () => {
  const env = {
    KHIEN_PORT: '70000',
    KHIEN_ROLES: 'api,wokrer',
    KHIEN_DATABASE: 'mysql://root:hunter2@db/x',
    KHIEN_DEMO: 'maybe',
    KHIEN_PROVINCE: '../etc',
    KHIEN_LOG: 'loud',
    KHIEN_ORIGIN: 'ftp://x',
  };
  let message = '';
  try {
    loadConfig(env);
  } catch (error) {
    message = error instanceof Error ? error.message : '';
  }
  for (const name of Object.keys(env)) expect(message).toContain(name);
  expect(message).not.toContain('hunter2');
  expect(message.split('\n')).toHaveLength(8);
});

test('a database is named as libpq names it', () => {
  for (const url of [
    'postgres://khien@/khien?host=/run/postgresql',
    'postgresql://u:p%40ss@db:5432/khien',
    'postgres:///khien',
  ]) {
    expect(loadConfig({ KHIEN_DATABASE: url }).database).toEqual({ kind: 'url', url });
  }
  for (const url of ['postgres://', 'postgres://db', 'Embedded', 'postgres://db/a b']) {
    expect(() => loadConfig({ KHIEN_DATABASE: url }), url).toThrow(/KHIEN_DATABASE/);
  }
});

test('half a sign-in provider is refused', () => {
  expect(() => loadConfig({ KHIEN_OIDC_ISSUER: 'https://id.example' })).toThrow(/together/);
  expect(loadConfig({ KHIEN_OIDC_ISSUER: 'https://id.example', KHIEN_OIDC_CLIENT_ID: 'khien' }).oidc).toEqual({
    issuer: 'https://id.example',
    clientId: 'khien',
  });
});

test('an empty variable is one that is not set; a misspelt one is noticed', () => {
  expect(loadConfig({ KHIEN_PORT: '', KHIEN_ORIGIN: '' }).port).toBe(8080);
  expect(unknownSettings({ KHIEN_DATABSE: 'x', KHIEN_PORT: '1', PATH: '/', KHIEN_SHARED: '/s' })).toEqual([
    'KHIEN_DATABSE',
  ]);
});

test('the table documents every setting', () => {
  for (const [name, { about, expects, standard }] of Object.entries(settings)) {
    for (const words of [about, expects, standard]) expect(words, name).not.toBe('');
  }
});
