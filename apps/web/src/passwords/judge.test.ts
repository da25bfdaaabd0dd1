import { passwordData } from '@khien/packs/vietnam/passwords';
import samples from '../../../../packs/vietnam/passwords/samples.json' with { type: 'json' };
import { passwordHash } from '@khien/engines/lookup';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createJudge } from './judge.ts';
import { askLeaked } from './leaked.ts';

const judge = createJudge(passwordData);
const kinds = (password: string) => judge(password).reasons.map(({ kind }) => kind);

test('says what weak passwords are made of, and never calls them good', () => {
  for (const { password, found } of samples.weak) {
    expect([password, kinds(password)]).toEqual([password, expect.arrayContaining([found])]);
    expect([password, judge(password).strength]).toEqual([password, expect.stringMatching(/^(very-weak|weak|fair)$/)]);
  }
});

test('does not call strong passwords weak', () => {
  for (const password of samples.strong) {
    expect([password, judge(password).strength]).toEqual([password, expect.stringMatching(/^(good|strong)$/)]);
    expect([password, kinds(password)]).toEqual([password, []]);
  }
});

test('knows common passwords in disguise, and sees through digits for letters', () => {
  for (const password of ['123456', 'Password', 'P@ssw0rd', 'iloveyou']) {
    expect([password, judge(password).strength, kinds(password)[0]]).toEqual([password, 'very-weak', 'common']);
  }
  expect(judge('m4tkh4u').reasons[0]).toMatchObject({ kind: 'phrase', disguise: 'leet' });
  expect(judge('uahktam').reasons[0]).toMatchObject({ kind: 'phrase', disguise: 'reversed' });
  expect(judge('mataj khaaur').reasons[0]).toMatchObject({ kind: 'phrase', disguise: 'telex' });
  // Names of what every object of the language has are no words of the lists.
  for (const password of ['constructor', '__proto__', 'toString']) expect(kinds(password)).not.toContain('common');
});

test('a password gets no weaker by what is put behind it at random', () => {
  const order = ['very-weak', 'weak', 'fair', 'good', 'strong'];
  const random = fc.string({ unit: fc.constantFrom(...'bcghklmpqvxBCGHKLMPQVX#$%'), minLength: 14, maxLength: 20 });
  fc.assert(
    fc.property(random, (password) => {
      expect(order.indexOf(judge(password).strength)).toBeGreaterThanOrEqual(order.indexOf('good'));
    }),
    { numRuns: 100 },
  );
});

test('any input gets an answer: up to four reasons that lie within it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (password) => {
      const { reasons, times } = judge(password);
      const { length } = password.normalize('NFC');
      expect(reasons.length).toBeLessThanOrEqual(4);
      for (const { start, end } of reasons) expect(start >= 0 && end <= length && start <= end).toBe(true);
      for (const { count } of Object.values(times)) expect(Number.isSafeInteger(count)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('the longest input takes less than the time to notice', () => {
  for (const password of ['1'.repeat(256), '12'.repeat(128), 'a1@'.repeat(85), 'meo'.repeat(85), '4@'.repeat(128)]) {
    const began = process.cpuUsage();
    expect(judge(password).strength).not.toBe('strong');
    // Milliseconds of processor, with room for a busy machine; about 200 on an idle one.
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(3_000);
  }
});

test('asks for five digits only, and finds the rest itself', async () => {
  const hash = passwordHash('mật khẩu');
  const asked: [string, RequestInit | undefined][] = [];
  const server = (body: string, status = 200) =>
    (async (url, init) => {
      asked.push([String(url), init]);
      return new Response(body, { status });
    }) as typeof fetch;
  const lines = `${'0'.repeat(35)}:0\r\n${hash.slice(5)}:1234\r\n`;
  expect(await askLeaked('mật khẩu', server(lines))).toEqual({ said: 'count', count: 1234, prefix: hash.slice(0, 5) });
  expect(await askLeaked('mật khẩu', server(''))).toMatchObject({ said: 'count', count: 0 });
  expect(await askLeaked('mật khẩu', server('', 503))).toEqual({ said: 'later' });
  const down = (() => Promise.reject(new TypeError('no network'))) as typeof fetch;
  expect(await askLeaked('mật khẩu', down)).toEqual({ said: 'no-network' });
  for (const [url, init] of asked) {
    expect(url).toBe(`/range/${hash.slice(0, 5)}`);
    expect(init).toMatchObject({ headers: { 'Add-Padding': 'true' }, cache: 'no-store', credentials: 'omit' });
  }
});
