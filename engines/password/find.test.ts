import fc from 'fast-check';
import { passwordData } from '@khien/packs/vietnam/passwords';
import { expect, test } from 'vitest';
import { compilePasswordBook, type Finding, findVietnamese, inUnits, PASSWORD_LIMIT, strengthOf } from './index.ts';

const book = compilePasswordBook({ ...passwordData, common: ['password', 'sunshine'] });
const find = (password: string): Finding[] => findVietnamese(password.normalize('NFC'), book);
/** Kinds that cover the whole password. */
const whole = (password: string) =>
  find(password)
    .filter(({ start, end }) => start === 0 && end === password.normalize('NFC').length)
    .map(({ kind, typing }) => (typing && typing !== 'plain' ? `${kind} ${typing}` : kind));

test('reads a phrase however it was typed', () => {
  for (const password of ['matkhau', 'MatKhau', 'MATKHAU', 'mat-khau', 'mat khau']) {
    expect([password, whole(password)]).toEqual([password, expect.arrayContaining(['phrase'])]);
  }
  expect(whole('mật khẩu')).toContain('phrase marks');
  expect(whole('mật khẩu'.normalize('NFD'))).toContain('phrase marks');
  for (const password of ['mataj khaaur', 'maatjkhaaur', 'matajkhaura', 'mataj khaur']) {
    expect([password, whole(password)]).toEqual([password, expect.arrayContaining(['phrase telex'])]);
  }
  for (const password of ['ma65tkha63u', 'mat65khau63', 'ma65t kha63u'])
    expect(whole(password)).toContain('phrase vni');
  for (const password of ['ddieenj bieen', 'dienjd bieen', 'dieejnd bieen', 'd9ie65n bie6n']) {
    expect([password, whole(password).some((kind) => kind.startsWith('place'))]).toEqual([password, true]);
  }
});

test('takes a digit behind a word for a digit, not for a tone', () => {
  expect(whole('matkhau1')).toEqual(['habit']);
  expect(find('matkhau1').filter(({ typing }) => typing === 'vni')).toEqual([]);
});

test('knows the numbers of people', () => {
  for (const phone of ['0912345678', '84912345678', '+84912345678', '0084912345678', '01682345678', '02153824156']) {
    expect([phone, whole(phone)]).toEqual([phone, expect.arrayContaining(['phone'])]);
  }
  for (const plate of ['27B1-12345', '27b112345', '27B1-123.45', '29A-12345', '30K1234', '27AA01234', '27 B1 12345']) {
    expect([plate, whole(plate)]).toEqual([plate, expect.arrayContaining(['plate'])]);
  }
  for (const date of [
    '15081990',
    '150890',
    '15/08/1990',
    '2/9/1945',
    '19900815',
    '1990-08-15',
    '29022000',
    '31.12.99',
  ]) {
    expect([date, whole(date)]).toEqual([date, expect.arrayContaining(['date'])]);
  }
  expect(whole('011090001234')).toContain('identity');
  for (const none of ['0112345678', '13B1-12345', '27B1-123', '30021990', '32011990', '29021999', '999090001234']) {
    const kinds = whole(none).filter((kind) => ['phone', 'plate', 'date', 'identity'].includes(kind));
    expect([none, kinds]).toEqual([none, []]);
  }
  expect(find('991509199047').filter(({ kind }) => kind === 'date')).toEqual([]);
});

test('takes a word with a number for one habit', () => {
  expect(whole('Dienbien@2026')).toContain('place-year');
  expect(whole('1990tuan')).toContain('name-year');
  expect(whole('NguyenVanAn1990')).toContain('name-year');
  expect(whole('Sunshine_2020!')).toContain('habit');
  expect(whole('tuan15/08/1990')).toContain('name-year');
  const tries = (password: string) =>
    Math.min(
      ...find(password)
        .filter((f) => f.end - f.start === password.length)
        .map((f) => f.tries),
    );
  expect(tries('Dienbien@2026')).toBeLessThan(1e6);
  expect(tries('NguyenVanAn15081990')).toBeLessThan(1e6);
});

