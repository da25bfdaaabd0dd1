import type { PasswordData } from '@khien/engines/password';
import phonePlan from '../phone-plan.json' with { type: 'json' };
import codes from './codes.json' with { type: 'json' };
import culture from './culture.json' with { type: 'json' };
import names from './names.json' with { type: 'json' };
import phrases from './phrases.json' with { type: 'json' };
import places from './places.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };

/** What passwords in Vietnam are made of, as `compilePasswordBook` wants it beside the world's most common ones. */
export const passwordData: Omit<PasswordData, 'common'> = {
  phrases: phrases.phrases,
  words: words.words,
  names,
  places: places.places,
  placesShort: places.short,
  culture: culture.names,
  lucky: culture.lucky,
  tails: culture.tails,
  plates: codes.plates,
  identity: codes.identity,
  phonePlan,
};
