import { expect, test } from 'vitest';
import { freshParts } from './fields.ts';
import { inOneText, readParts, toStory, without, withOneMore } from './parts.ts';

const messages = { empty: 'chưa kể', noText: 'chưa có lời', at: 'ngày' };

function typed(fields: Record<string, string>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return readParts(form);
}

test('parts keep what was typed when one is added or taken away', () => {
  const parts = typed({
    'text-1': ' a ',
    'channel-1': 'call',
    'at-1': '2026-10-12',
    'text-2': 'b',
    'channel-2': 'fax',
  });
  expect(parts).toEqual([
    { text: 'a', channel: 'call', at: '2026-10-12' },
    { text: 'b', channel: '', at: '' },
  ]);
  expect(withOneMore(parts)).toHaveLength(3);
  expect(without(parts, 1)).toEqual([parts[1]]);
  expect(without(without(parts, 1), 1)).toEqual([{ text: '', channel: '', at: '' }]);
  expect(withOneMore(Array.from({ length: 20 }, () => ({ text: 'a', channel: '' as const, at: '' })))).toHaveLength(20);
});

test('empty parts are left out, and faults stand beside their own part', () => {
  const parts = typed({ 'text-1': '', 'text-2': 'b', 'at-2': '12/10/2026', 'text-3': '', 'at-3': '2026-10-13' });
  const { story, numbers, faults } = toStory(parts, messages);
  expect(story[0]).toEqual({ text: 'b', at: '2026-10-12' });
  expect(numbers).toEqual([2, 3]);
  expect(faults).toEqual([{ field: 'text-3', message: 'chưa có lời' }]);
  expect(toStory(typed({ 'text-1': 'a', 'at-1': '31/02/2026' }), messages).faults).toEqual([
    { field: 'at-1', message: 'ngày' },
  ]);
  expect(toStory(freshParts(), messages).faults).toEqual([{ field: 'text-1', message: 'chưa kể' }]);
});

test('a report gets the story as one text, with days as people write them', () => {
  const parts = typed({ 'text-1': 'a', 'channel-1': 'call', 'at-1': '2026-10-12', 'text-2': 'b' });
  expect(inOneText(parts, (channel) => channel)).toBe('call, 12/10/2026: a\n\nb');
});
