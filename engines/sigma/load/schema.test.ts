import { describe, expect, it } from 'vitest';
import { ruleText } from './samples.ts';
import { checkSchema } from './schema.ts';

const SELECTION = 'selection: { Image: x }\ncondition: selection';

function reasons(text: string): string[] {
  return checkSchema(text).flatMap(({ violations }) => violations.map(({ line, reason }) => `${line} ${reason}`));
}

describe('the official schemas', () => {
  it('tell the kinds apart', () => {
    const texts = [ruleText(SELECTION), 'title: c\ncorrelation: {}\n', 'title: f\nfilter: {}\n', 'x: 1\n'];
    expect(checkSchema(texts.join('---\n')).map(({ document, kind }) => [document, kind])).toEqual([
      [1, 'rule'],
      [2, 'correlation'],
      [3, 'filter'],
      [4, undefined],
    ]);
  });

  it('know nothing of what is only ours to refuse', () => {
    expect(
      reasons(
        ruleText('selection: { Image: [x, null] }\ncondition: nonsense and', { logsource: '{}', taxonomy: 'ecs' }),
      ),
    ).toEqual([]);
  });

  it('say also what is taken with a warning or as an extension', () => {
    expect(reasons(ruleText(SELECTION, { date: '2024/01/02', id: 'x', tags: '' }))).toEqual([
      '4 the id "x" is no UUID',
      '3 date is "2024/01/02" instead of "2024-01-02"',
      '5 tags is empty',
    ]);
    expect(reasons(ruleText('selection: { Image: x }\ncondition: [selection]'))).toEqual(['5 a list of conditions']);
  });

  it('only look at what the kind has', () => {
    const filter = (more: string) =>
      `title: f\nlogsource: { product: x }\nfilter: { rules: [aa], selection: [x], condition: selection }\n${more}\n`;
    expect(reasons(filter('level: nonsense'))).toEqual([]);
    expect(reasons(filter('taxonomy: 5'))).toEqual(['4 taxonomy must be a text']);
    expect(reasons(ruleText(SELECTION, { level: 'nonsense' }))).toHaveLength(1);
  });

  it('look at no identifier of a filter but selection', () => {
    const filter = (searches: string) =>
      `title: f\nlogsource: { product: x }\nfilter: { rules: [aa], ${searches}, condition: selection }\n`;
    expect(reasons(filter('selection: [x], other: 5'))).toEqual([]);
    expect(reasons(filter('selection: 5'))).toHaveLength(1);
    expect(reasons(filter('other: [x]'))).toHaveLength(1);
  });
});
