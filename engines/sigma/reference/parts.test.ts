import { describe, expect, test } from 'vitest';
import { inNetwork, readAddress } from './addresses.ts';
import { base64, base64offset, utf16, utf8 } from './bytes.ts';
import { isNumber, readDatePart, readNumber, wantedNumber } from './numbers.ts';

test('base64offset finds its value wherever it stands', () => {
  for (const value of ['foobar', '/bin/bash', 'Đông', 'ab']) {
    const variants = base64offset(utf8(value));
    for (let before = 0; before < 6; before += 1) {
      const whole = base64(utf8(`${'x'.repeat(before)}${value}yz`));
      expect(variants.some((variant) => whole.includes(variant))).toBe(true);
    }
  }
  expect(base64offset(utf8('foobar'))).toEqual(['Zm9vYmFy', 'Zvb2Jhc', 'mb29iYX']);
});

test('UTF-16', () => {
  expect(utf16('cmd', 'little', false)).toEqual([0x63, 0, 0x6d, 0, 0x64, 0]);
  expect(utf16('cmd', 'big', false)).toEqual([0, 0x63, 0, 0x6d, 0, 0x64]);
  expect(utf16('cm', 'little', true)).toEqual([0xff, 0xfe, 0x63, 0, 0x6d, 0]);
});

describe('addresses', () => {
  const within = (text: string, network: string, prefix: number) => {
    const address = readAddress(text);
    return address !== undefined && inNetwork(address, readAddress(network) as never, prefix);
  };
  test.each([
    ['10.1.2.3', '10.0.0.0', 8, true],
    ['11.1.2.3', '10.0.0.0', 8, false],
    ['192.168.1.128', '192.168.1.128', 25, true],
    ['192.168.1.127', '192.168.1.128', 25, false],
    ['1.2.3.4', '0.0.0.0', 0, true],
    ['fe80::1%eth0', 'fe80::', 10, false],
    ['2001:DB8::ff', '2001:db8::', 32, true],
    ['2001:db9::', '2001:db8::', 32, false],
    ['::1', '::1', 128, true],
    ['::1.2.3.4', '::', 96, true],
    ['1.2.3', '0.0.0.0', 0, false],
    ['1.2.3.256', '0.0.0.0', 0, false],
    ['1.2.3.4 ', '0.0.0.0', 0, false],
    ['1:2:3:4:5:6:7', '::', 0, false],
    ['1::2::3', '::', 0, false],
    [':::', '::', 0, false],
    ['host', '::', 0, false],
  ])('%s in %s/%d: %s', (text, network, prefix, expected) => {
    expect(within(text, network, prefix)).toBe(expected);
  });
});

test('numbers are equal by value where both are plain decimals', () => {
  expect(wantedNumber('4688')).toBe('4688');
  expect(wantedNumber('1.5')).toBe('1.5');
  for (const text of ['1.0', '01', '-0', '0x10', '1e3', '', '1234567890123456', '.5', 'a'])
    expect(wantedNumber(text)).toBe(undefined);
  for (const text of ['1', '1.0', '01', '1.000']) expect(isNumber('1', text)).toBe(true);
  for (const text of ['0x1', '1e0', '1.', ' 1', '1.00000000000000000000001']) expect(isNumber('1', text)).toBe(false);
  expect(isNumber('-1.5', '-01.50')).toBe(true);
  expect(isNumber('0', '-0.0')).toBe(true);
  expect(readNumber('')).toBe(undefined);
  expect(readNumber('0x10')).toBe(undefined);
  expect(readNumber('-1.5e2')).toBe(-150);
});

test('parts of a date as it is written', () => {
  const part = (name: Parameters<typeof readDatePart>[0]) => readDatePart(name, '2024-12-30T23:05:01+07:00');
  expect([part('minute'), part('hour'), part('day'), part('week'), part('month'), part('year')]).toEqual([
    5, 23, 30, 1, 12, 2024,
  ]);
  expect(readDatePart('hour', '2024-12-30')).toBe(undefined);
  expect(readDatePart('year', 'yesterday')).toBe(undefined);
});
