/** The staged schemes, compiled by the scheme book's own compiler, so that both read phrases in the same way. */
import { fold } from '../text/index.ts';
import { type CompiledBook, type CompiledRule, compileBook } from './book.ts';
import type { Channel, Stage, StagedScheme, StageRule, StoryBook, TimeWords } from './story-types.ts';
import type { PhraseGroup, Registry, Rule, Scheme, SchemeBook } from './types.ts';

const channels: Channel[] = ['call', 'message', 'online', 'meeting', 'delivery', 'payment', 'other'];
const plainMarks = ['link', 'account', 'phone', 'grave', ...channels];

export interface CompiledStageRule {
  story: StagedScheme;
  stage: Stage;
  rule: CompiledRule;
  after: string[];
  later: boolean;
  told: number[];
  never: number[];
}

export interface CompiledStories {
  book: CompiledBook;
  /** story by story, each story's stages in their order */
  rules: CompiledStageRule[];
  /** group number → the time it tells */
  times: Map<number, TimeWords>;
  /** number of the group that stands for a mark of a part; undefined for marks that no rule asks for */
  mark: (name: string) => number | undefined;
}

/**
 * @throws when a rule names a group, mark, stage or scheme that does not exist
 */
export function compileStories(stories: StoryBook, schemes: SchemeBook, registry: Registry): CompiledStories {
  const marks = [...plainMarks, ...schemes.schemes.map(({ id }) => `as-${id}`)];
  const lexicon: Record<string, PhraseGroup> = { ...schemes.lexicon, ...stories.lexicon };
  for (const mark of marks) lexicon[`+${mark}`] = { role: 'mark', phrases: [] };
  stories.times.forEach(({ phrases }, index) => {
    lexicon[`time-${index}`] = { role: 'time', phrases };
  });
  for (const { id, scheme, groups } of stories.stories) {
    if (!schemes.schemes.some((one) => one.id === scheme)) throw new Error(`stories: no scheme "${scheme}"`);
    for (const [name, group] of Object.entries(groups)) lexicon[`${id}:${name}`] = group;
  }

  const rules: { story: StagedScheme; stage: Stage; rule: StageRule }[] = stories.stories.flatMap((story) =>
    story.stages.flatMap((stage) => stage.rules.map((rule) => ({ story, stage, rule }))),
  );
  // One scheme for each rule: so every compiled rule is found again by its scheme's id.
  const asSchemes: Scheme[] = rules.map(({ story, rule }, index) => ({
    id: String(index),
    rules: [renamed(rule, (name) => fullName(story.id, name))],
    advice: [],
    examples: { positive: [], negative: [] },
  }));
  for (const name of asSchemes.flatMap(({ rules: [rule] }) => namesIn(rule))) {
    const [scheme = '', group = ''] = name.slice(1).split('/');
    const borrowed = schemes.schemes.find(({ id }) => id === scheme)?.groups?.[group];
    if (borrowed !== undefined) lexicon[`${scheme}/${group}`] = borrowed;
  }
  const book = compileBook({ version: schemes.version, lexicon, schemes: asSchemes }, [], registry, foldPhrase);
  const compiled = new Map(book.rules.map((rule) => [rule.scheme, rule]));
  return {
    book,
    rules: rules.map(({ story, stage, rule }, index) => {
      const number = (name: string): number => book.numberOf(fullName(story.id, name));
      for (const id of rule.after ?? []) {
        if (!story.stages.some((one) => one.id === id)) throw new Error(`stories: no stage "${id}" in "${story.id}"`);
      }
      return {
        story,
        stage,
        rule: compiled.get(String(index)) as CompiledRule,
        after: rule.after ?? [],
        later: rule.later ?? false,
        told: (rule.told ?? []).map(number),
        never: (rule.never ?? []).map(number),
      };
    }),
    times: new Map(stories.times.map((time, index) => [book.numberOf(`@time-${index}`), time])),
    mark: (name) => (marks.includes(name) ? book.numberOf(`@+${name}`) : undefined),
  };
}

const foldPhrase = (text: string): string => fold(text).ascii;

/** The compiler's name of what a story calls `group`, `@group` or `+mark`. */
const fullName = (story: string, name: string): string =>
  name.startsWith('@') ? name : name.startsWith('+') ? `@${name}` : `@${story}:${name}`;

function renamed({ weight, all, any, atLeast, not, near }: Rule, to: (name: string) => string): Rule {
  const rule: Rule = { weight };
  if (all) rule.all = all.map(to);
  if (any) rule.any = any.map(to);
  if (atLeast) rule.atLeast = { count: atLeast.count, of: atLeast.of.map(to) };
  if (not) rule.not = not.map(to);
  if (near) rule.near = near.map(({ groups: [a, b], within }) => ({ groups: [to(a), to(b)], within }));
  return rule;
}

const namesIn = ({ all = [], any = [], atLeast, not = [], near = [] }: Rule = { weight: 0 }): string[] => [
  ...all,
  ...any,
  ...(atLeast?.of ?? []),
  ...not,
  ...near.flatMap(({ groups }) => groups),
];
