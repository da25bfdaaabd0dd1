export { createChecker } from './checker.ts';
export { createFeatures, type Features } from './features.ts';
export { buildLookalikes, type FindLookalike } from './lookalike.ts';
export { createTextModel, type TextModelData } from './model.ts';
export { buildPhrases, findPhrases, wordsOf } from './phrases.ts';
export { buildTypoTable, findTypo } from './typos.ts';
export { createStories, type Stories } from './story.ts';
export type { Channel, FoundStory, PartMark, StagedScheme, StoryBook, StoryPart, TimeWords } from './story-types.ts';
export type {
  Brands,
  Check,
  CheckerParts,
  CheckInput,
  Contact,
  Example,
  Grade,
  Hint,
  Listing,
  Lookalike,
  Lookup,
  Organisation,
  Quote,
  Reason,
  Registry,
  Scheme,
  SchemeBook,
  SeenObservable,
  Verdict,
} from './types.ts';
