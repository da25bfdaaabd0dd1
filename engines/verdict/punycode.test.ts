import { domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeLabel } from './punycode.ts';

it('decodes as the platform does', () => {
  let decoded = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...'aiubđăêôơưàéịпайв中'), { minLength: 1, maxLength: 12 }), (letters) => {
      const label = new URL(`http://${letters.join('')}.com/`).hostname.replace(/\.com$/, '');
      expect(decodeLabel(label)).toBe(domainToUnicode(label));
      decoded += label.startsWith('xn--') ? 1 : 0;
    }),
    { seed: 3, numRuns: 500 },
  );
  expect(decoded).toBeGreaterThan(100);
});

it('gives a damaged label back', () => {
  for (const label of ['xn--', 'xn--a', 'xn--99999999999', 'xn--é', 'plain']) {
    expect(typeof decodeLabel(label)).toBe('string');
  }
});
