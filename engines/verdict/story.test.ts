import { reference, rules, schemes, stories } from '@khien/packs/vietnam';
import { describe, expect, it } from 'vitest';
import { compileReference } from '../text/index.ts';
import { createChecker, createStories, type StoryPart, type Verdict } from './index.ts';
import samples from './story-samples.json' with { type: 'json' };

const check = createChecker({ reference: compileReference(reference), ...rules });
const tellers = createStories({ reference: compileReference(reference), ...rules }, stories);
const nothingListed = (keys: string[]) => keys.map(() => undefined);
const asPart = (part: string | StoryPart): StoryPart => (typeof part === 'string' ? { text: part } : part);
const grave = ['confirmed-scam', 'very-suspicious'];

/** The answer to a story: one text as the plain check answers it, parts as the page for stories does. */
function tell(parts: readonly (string | StoryPart)[]): Verdict {
  const told = parts.map(asPart);
  const verdicts = told.map(({ text, sender }) => check(sender ? { text, sender } : { text }, nothingListed));
  const [first] = told;
  return first && told.length === 1 && typeof parts[0] === 'string'
    ? tellers.ofText(first, verdicts[0] as Verdict)
    : tellers.ofParts(told, verdicts);
}

const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D');
const withoutAccents = (parts: readonly (string | StoryPart)[]) =>
  parts.map((part) => (typeof part === 'string' ? plain(part) : { ...part, text: plain(part.text) }));
const words = (parts: readonly (string | StoryPart)[]): string => parts.map((part) => asPart(part).text).join(' | ');

describe.each(stories.stories)('$id', (story) => {
  it('is told at every stage', () => {
    const shown = new Set(story.examples.map(({ stage }) => stage));
    expect([...shown].sort()).toEqual(story.stages.map(({ id }) => id).sort());
  });

  it.each(story.examples.map(({ parts, stage }) => [stage, words(parts), parts] as const))(
    '%s: %s',
    (stage, _, parts) => {
      for (const told of [parts, withoutAccents(parts)]) {
        const verdict = tell(told);
        expect({ story: verdict.story?.id, stage: verdict.story?.stage }).toEqual({ story: story.id, stage });
        expect(verdict.scheme).toBe(story.scheme);
        expect(verdict.advice).toEqual(story.stages.find(({ id }) => id === stage)?.advice);
        for (const { quote, part } of verdict.reasons) {
          const text = asPart(told[part ?? 0] as StoryPart).text;
          if (quote) expect(text.slice(quote.start, quote.end)).toBe(quote.text);
        }
      }
    },
  );
});

describe('honest stories', () => {
  it.each(samples.honest.map((parts) => [words(parts as StoryPart[]), parts as (string | StoryPart)[]] as const))(
    '%s',
    (_, parts) => {
      for (const told of [parts, withoutAccents(parts)]) {
        const { grade, story } = tell(told);
        expect({ grave: grave.includes(grade), story }).toEqual({ grave: false, story: undefined });
      }
    },
  );
});

describe('the case the province warns of', () => {
  const parts: StoryPart[] = [
    {
      text: 'Có người gọi cho tôi, biết tên và địa chỉ, bảo tặng quà, không mất phí ship.',
      channel: 'call',
      at: '2026-10-12',
    },
    { text: 'Quà về, mở ra không có giá trị gì.', channel: 'delivery', at: '2026-10-16' },
    {
      text: 'Lại gọi, báo có sản phẩm khuyến mãi, phải trả phí ship và một phần giá trị đơn hàng.',
      channel: 'call',
      at: '2026-11-15',
    },
    { text: 'Tôi đã chuyển 450.000đ, Vietcombank báo trừ tiền rồi.', channel: 'payment', at: '2026-11-16' },
  ];
  const upTo = (count: number) => tell(parts.slice(0, count));

  it('gets the advice of its stage, what to do first coming first', () => {
    expect(upTo(1).advice.slice(0, 3)).toEqual(['give-no-more-data', 'note-number', 'expect-second-call']);
    expect(upTo(2).advice.slice(0, 3)).toEqual(['nothing-to-pay', 'refuse-next-parcel', 'keep-packaging']);
    expect(upTo(3).advice[0]).toBe('do-not-pay');
    expect(upTo(3).advice).toContain('report-now');
    expect(upTo(4).advice.slice(0, 4)).toEqual(['call-bank-now', 'call-courier', 'keep-papers', 'report-loss']);
    expect(upTo(4).contacts.map(({ code }) => code)).toEqual(['bank', '156', '5656', '113']);
    // Nothing was paid before: nobody is sent to a bank.
    for (const count of [1, 2, 3]) expect(upTo(count).advice).not.toContain('call-bank-now');
  });

  it('knows what comes next, and when', () => {
    expect(upTo(1).story).toMatchObject({ stage: 'offer', next: 'arrived' });
    expect(upTo(2).story).toMatchObject({ next: 'asked', expected: { from: '2026-11-05', to: '2026-11-30' } });
    expect(upTo(4).story).toMatchObject({ stage: 'paid', next: 'recovery' });
    expect(tell(parts.slice(0, 2).map(({ text }) => ({ text }))).story).not.toHaveProperty('expected');
  });

  it('is the same in any order, as long as there are dates', () => {
    const { parts: marks, ...turned } = tell(parts.toReversed()) as Verdict & { parts: unknown[] };
    expect(turned.story?.stage).toBe('paid');
    expect(turned.advice).toEqual(upTo(4).advice);
    expect(marks).toMatchObject([{ stage: 'paid' }, { stage: 'asked' }, { stage: 'arrived' }, { stage: 'offer' }]);
  });

  it('quotes each stage in its own part', () => {
    const { reasons } = upTo(3);
    expect(reasons.slice(0, 3).map(({ code, part }) => [code, part])).toEqual([
      ['qua-tang-phi-ship.offer', 0],
      ['qua-tang-phi-ship.arrived', 1],
      ['qua-tang-phi-ship.asked', 2],
    ]);
    expect(reasons[2]?.quote?.text).toBe('một phần giá trị');
  });

  it('does not tie what lies years apart', () => {
    const [first, , third] = parts as [StoryPart, StoryPart, StoryPart, StoryPart];
    const fee = { ...third, text: 'Gọi báo phải trả phí vận chuyển cho đơn hàng.' };
    expect(tell([first, fee]).story?.stage).toBe('asked');
    expect(tell([{ ...first, at: '2024-01-12' }, fee]).story?.stage).not.toBe('asked');
  });
});

it('puts what is told backwards into the order in which it happened', () => {
  const told =
    'Hôm nay họ gọi cho tôi đòi phí ship và một phần tiền hàng. Tháng trước họ gọi tặng quà không mất đồng nào, đọc đúng tên tôi.';
  expect(tell([told]).story).toMatchObject({ stage: 'asked', stages: [{ part: 0 }, {}, { part: 0 }, {}] });
});

it('gives a single text that tells no story the answer of the plain check, the very same', () => {
  for (const text of samples.honest.flatMap((parts) => parts.map((part) => asPart(part as StoryPart).text))) {
    const verdict = check({ text }, nothingListed);
    expect(tellers.ofText({ text }, verdict)).toBe(verdict);
  }
});

it('names only schemes of the book', () => {
  const known = new Set(schemes.schemes.map(({ id }) => id));
  for (const { scheme } of stories.stories) expect(known).toContain(scheme);
});
