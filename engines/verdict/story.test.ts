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

it('names only schemes of the book', () => {
  const known = new Set(schemes.schemes.map(({ id }) => id));
  for (const { scheme } of stories.stories) expect(known).toContain(scheme);
});
