import { withTx } from '@khien/platform/db';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CheckAnswer } from '@khien/features/check';
import { type TestServer, testServer } from './testing.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({}, { limitFactor: 1_000 });
  await server.start();
});
afterAll(() => server.close());

const headers = { host: 'localhost:8080', 'sec-fetch-site': 'same-origin' };
const call = async (
  method: 'GET' | 'POST',
  url: string,
  payload?: object | string,
  more: Record<string, string> = {},
) =>
  server.app.inject({ method, url, headers: { ...headers, ...more }, ...(payload === undefined ? {} : { payload }) });
const propose = (kind: 'domain' | 'phone', value: string, userId = 'an') =>
  withTx(server.parts.db, (tx) =>
    server.services.protection.indicators.propose(
      tx,
      { userId, name: userId },
      { kind, value, source: 'Công an tỉnh', evidence: 'phản ánh' },
    ),
  );
const texts = [
  'TK cua ban bi khoa, vao vietcombank.vn-ms.top goi 0912345678 chuyen 5tr vao 970436 0123456789',
  'Tối nay ăn cơm ở nhà nhé',
  'https://lua-dao.example.com/a?b=1',
  'vietcombank.com.vn',
  'chào 👋 số 1900545413',
];

test('a batch answers as single questions do, in JSON and line by line', async () => {
  await propose('domain', 'lua-dao.example.com');
  await vi.waitFor(async () =>
    expect((await call('POST', '/v1/checks', { text: texts[2] })).json().grade).toBe('confirmed-scam'),
  );
  const singles = await Promise.all(texts.map(async (text) => (await call('POST', '/v1/checks', { text })).json()));
  const batch = (await call('POST', '/v1/checks/batch', { messages: texts.map((text) => ({ text })) })).json();
  expect(batch.verdicts).toEqual(singles);
  // The batch is written without its schema: nothing may be in it that the schema does not let out.
  for (const verdict of batch.verdicts) expect(CheckAnswer.strict().parse(verdict)).toEqual(verdict);
  const lines = texts.map((text) => JSON.stringify({ text })).join('\n');
  const answer = await call('POST', '/v1/checks/batch', lines, { 'content-type': 'application/x-ndjson' });
  expect(answer.headers['content-type']).toMatch(/^application\/x-ndjson/);
  expect(
    answer.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(singles);
});

test('answers in the language asked for', async () => {
  const vietnamese = (await call('POST', '/v1/checks', { text: texts[0] })).json();
  const english = (await call('POST', '/v1/checks', { text: texts[0] }, { 'accept-language': 'en' })).json();
  expect(vietnamese.gradeText).not.toBe(english.gradeText);
  expect(english.grade).toBe(vietnamese.grade);
});

test.each([
  ['nothing', { text: '' }],
  ['too much', { text: 'x'.repeat(20_001) }],
  ['a sender of no kind', { text: 'x', sender: { kind: 'friend', value: 'y' } }],
  ['no text', {}],
])('says what is wrong with %s', async (_what, body) => {
  expect((await call('POST', '/v1/checks', body)).statusCode).toBe(422);
});

test('lists carry a listing, say when nothing changed, and drop what was taken off', async () => {
  const before = await call('GET', '/v1/feeds/hosts.txt');
  expect(before.body).toContain('0.0.0.0 lua-dao.example.com\n');
  const tag = String(before.headers.etag);
  expect((await call('GET', '/v1/feeds/hosts.txt', undefined, { 'if-none-match': tag })).statusCode).toBe(304);
  const since = String(before.headers['last-modified']);
  expect((await call('GET', '/v1/feeds/hosts.txt', undefined, { 'if-modified-since': since })).statusCode).toBe(304);

  const row = (await server.services.protection.indicators.byKeys(server.parts.db, ['lua-dao.example.com']))[0];
  const officer = await server.signIn('officer-1');
  const url = `/v1/indicators/${row?.id}/actions`;
  const off = await call('POST', url, { type: 'unlist', publicNote: 'Chủ trang đã chứng minh.' }, { cookie: officer });
  expect(off.statusCode, off.body).toBe(200);
  const after = await call('GET', '/v1/feeds/hosts.txt', undefined, { 'if-none-match': tag });
  expect(after.statusCode).toBe(200);
  expect(after.body).not.toContain('lua-dao.example.com');
  const record = (await call('GET', '/v1/indicators/public')).json();
  expect(record.items.slice(0, 2)).toMatchObject([
    { what: 'unlisted', value: 'lua-dao.example.com', reason: 'Chủ trang đã chứng minh.' },
    { what: 'listed', value: 'lua-dao.example.com' },
  ]);
});

test('numbers are in the public record only for who names them, and leave in no public list', async () => {
  const number = await propose('phone', '0356789777');
  await withTx(server.parts.db, (tx) =>
    server.services.protection.indicators.sign(tx, { userId: 'binh', name: 'b' }, number.id),
  );
  expect((await call('GET', '/v1/indicators/public')).body).not.toContain('356789777');
  const named = (await call('GET', '/v1/indicators/public?value=0356%20789%20777')).json();
  expect(named.items).toMatchObject([{ what: 'listed', kind: 'phone', value: '+84356789777' }]);
  for (const list of ['indicators.json', 'indicators.csv']) {
    expect((await call('GET', `/v1/feeds/${list}`)).body).not.toContain('356789777');
    expect((await call('GET', `/v1/feeds/${list}?scope=personal`)).statusCode).toBe(401);
    const officer = { cookie: await server.signIn('officer-1') };
    expect((await call('GET', `/v1/feeds/${list}?scope=personal`, undefined, officer)).statusCode).toBe(403);
    const analyst = { cookie: await server.signIn('analyst-1') };
    expect((await call('GET', `/v1/feeds/${list}?scope=personal`, undefined, analyst)).body).toContain('+84356789777');
  }
});

test('an import over HTTP names every wrong line and reaches checks', async () => {
  const analyst = { cookie: await server.signIn('analyst-1') };
  const list = { source: 'thử', format: 'hosts', expires: '2030-01-01T00:00:00Z' };
  const wrong = await call('POST', '/v1/feed-sources', { ...list, content: 'a.example.net\n?!\n' }, analyst);
  expect(wrong.statusCode).toBe(422);
  expect(wrong.json().errors).toMatchObject([{ path: 'body.content.2', code: 'not-a-host' }]);
  const right = await call('POST', '/v1/feed-sources', { ...list, content: 'nhap-khau.example.net\n' }, analyst);
  expect(right.json()).toMatchObject({ added: 1 });
  await vi.waitFor(
    async () =>
      expect((await call('POST', '/v1/checks', { text: 'nhap-khau.example.net' })).json().grade).toBe('confirmed-scam'),
    { timeout: 15_000, interval: 200 },
  );
  const officer = { cookie: await server.signIn('officer-1') };
  expect((await call('POST', '/v1/feed-sources', { ...list, content: 'x.example.net\n' }, officer)).statusCode).toBe(
    403,
  );
});
