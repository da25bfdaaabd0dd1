import { compileReference } from '@khien/engines/text';
import type { Listing, Verdict } from '@khien/engines/verdict';
import { reference, schemes, stories } from '@khien/packs/vietnam';
import { describe, expect, it } from 'vitest';
import { render } from './render.ts';
import { CheckAnswer, CheckBody } from './schema.ts';
import { createCheckService } from './service.ts';

const noted: string[] = [];
const listed: Record<string, Listing> = {
  'tel:+84900000133': { kind: 'scam', source: 'Công an tỉnh', listedAt: '2026-11-01' },
};
const service = createCheckService(
  compileReference(reference),
  { find: (keys: string[]) => keys.map((key) => listed[key]), state: () => ({ asOf: '2026-11-21' }) } as never,
  { note: ({ observables }: Verdict) => noted.push(...observables.map(({ key }) => key)), flush: async () => {} },
);
const parts = [
  {
    text: 'Có người gọi, biết tên và địa chỉ nhà tôi, bảo tặng quà, không mất phí ship.',
    channel: 'call',
    at: '2026-10-12',
  },
  { text: 'Quà về, mở ra toàn đồ rẻ tiền.', channel: 'delivery', at: '2026-10-16' },
  { text: 'Số 0900 000 133 lại gọi, báo hàng khuyến mãi, phải trả phí ship và một phần giá trị đơn hàng.' },
] as const;

describe('a story', () => {
  it('is answered as a whole and part by part, in both languages', () => {
    const { story = [] } = CheckBody.parse({ story: parts });
    const vi = CheckAnswer.parse(render(service.story(story), 'vi'));
    expect(vi).toMatchObject({
      grade: 'confirmed-scam',
      gradeLine: 'Đừng trả tiền. Từ chối nhận hàng.',
      scheme: 'qua-tang-phi-ship',
      story: { stage: 'asked', stageName: 'Đòi tiền', next: 'again' },
      parts: [{ stage: 'offer' }, { stage: 'arrived' }, { stage: 'asked', grade: 'confirmed-scam' }],
    });
    expect(vi.story?.stages.map(({ reached }) => reached)).toEqual([true, true, true, false]);
    expect(vi.observables).toMatchObject([{ kind: 'phone', part: 2, display: '0900 000 133' }]);
    expect(vi.reasons[0]).toMatchObject({ code: 'listed', part: 2, observable: 0 });
    const en = CheckAnswer.parse(render(service.story(story), 'en'));
    expect(en).toMatchObject({
      gradeLine: 'Do not pay. Refuse the goods.',
      story: { stageName: 'Money is asked for' },
    });
  });

  it('tells when the next stage is to be expected, where there are dates', () => {
    const answer = render(service.story(parts.slice(0, 2)), 'vi');
    expect(answer.story).toMatchObject({ stage: 'arrived', expected: { from: '2026-11-05', to: '2026-11-30' } });
  });

  it('is answered whatever dates it has', () => {
    for (const at of ['0000-01-01', '9999-12-31']) {
      const answer = render(service.story(parts.slice(0, 2).map((part) => ({ ...part, at }))), 'vi');
      expect(CheckAnswer.parse(answer).story?.stage).toBe('arrived');
    }
  });

  it('counts what its parts name, as checks do', () => {
    noted.length = 0;
    service.story(parts);
    expect(noted).toEqual(['tel:+84900000133']);
  });

  it('is also heard in one text, and other texts keep their answer', () => {
    const told = `Tháng trước ${parts[0].text} Mấy hôm sau quà về, toàn đồ rẻ tiền. Hôm nay lại gọi, đòi phí ship và một phần tiền hàng.`;
    expect(render(service.told({ text: told }), 'vi').story?.stage).toBe('asked');
    const plain = { text: 'Tối nay nhà mình ăn cơm ở nhà bà nhé, nhớ mua thêm ít rau với cá, mai mẹ về quê sớm.' };
    expect(service.told(plain)).toEqual(service.verdict(plain));
  });
});

it.each([
  [{}],
  [{ text: 'a', story: [{ text: 'a' }] }],
  [{ sender: { kind: 'number', value: '0900000133' }, story: [{ text: 'a' }] }],
  [{ story: [] }],
  [{ story: [{ text: ' ' }] }],
  [{ story: [{ text: 'a', at: 'hôm qua' }] }],
  [{ story: [{ text: 'a', channel: 'fax' }] }],
  [{ story: Array.from({ length: 21 }, () => ({ text: 'a' })) }],
  [{ story: [{ text: 'a'.repeat(12_000) }, { text: 'b'.repeat(12_000) }] }],
])('refuses %j', (body) => {
  expect(CheckBody.safeParse(body).success).toBe(false);
});

it('has a sentence for every stage of every staged scheme', () => {
  const known = new Set(schemes.schemes.map(({ id }) => id));
  for (const { id, scheme, stages } of stories.stories) {
    expect(known).toContain(scheme);
    for (const stage of stages) {
      const verdict: Verdict = {
        grade: 'very-suspicious',
        observables: [],
        reasons: [{ code: `${id}.${stage.id}`, params: { quote: 'x' }, part: 0 }],
        advice: stage.advice,
        contacts: [],
        notAsked: [],
        rulesVersion: '1',
        story: { id, scheme, stage: stage.id, next: stage.next, stages: stages.map((one) => ({ id: one.id })) },
      };
      for (const locale of ['vi', 'en'] as const) {
        const answer = CheckAnswer.parse(render(verdict, locale));
        expect(answer.advice.length).toBeGreaterThan(2);
        expect(JSON.stringify(answer)).not.toMatch(/undefined|\{quote\}|!/);
      }
    }
  }
});
