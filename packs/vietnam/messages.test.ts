import { compileReference } from '@khien/engines/text';
import { createChecker, type Grade, type Lookup } from '@khien/engines/verdict';
import { describe, expect, it } from 'vitest';
import { brands, hints, hotlines, reference, registry, renderMessage, schemes, shorteners } from './index.ts';
import en from './messages.en.json' with { type: 'json' };
import vi from './messages.vi.json' with { type: 'json' };

const locales = ['vi', 'en'] as const;
const check = createChecker({
  reference: compileReference(reference),
  registry,
  brands,
  schemes,
  hints,
  hotlines,
  shorteners,
});

describe('renderMessage', () => {
  it('fills the places of a sentence, also when a value looks like a place', () => {
    const params = { value: '{brand}', brand: 'A$&B', official: 'a.vn' };
    expect(renderMessage('vi', 'reason.lookalike-ending', params)).toBe(
      '{brand} viết đúng tên A$&B nhưng khác phần đuôi. Địa chỉ thật là a.vn.',
    );
    expect(renderMessage('en', 'reason.lookalike-ending', params)).toBe(
      '{brand} has the name of A$&B with another ending. The real address is a.vn.',
    );
  });

  it('refuses a sentence that nobody wrote', () => {
    expect(() => renderMessage('vi', 'reason.no-such')).toThrow('reason.no-such');
  });

  it('knows no key that every object has', () => {
    expect(() => renderMessage('vi', 'constructor')).toThrow('constructor');
  });
});

describe('every code a check can answer has its sentence', () => {
  it.each(locales)('%s', (locale) => {
    const groups = [schemes.lexicon, ...schemes.schemes.map(({ groups = {} }) => groups)].flatMap((all) =>
      Object.values(all),
    );
    const reasons = [...groups.flatMap(({ reason }) => reason ?? []), ...hints.map(({ reason }) => reason)];
    for (const reason of reasons) renderMessage(locale, `reason.${reason}`);
    for (const { id, advice } of schemes.schemes) {
      renderMessage(locale, `scheme.${id}.name`);
      renderMessage(locale, `scheme.${id}.how`);
      for (const code of advice) renderMessage(locale, `advice.${code}`);
    }
  });

  it.each([
    ['nhanqua-vietcombank.com', 'combo'],
    ['vietcombank.nhanqua.com', 'subdomain'],
    ['v1etcombank.com', 'homoglyph'],
    ['viеtcombank.com', 'scripts'],
    ['vietcombamk.com', 'typo'],
    ['vietcombank.vip', 'ending'],
  ])('%s: %s, with the true address', (host, trick) => {
    const { grade, reasons } = check({ text: host }, (keys) => keys.map(() => undefined));
    expect(grade).toBe('very-suspicious');
    expect(reasons.map(({ code }) => code)).toEqual([`lookalike-${trick}`]);
    for (const locale of locales) {
      const said = renderMessage(locale, `reason.lookalike-${trick}`, reasons[0]?.params);
      expect(said).toMatch(/Vietcombank.*vietcombank\.com\.vn\.$/);
      expect(said).not.toContain('{');
    }
  });

  it.each(locales)('%s, as the examples are answered', (locale) => {
    const scam: Lookup = (keys) => keys.map(() => ({ kind: 'scam', source: 'x', listedAt: '2026-11-21' }));
    const nothing: Lookup = (keys) => keys.map(() => undefined);
    const grades = new Set<Grade>();
    const examples = schemes.schemes.flatMap(({ examples: { positive, negative } }) => [...positive, ...negative]);
    for (const example of [...examples, 'vietcombank.com.vn', '1900545413', 'bit.ly/abc', 'Xin chào']) {
      for (const lookup of [scam, nothing]) {
        const verdict = check(typeof example === 'string' ? { text: example } : example, lookup);
        grades.add(verdict.grade);
        renderMessage(locale, `grade.${verdict.grade}`);
        renderMessage(locale, `gradeLine.${verdict.grade}`);
        for (const { code, params } of verdict.reasons) {
          expect(renderMessage(locale, `reason.${code}`, params)).not.toMatch(/\{|“”|undefined/);
        }
        for (const code of verdict.advice) renderMessage(locale, `advice.${code}`);
        for (const code of verdict.notAsked) renderMessage(locale, `notAsked.${code}`);
      }
    }
    expect(grades.size).toBe(5);
  });

  it('writes both languages for the same codes, calmly', () => {
    expect(Object.keys(vi)).toEqual(Object.keys(en));
    for (const text of [...Object.values(vi), ...Object.values(en)]) expect(text).not.toMatch(/!|phishing|\p{Lu}{7}/u);
  });
});
