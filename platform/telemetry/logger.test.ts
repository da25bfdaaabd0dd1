import { expect, test } from 'vitest';
import { createLogger, scrubText } from './index.ts';

function logged(write: (log: ReturnType<typeof createLogger>) => void, level = 'trace'): string {
  let lines = '';
  write(createLogger(level, { write: (line: string) => void (lines += line) }));
  return lines;
}

const personal = [
  '0912345678',
  '+84 912 345 678',
  '0912.345.678',
  '19036688888888',
  'mai.nguyen@example.com',
  'GH7K-3MN-Q2XA',
  'uE9kPq0VQm4sNfXW2Zc1Yd7tRb6La3HjGiOeKwBvU8x',
];

test('personal data reaches the log by no way', () => {
  for (const secret of personal) {
    const pgError = Object.assign(new Error(`duplicate key (phone)=(${secret})`), {
      code: '23505',
      detail: `Key (phone)=(${secret}) already exists.`,
      where: `SQL: ${secret}`,
      constraint: 'x_key',
      cause: new Error(`inner ${secret}`),
    });
    const lines = logged((log) => {
      log.info(`called ${secret} twice`);
      log.info({ anything: `called ${secret}` }, `and ${secret}`);
      log.info({ list: [{ deep: { deeper: [`x ${secret}`] } }] });
      log.info({ body: { text: secret, n: 1 }, contact: secret, Authorization: secret, 'set-cookie': [secret] });
      log.error(pgError);
      log.error({ err: pgError }, 'failed');
      log.warn(pgError, `failed with ${secret}`);
      log.child({ who: secret }).info('x');
      log.info('formatted %s and %j', secret, { a: secret });
      log.info({ req: { method: 'GET', url: `/v1/reports/${secret}`, headers: { cookie: secret } } });
      log.info({ bytes: Buffer.from(secret) });
    });
    expect(lines, lines).not.toContain(secret);
    expect(lines.match(/"level":/g)).toHaveLength(11);
  }
});

test('names hide values that look harmless', () => {
  const lines = logged((log) => {
    log.info({ text: 'mẹ ơi con bị tai nạn', name: 'Lò Văn Pánh', password: 'x', loss: 5_000_000, note: 'Thanh Nưa' });
    log.info({ outer: { payload: { who: 'Lò Văn Pánh' } } });
  });
  for (const word of ['tai nạn', 'Pánh', '5000000', 'Thanh Nưa', '"x"']) expect(lines).not.toContain(word);
});

test('what is needed to find a fault stays', () => {
  const id = '0199aa64-1a2b-7c3d-8e4f-0123456789ab';
  const lines = logged((log) => {
    log.error(
      { err: Object.assign(new TypeError('cannot read x of undefined'), { code: 'ERR_X' }), id, ms: 1234.5 },
      'failed',
    );
    log.info(
      { route: '/v1/reports/:code', status: 503, at: new Date('2026-11-21T10:00:00Z') },
      'listening on port 8080',
    );
  });
  for (const kept of [
    id,
    'TypeError',
    'cannot read x of undefined',
    'ERR_X',
    'logger.test.ts',
    '1234.5',
    '/v1/reports/:code',
    '503',
    '2026-11-21T10:00:00.000Z',
    'port 8080',
  ]) {
    expect(lines).toContain(kept);
  }
});

test('times and ids are not taken for numbers of people', () => {
  for (const text of ['2026-11-21T10:00:00.000Z', '0199aa64-1a2b-7c3d-8e4f-0123456789ab', 'took 12345 ms', 'v18.4.0']) {
    expect(scrubText(text)).toBe(text);
  }
  expect(scrubText('https://khien.example/a?code=1')).toBe('https://khien.example/a?[query]');
});

test('a quiet level stays quiet', () => {
  expect(logged((log) => log.info('x'), 'warn')).toBe('');
});
