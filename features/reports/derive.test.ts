import { expect, test } from 'vitest';
import { deriveReport, type ReportAction } from './derive.ts';

const at = (minute: number) => `2026-11-21T07:${String(minute).padStart(2, '0')}:00.000Z`;
const received: ReportAction = { kind: 'received', at: at(0) };

test('a new report is received and asks nothing', () => {
  expect(deriveReport([received])).toEqual({
    status: 'received',
    steps: [{ step: 'received', at: at(0) }],
    talk: [],
  });
});

test('a question waits until it is answered, and a decision closes it', () => {
  const asked: ReportAction[] = [received, { kind: 'asked', at: at(1), text: 'Họ gọi từ số nào?' }];
  expect(deriveReport(asked).question).toEqual({ text: 'Họ gọi từ số nào?', at: at(1) });
  expect(deriveReport(asked).status).toBe('verifying');
  const answered: ReportAction[] = [...asked, { kind: 'answered', at: at(2), text: 'Số lạ' }];
  expect(deriveReport(answered).question).toBeUndefined();
  expect(deriveReport(answered).talk.map((t) => t.who)).toEqual(['officer', 'reporter']);
  const decided = deriveReport([...asked, { kind: 'decided', at: at(3), decision: 'blocked', text: 'Đã chặn.' }]);
  expect(decided).toMatchObject({ status: 'decided', decision: 'blocked', decidedAt: at(3), message: 'Đã chặn.' });
  expect(decided.question).toBeUndefined();
});

test('a pass-on is replaced by the decision of the next unit', () => {
  const story: ReportAction[] = [
    received,
    { kind: 'verifying', at: at(1) },
    { kind: 'passed-on', at: at(2), unit: 'Công an tỉnh' },
  ];
  expect(deriveReport(story)).toMatchObject({ status: 'decided', decision: 'passed-on' });
  const later = deriveReport([
    ...story,
    { kind: 'verifying', at: at(3) },
    { kind: 'decided', at: at(4), decision: 'not-a-scam', text: 'Tổng đài thật.' },
  ]);
  expect(later.decision).toBe('not-a-scam');
  expect(later.steps.map((s) => s.step)).toEqual(['received', 'verifying', 'passed-on', 'verifying', 'decided']);
});

test('a decision taken back leaves no trace of it on the public page', () => {
  const story = deriveReport([
    received,
    { kind: 'verifying', at: at(1) },
    { kind: 'decided', at: at(2), decision: 'not-enough', text: 'Chưa đủ.' },
    { kind: 'reopened', at: at(3) },
  ]);
  expect(story).toEqual({
    status: 'verifying',
    steps: [
      { step: 'received', at: at(0) },
      { step: 'verifying', at: at(1) },
    ],
    talk: [],
  });
});

test('taking it up twice shows one line', () => {
  const story = deriveReport([received, { kind: 'verifying', at: at(1) }, { kind: 'verifying', at: at(2) }]);
  expect(story.steps).toHaveLength(2);
});
