import type { StagedScheme, StoryBook, TimeWords } from '@khien/engines/verdict';
import lexicon from './stories/lexicon.json' with { type: 'json' };
import quaTangPhiShip from './stories/qua-tang-phi-ship.json' with { type: 'json' };
import times from './stories/times.json' with { type: 'json' };

const inOrder = [quaTangPhiShip];

/** Scams that come in stages, weeks apart: how each stage is told, what comes next, what to do. */
export const stories: StoryBook = { lexicon, times: times as TimeWords[], stories: inOrder as StagedScheme[] };
