import type { Bank, PhonePlan, TextReference } from '@khien/engines/text';
import banks from './banks.json' with { type: 'json' };
import phonePlan from './phone-plan.json' with { type: 'json' };

/** Banks (BIN, words, hotlines, domains) and the numbering plan, as `compileReference` wants them. */
export const reference: TextReference = { banks: banks.banks as Bank[], phonePlan: phonePlan as PhonePlan };