test('leaves alone what only looks like it', () => {
  for (const password of ['x9an!kQ', 'kT7wq93ZbfLxY', 'trolleywalnutbishop', 'nghĩ']) {
    const told = find(password).filter(({ start, end }) => end - start > 4);
    expect([password, told]).toEqual([password, []]);
  }
});

const alphabets = ['aow', 'aefs', '019', 'meo', 'nguyenvat ', '0123456789.-/ ', 'dD9đĐ', '@a1', 'aăâáàảãạ̣́'];
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  ...alphabets.map((letters) => fc.string({ unit: fc.constantFrom(...letters), maxLength: PASSWORD_LIMIT })),
  fc
    .tuple(fc.constantFrom('aa', 'meo', '12', 'van', 'nguyen', 'aw', '1.', '27b1-', '@1', 'maatj'), fc.nat(256))
    .map(([s, n]) => s.repeat(n)),
);

test('any input: offsets within it, tries that are numbers, and at once', () => {
  let slowest = 0;
  fc.assert(
    fc.property(nasty, (password) => {
      const began = process.cpuUsage();
      const found = findVietnamese(password, book);
      const { user } = process.cpuUsage(began);
      slowest = Math.max(slowest, user / 1000);
      for (const { start, end, tries } of found) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(Math.min(password.length, PASSWORD_LIMIT));
        expect(tries).toBeGreaterThanOrEqual(1);
        expect(Number.isFinite(tries)).toBe(true);
      }
    }),
    { numRuns: 1500 },
  );
  // Milliseconds of processor for 256 units: far from what a slow pattern would take, with room for a busy machine.
  expect(slowest).toBeLessThan(500);
});

const signs = ['\u0302', '\u031B', '\u0306', '\u0301', '\u0300', '\u0309', '\u0303', '\u0323'];
/** A syllable as the fingers type it, marks where they belong and the tone at the end. */
function typeBy(method: 'telex' | 'vni', syllable: string): string {
  const [hat, horn, breve, ...tones] = method === 'telex' ? ['', 'w', 'w', ...'sfrxj'] : [...'67812345'];
  let typed = '';
  let tone = '';
  for (const letter of syllable.toLowerCase()) {
    const [base = '', ...marks] = letter.normalize('NFD');
    typed += base === 'đ' ? (method === 'telex' ? 'dd' : 'd9') : base;
    for (const mark of marks) {
      const at = signs.indexOf(mark);
      if (at === 0) typed += hat || base;
      else if (at < 3) typed += at === 1 ? horn : breve;
      else tone = tones[at - 3] ?? '';
    }
  }
  return typed + tone;
}

test('every phrase, place and name of the pack is found in every way of typing it', () => {
  const entries = [...passwordData.phrases, ...passwordData.places];
  for (const entry of entries) {
    const bare = entry.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();
    if (!/^[a-z]+( [a-z]+)+$/.test(bare)) continue;
    const syllables = entry.normalize('NFC').split(' ');
    const telex = syllables.map((syllable) => typeBy('telex', syllable));
    const vni = syllables.map((syllable) => typeBy('vni', syllable));
    const typings = [entry, bare, bare.replaceAll(' ', ''), bare.replaceAll(' ', '_'), telex.join(''), telex.join(' ')];
    // One digit at the very end may as well be a digit.
    if (/\d.*[a-z].*\d/.test(vni.join(''))) typings.push(vni.join(''));
    for (const typed of typings) {
      const text = typed.normalize('NFC');
      expect([typed, find(text).some(({ start, end }) => start === 0 && end === text.length)]).toEqual([typed, true]);
    }
  }
});

test('names work and time', () => {
  expect([1, 1e4, 1e6, 1e10, 1e14].map(strengthOf)).toEqual(['very-weak', 'weak', 'fair', 'good', 'strong']);
  expect(inUnits(0.4)).toEqual({ unit: 'second', count: 0 });
  expect(inUnits(90)).toEqual({ unit: 'minute', count: 2 });
  expect(inUnits(86_400 * 365.25 * 250)).toEqual({ unit: 'century', count: 3 });
  expect(inUnits(1e30).unit).toBe('ever');
  expect(inUnits(Number.POSITIVE_INFINITY).unit).toBe('ever');
});
