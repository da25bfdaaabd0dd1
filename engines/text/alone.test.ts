import { reference } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHostAlone } from './alone.ts';
import { compileReference } from './reference.ts';
import { scan } from './scan.ts';

const ref = compileReference(reference);

test('reads a plain host as the pass over the text does', () => {
  let taken = 0;
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}-?[a-z0-9]{1,3}$/);
  const numbered = fc.stringMatching(/^[0-9]{1,8}[a-z-][a-z0-9]{0,8}-?[a-z0-9]{1,3}$/);
  const suffix = fc.constantFrom('vn', 'com.vn', 'gov.vn', 'top', 'com', 'pages.dev', 'co.uk', 'local', '123', 'x');
  const host = fc
    .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), suffix)
    .map(([labels, end]) => [...labels, end].join('.'));
  const behindNumber = fc.tuple(numbered, host).map(([first, rest]) => `${first}.${rest}`);
  fc.assert(
    fc.property(
      fc.oneof(
        host,
        behindNumber,
        fc.tuple(numbered, suffix).map((labels) => labels.join('.')),
        host.map((name) => `www.${name}`),
        fc.string({ maxLength: 20 }),
      ),
      (text) => {
        const alone = readHostAlone(text);
        if (alone === undefined) return;
        taken += 1;
        expect([alone]).toEqual(scan(text, ref).out);
      },
    ),
    { seed: 20261121, numRuns: 8_000 },
  );
  // Otherwise nothing was compared.
  expect(taken).toBeGreaterThan(500);
});

test.each([
  '',
  '.',
  'vn',
  'com.vn',
  'a..vn',
  '-a.vn',
  'a-.vn',
  'A.vn',
  'a.vn ',
  'www.a.vn',
  '1.2.3.4',
  '0938020000thay.shop',
  '163.com',
  '0-0c.com',
  'a.vn.',
  'a.khong-co',
])('leaves %j to the pass over the text', (text) => expect(readHostAlone(text)).toBeUndefined());
