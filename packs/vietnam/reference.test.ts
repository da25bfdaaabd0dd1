import { compileReference, extract, formatPhone, normalise } from '@khien/engines/text';
import { expect, test } from 'vitest';
import { reference } from './index.ts';

const ref = compileReference(reference);

test('every bank has one BIN of six digits, and no word names two banks', () => {
  const bins = reference.banks.map(({ bin }) => bin);
  expect(new Set(bins).size).toBe(bins.length);
  for (const bin of bins) expect(bin).toMatch(/^\d{6}$/);
  const words = reference.banks.flatMap((bank) => [...new Set(bank.words.map((word) => word.replaceAll(' ', '')))]);
  expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  for (const word of words) expect(word).toMatch(/^[a-z0-9]+$/);
});

test.each(
  reference.banks.filter(({ hotline }) => hotline !== undefined).map((bank) => [bank.shortName, bank] as const),
)('the hotline of %s is a service number of the plan', (_, bank) => {
  const read = normalise('phone', bank.hotline ?? '', ref);
  expect(read).toMatchObject({ ok: true, observable: { key: `tel:+84${bank.hotline}` } });
  expect(formatPhone(`+84${bank.hotline}`)).toMatch(/^1[89]00 /);
});

test.each(reference.banks.map((bank) => [bank.shortName, bank] as const))(
  '%s is recognised beside an account by every word',
  (_, bank) => {
    for (const word of bank.words) {
      const [seen] = extract(`STK 123456789012 ngân hàng ${word}`, ref);
      expect(seen).toMatchObject({ kind: 'bank-account', bank: bank.bin });
    }
    for (const domain of bank.domains ?? []) {
      expect(normalise('domain', domain, ref)).toMatchObject({
        ok: true,
        observable: { key: domain, registrable: domain },
      });
    }
  },
);

test('old mobile prefixes lead to prefixes of today', () => {
  const mobile = new Set(reference.phonePlan.mobile.map(({ prefix }) => prefix));
  for (const { from, to } of reference.phonePlan.renumbered) {
    expect(mobile.has(to), `${from} → ${to}`).toBe(true);
    expect(normalise('phone', `0${from}1234567`, ref)).toMatchObject({
      ok: true,
      observable: { value: `+84${to}1234567` },
    });
  }
});

test('Điện Biên is reached by 0215', () => {
  expect(reference.phonePlan.areas).toContainEqual({ prefix: '215', vi: 'Điện Biên', en: 'Dien Bien' });
  expect(normalise('phone', '0215 3825 123', ref)).toMatchObject({ ok: true, observable: { value: '+842153825123' } });
});
