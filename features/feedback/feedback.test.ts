import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileReference } from '@khien/engines/text';
import { createChecker } from '@khien/engines/verdict';
import { peopleMigrations } from '@khien/features/people';
import { reference, rules } from '@khien/packs/vietnam';
import { createActor } from '@khien/platform/auth';
import { createVault } from '@khien/platform/crypto';
import { newId } from '@khien/platform/db';
import { testDatabase } from '@khien/platform/testkit';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createFeedback, feedbackMigrations } from './index.ts';

const database = await testDatabase([peopleMigrations, feedbackMigrations]);
const folder = mkdtempSync(path.join(tmpdir(), 'khien-feedback-'));
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});
const { db } = database;
const start = new Date('2026-11-21T02:00:00Z');
let now = start;
const check = createChecker({ reference: compileReference(reference), ...rules });
const { service } = createFeedback({
  db,
  clock: () => now,
  vault: createVault(path.join(folder, 'keys.json')),
  verdict: (input) => check(input, (keys) => keys.map(() => undefined)),
});
const userId = newId();
await db
  .insertInto('app_user')
  .values({ id: userId, name: 'Phân tích', created_at: start } as never)
  .execute();
const analyst = createActor({ userId, name: 'Phân tích', grants: [], method: 'passkey' }, { subtree: (id) => [id] });

beforeEach(async () => {
  now = start;
  await db.deleteFrom('feedback').execute();
});

const job = 'Tuyển cộng tác viên làm tại nhà, ngày 500k, nạp trước 200k nhận hoa hồng, Zalo 0912345678';

test('without consent nothing of the message is kept, and it is no example', async () => {
  expect(
    await service.submit({ keep: false, actual: 'honest', grade: 'very-suspicious', scheme: 'ctv-online' }),
  ).toEqual({
    kept: false,
  });
  expect((await service.examples(analyst, { state: 'open' }, 'vi')).examples).toEqual([]);
  const { all, schemes } = await service.quality(4, 'vi');
  expect(all).toMatchObject({ answers: 1, falseAlarms: 1 });
  expect(schemes[0]?.scheme).toBe('ctv-online');
});

test('with consent it is judged again, sealed, shown to who may, labelled, and exported with other digits', async () => {
  await service.submit({ keep: true, actual: 'honest', text: job });
  const [row] = await db.selectFrom('feedback').selectAll().execute();
  expect(row?.sealed_text?.includes('0912345678')).toBe(false);
  expect(row?.grade).toBe('very-suspicious');

  const { examples, open } = await service.examples(analyst, { state: 'open' }, 'vi');
  expect(examples[0]).toMatchObject({ text: job, actual: 'honest', scheme: 'ctv-online' });
  expect(open).toBe(1);

  const id = examples[0]?.id ?? '';
  expect((await service.label(analyst, id, 'scam', 'vi')).labelledBy).toBe('Phân tích');
  expect((await service.quality(4, 'vi')).all).toMatchObject({ right: 1, falseAlarms: 0 });
  const exported = await service.exportLabelled(analyst);
  expect(exported).toMatch(/^scam\tctv-online\tnone\tTuyển cộng tác viên/);
  expect(exported).not.toContain('0912345678');
  // By chance: what is always the same could be counted back.
  expect(await service.exportLabelled(analyst)).not.toBe(exported);
  expect(exported.trim().split('\n')).toHaveLength(1);

  expect((await service.label(analyst, id, null, 'vi')).label).toBeUndefined();
  expect(await service.exportLabelled(analyst)).toBe('');
});

test('every reading is logged', async () => {
  await service.submit({ keep: true, actual: 'scam', text: job });
  await service.examples(analyst, { state: 'open' }, 'vi');
  const logged = await db.selectFrom('audit_log').select(['action', 'detail']).orderBy('seq', 'desc').execute();
  expect(logged[0]).toMatchObject({ action: 'feedback.read', detail: { messages: 1 } });
});

test('what nobody gave cannot be labelled', async () => {
  await expect(service.label(analyst, newId(), 'scam', 'vi')).rejects.toMatchObject({ code: 'feedback.not-found' });
});

test('pages hold each message once, newest first', async () => {
  for (let i = 0; i < 45; i++) {
    now = new Date(start.getTime() + i * 1_000);
    await service.submit({ keep: true, actual: 'scam', text: `tin số ${i}` });
  }
  const seen: string[] = [];
  for (let before: string | undefined, more = true; more; ) {
    const page = await service.examples(analyst, { state: 'open', ...(before && { before }) }, 'vi');
    seen.push(...page.examples.map(({ text }) => text));
    before = page.next;
    more = before !== undefined;
  }
  expect(seen).toEqual(Array.from({ length: 45 }, (_, i) => `tin số ${44 - i}`));
});

test('a message is forgotten after a year, its mark in the figures stays', async () => {
  await service.submit({ keep: true, actual: 'scam', text: job });
  now = new Date(start.getTime() + 366 * 86_400_000);
  await service.forget();
  const [row] = await db.selectFrom('feedback').selectAll().execute();
  expect(row?.sealed_text).toBeNull();
});
