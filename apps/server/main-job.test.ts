import type { LeadDetail, LeadPage } from '@khien/features/desk';
import type { PublicReport, ReportReceipt } from '@khien/features/reports';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from './testing.ts';

/** Check → report → two people decide → the next check warns → the reporter hears: over HTTP, in one process. */

let server: TestServer;
beforeAll(async () => {
  server = await testServer({}, { limitFactor: 100 });
  await server.start();
});
afterAll(() => server.close());

const host = 'localhost:8080';
const origin = 'http://localhost:8080';

async function call<T>(method: 'GET' | 'POST', url: string, body?: object, cookie = ''): Promise<T> {
  const answer = await server.app.inject({
    method,
    url,
    headers: { host, origin, cookie, 'content-type': 'application/json' },
    ...(body ? { payload: body } : {}),
  });
  if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.body}`);
  return answer.json() as T;
}

async function eventually<T>(ask: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (const begun = Date.now(); ; ) {
    const value = await ask();
    if (good(value)) return value;
    if (Date.now() - begun > 10_000) throw new Error(`still ${JSON.stringify(value).slice(0, 300)}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

const message = 'Số 0527 333 909 báo tôi trúng xe máy, chuyển trước 3 triệu vào tài khoản 0000000333909 Vietcombank';

test('a report of two citizens protects everybody after two signatures', async () => {
  const check = () => call<{ grade: string }>('POST', '/v1/checks', { text: 'Ai biết 0527 333 909 không' });
  expect((await check()).grade).toBe('nothing-found');
  const send = (n: number, text: string) =>
    call<ReportReceipt>('POST', '/v1/reports', { kind: 'attempt', text, idempotencyKey: `main-job-report-${n}` });
  const first = await send(1, message);
  const second = await send(2, 'Lại là 0527 333 909 đòi phí nhận thưởng');

  const minh = await server.signIn('officer-1');
  const hoa = await server.signIn('officer-2');
  const queue = await eventually(
    () => call<LeadPage>('GET', '/v1/leads?q=0527333909', undefined, minh),
    (page) => page.leads[0]?.reportCount === 2,
  );
  const id = queue.leads[0]?.id;
  const lead = await call<LeadDetail>('GET', `/v1/leads/${id}`, undefined, minh);
  const keys = lead.observables.map((one) => one.key);
  expect(keys).toEqual(expect.arrayContaining(['tel:+84527333909', 'acct:970436:0000000333909']));
  const act = (cookie: string, body: object) => call('POST', `/v1/leads/${id}/actions`, body, cookie);
  await act(minh, { type: 'confirm', version: lead.version, keys, evidence: 'Hai người báo cùng một số.' });
  expect((await check()).grade).not.toBe('confirmed-scam');
  const waiting = await call<LeadDetail>('GET', `/v1/leads/${id}`, undefined, hoa);
  await act(hoa, { type: 'countersign', version: waiting.version });

  const signed = Date.now();
  await eventually(check, (answer) => answer.grade === 'confirmed-scam');
  expect(Date.now() - signed).toBeLessThan(2_000);
  for (const { code } of [first, second]) {
    const status = await call<PublicReport>('POST', '/v1/reports/status', { code });
    expect(status).toMatchObject({ status: 'decided', decision: 'blocked', demo: false });
  }
  await server.services.protection.check.flush();
  const told = await eventually(
    () => call<PublicReport>('GET', `/v1/reports/${first.code}`),
    (status) => status.helped > 0,
  );
  expect(told.steps.map((one) => one.step)).toEqual(['received', 'verifying', 'decided']);
});

test('who may not, may not', async () => {
  const official = await server.signIn('official-1');
  await expect(call('GET', '/v1/leads')).rejects.toThrow('401');
  await expect(call('GET', '/v1/appeals', undefined, official)).rejects.toThrow('403');
  const page = await call<LeadPage>('GET', '/v1/leads?state=closed', undefined, official);
  expect(page.leads.every((lead) => lead.unitId === '03328' || lead.reportCount > 0)).toBe(true);
  const minh = await server.signIn('officer-1');
  const elsewhere = (await call<LeadPage>('GET', '/v1/leads?unit=03151', undefined, minh)).leads[0];
  await expect(call('GET', `/v1/leads/${elsewhere?.id}`, undefined, official)).rejects.toThrow('404');
});

test('wrong input is named, every item of it', async () => {
  const answer = await server.app.inject({
    method: 'POST',
    url: '/v1/reports',
    headers: { host, 'accept-language': 'en' },
    payload: { kind: 'maybe', text: '', contact: {}, loss: { amount: -1, at: 'today' } },
  });
  expect(answer.statusCode).toBe(422);
  const paths = (answer.json() as { errors: { path: string }[] }).errors.map((one) => one.path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'body.kind',
      'body.text',
      'body.loss.amount',
      'body.loss.at',
      'body.contact.phone',
      'body.idempotencyKey',
    ]),
  );
});
