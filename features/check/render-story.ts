import type { FoundStory, PartMark } from '@khien/engines/verdict';
import type { CheckAnswer } from './schema.ts';

type Say = (key: string) => string;

/** A recognised staged scheme with its sentences; every field that leaves is named here. */
export function renderStory(story: FoundStory, say: Say): NonNullable<CheckAnswer['story']> {
  const key = `story.${story.id}`;
  return {
    scheme: story.scheme,
    schemeName: say(`${key}.name`),
    stage: story.stage,
    stageName: say(`${key}.${story.stage}.name`),
    stages: story.stages.map(({ id, part }) => ({
      code: id,
      name: say(`${key}.${id}.name`),
      reached: part !== undefined,
    })),
    next: story.next,
    nextText: say(`${key}.${story.stage}.next`),
    ...(story.expected ? { expected: { from: story.expected.from, to: story.expected.to } } : {}),
  };
}

/** How each part of a story looks by itself. */
export function renderParts(
  parts: readonly PartMark[],
  story: FoundStory | undefined,
  say: Say,
): NonNullable<CheckAnswer['parts']> {
  return parts.map(({ grade, stage }) => ({
    grade,
    gradeText: say(`grade.${grade}`),
    ...(stage !== undefined && story ? { stage, stageName: say(`story.${story.id}.${stage}.name`) } : {}),
  }));
}
