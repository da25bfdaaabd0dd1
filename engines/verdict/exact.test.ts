import { brands, reference, registry, schemes } from '@khien/packs/vietnam';
import { expect, test } from 'vitest';
import { compileReference } from '../text/index.ts';
import { createChecker, type Listing } from './index.ts';

const check = createChecker({ reference: compileReference(reference), registry, brands, schemes });
const listing = (exact: boolean): Listing => ({
  kind: 'scam',
  source: 'danh sách',
  listedAt: '2026-11-01',
  ...(exact ? { exact } : {}),
});
const gradeOf = (text: string, listed: Listing) =>
  check({ text }, (keys) => keys.map((key) => (key === 'xau.example.net' ? listed : undefined))).grade;

test.each([
  ['xau.example.net', true],
  ['www.xau.example.net', true],
  ['https://xau.example.net/trang?x=1', true],
  ['xem xau.example.net va so 0356789012', true],
  ['anh.xau.example.net', false],
  ['https://anh.xau.example.net/', false],
  ['xem anh.xau.example.net va so 0356789012', false],
])('a listing of exactly one host, asked about %s: %s', (text, found) => {
  expect(gradeOf(text, listing(true)) === 'confirmed-scam').toBe(found);
  // A domain listed as such stands for everything below it.
  expect(gradeOf(text, listing(false))).toBe('confirmed-scam');
});

test.each(['azuki.claim', '0938020000thay.shop', ' yugalabs.and\n', 'sn99.cc:100', 'http://azuki.claim/x'])(
  'what lists name and no text would be read as is found when pasted alone: %s',
  (text) => {
    const keys = new Set(['azuki.claim', '0938020000thay.shop', 'yugalabs.and', 'sn99.cc:100', 'azuki.claim/x']);
    const listed = (asked: string[]) => asked.map((key) => (keys.has(key) ? listing(true) : undefined));
    const found = check({ text }, listed);
    expect(found.grade).toBe('confirmed-scam');
    const [seen] = found.observables;
    expect(text.slice(seen?.start, seen?.end)).toBe(text.trim());
    // Not listed, it is read as any text is; inside a sentence too.
    expect(check({ text: `xem ${text} đi` }, (asked) => asked.map(() => undefined)).grade).not.toBe('confirmed-scam');
  },
);
