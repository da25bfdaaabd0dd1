import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyHash, passwordHash, prefixOf, rangeKindOf, readPasswordRange, readRange, shortHash } from './index.ts';

test('hashes are those of every other library', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(keyHash(text)).toBe(createHash('sha256').update(text).digest('hex'));
      expect(passwordHash(text)).toBe(createHash('sha1').update(text).digest('hex').toUpperCase());
      expect(shortHash(text)).toBe(createHash('sha256').update(text).digest().readBigUInt64BE());
    }),
  );
  expect(passwordHash('password')).toBe('5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8');
});

test('a prefix says little of a number and enough of a host', () => {
  const tel = 'tel:+84912345678';
  expect(prefixOf('phone', tel)).toBe(keyHash(tel).slice(0, 3));
  expect(prefixOf('host', 'vietcombank.vn-ms.top')).toMatch(/^[0-9a-f]{8}$/);
});

test('each key is asked for under its kind', () => {
  const kinds = ['tel:+84912345678', 'acct:970436:0123456789', 'example.tld', 'example.tld/a', 'ip:203.0.113.9'];
  expect(kinds.map(rangeKindOf)).toEqual(['phone', 'account', 'host', 'host', 'host']);
  for (const key of ['mail:a@b.example', 'social:zalo:84912345678', 'wallet:x', 'sender:VIETCOMBANK', 'sha256:ab'])
    expect(rangeKindOf(key)).toBeUndefined();
});

test('finds the listing among others and fillers', () => {
  const key = 'tel:+84912345678';
  const rest = (of: string) => keyHash(of).slice(3);
  const listing = { source: 'Công an tỉnh', scheme: 'job-task', listedAt: '2026-11-01', id: 'x' };
  const lines = [`${rest('tel:+84900000000')}:0`, `${rest(key)}:${JSON.stringify(listing)}`];
  expect(readRange(`${lines.join('\r\n')}\r\n`, key)).toEqual(listing);
  expect(readRange(`${lines.join('\r\n')}\r\n`, 'tel:+84900000000')).toBeUndefined();
  expect(readRange(`${lines.join('\r\n')}\r\n`, 'tel:+84911111111')).toBeUndefined();
  expect(readRange('', key)).toBeUndefined();
});

test('reads how often a password was seen', () => {
  const hash = passwordHash('matkhau');
  const answer = `${'0'.repeat(35)}:0\r\n${hash.slice(5)}:42\r\n`;
  expect(readPasswordRange(answer, hash)).toBe(42);
  expect(readPasswordRange(answer, passwordHash('một mật khẩu khác'))).toBe(0);
});
