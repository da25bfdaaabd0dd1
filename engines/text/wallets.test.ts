import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from './sha256.ts';
import { readWallet } from './wallets.ts';

test('hashes as the platform does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    }),
  );
});

describe('addresses from the specifications', () => {
  test.each([
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
    ['3P14159f73E4gFr7JterCCQh9QjiTjiZrG', 'btc:3P14159f73E4gFr7JterCCQh9QjiTjiZrG'],
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', 'btc:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      'btc:bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    ],
    ['TJRabPrwbZy45sbavfcjinPJC18kjpRTv8', 'tron:TJRabPrwbZy45sbavfcjinPJC18kjpRTv8'],
    ['0x52908400098527886E0F7030069857D2E4169EE7', 'eth:0x52908400098527886e0f7030069857d2e4169ee7'],
  ])('%s', (written, value) => {
    expect(readWallet(written)).toEqual({ value });
    expect(readWallet(value)).toEqual({ value });
  });
});

test.each([
  '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb',
  'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5',
  'TJRabPrwbZy45sbavfcjinPJC18kjpRTv9',
])('%s has a wrong sign', (written) => {
  expect(readWallet(written)).toBe('bad-checksum');
});

test.each(['', '0x5290', 'bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'FT24325123456789012345678901', 'T'.repeat(35)])(
  '%s is no wallet',
  (written) => {
    expect(readWallet(written)).toBeUndefined();
  },
);

test('one wrong sign never passes a checksum', () => {
  const good = 'TJRabPrwbZy45sbavfcjinPJC18kjpRTv8';
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 33 }), fc.constantFrom(...alphabet), (at, sign) => {
      fc.pre(good[at] !== sign);
      expect(readWallet(good.slice(0, at) + sign + good.slice(at + 1))).toBe('bad-checksum');
    }),
  );
});
