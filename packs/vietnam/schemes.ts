import type { SchemeBook } from '@khien/engines/verdict';
import khoaSim from './schemes/khoa-sim.json' with { type: 'json' };
import lexicon from './schemes/lexicon.json' with { type: 'json' };

/** The forms of scam with their rules and examples. A change of any rule is a new version. */
export const schemes: SchemeBook = { version: '2026.11.1', lexicon, schemes: [khoaSim] };
