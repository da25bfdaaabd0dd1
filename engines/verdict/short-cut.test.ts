import { reference, rules } from '@khien/packs/vietnam';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileReference, fold } from '../text/index.ts';
import { compileBook } from './book.ts';
import { buildChecker } from './checker.ts';
import { createShortCut } from './short-cut.ts';
import type { Listing, Lookup } from './types.ts';

const parts = { reference: compileReference(reference), ...rules };
const listing: Listing = { kind: 'scam', source: 'x', listedAt: '2026-11-21' };
const lookup: Lookup = (keys) => keys.map((key) => (key.length % 7 === 0 ? listing : undefined));

it('answers as the long way does', () => {
  const [short, long] = [buildChecker(parts, true), buildChecker(parts, false)];
  let same = 0;
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/);
  const ending = fc.constantFrom('com', 'vn', 'com.vn', 'gov.vn', 'top', 'me', 'co.uk', 'pages.dev', 'nowhere');
  const host = fc
    .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), ending)
    .map(([labels, end]) => [...labels, end].join('.'));
  const known = fc.constantFrom(
    'vietcombank.com.vn',
    'vietcombank.vn-ms.top',
    'bit.ly',
    'facebook.com',
    'github.com',
    '0912345678',
  );
  const written = fc.oneof(
    host,
    known,
    host.map((name) => `https://${name}/a?b=1`),
    host.map((name) => `vào ${name} ngay`),
    known.map((name) => `${name} `),
  );
  const sender = fc.option(
    fc.constantFrom({ kind: 'number', value: '0912345678' } as const, { kind: 'brandname', value: 'X' } as const),
    { nil: undefined },
  );
  fc.assert(
    fc.property(written, sender, (text, from) => {
      const input = from === undefined ? { text } : { text, sender: from };
      const verdict = short(input, lookup);
      expect(verdict).toEqual(long(input, lookup));
      same += verdict.grade === 'nothing-found' ? 1 : 0;
    }),
    { seed: 20261121, numRuns: 2_000 },
  );
  expect(same).toBeGreaterThan(300);
});

it('is taken with the rules of the pack, and not when a rule speaks of links alone', () => {
  const book = (hints = rules.hints ?? []) =>
    compileBook(rules.schemes, hints, rules.registry, (text) => fold(text).ascii);
  expect(createShortCut(book(), parts)).toBeDefined();
  expect(createShortCut(book([{ reason: 'unknown-link', all: ['+unknown-link'] }]), parts)).toBeUndefined();
});
