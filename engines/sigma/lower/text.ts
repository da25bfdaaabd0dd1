import { type Item, RuleError } from '../rule.ts';
import { dashVariants } from './dashes.ts';
import { base64, base64Offsets, utf8, utf16 } from './encode.ts';
import type { Step } from './modifiers.ts';
import { expandPattern, type Placeholders } from './placeholders.ts';
import { ANY, isAny, mapLiterals, type Pattern, plainText, readPattern } from './value.ts';

/** A value on its way through the modifiers; `bytes`: its characters are bytes of another encoding. */
interface Work {
  pattern: Pattern;
  bytes: boolean;
}

/** Texts and wildcards of one value: matching takes time in proportion to them for every character of an event. */
const MOST_PARTS = 512;

/** The patterns that one value becomes: any of them is the value. */
export function textVariants(value: string, steps: readonly Step[], item: Item, placeholders: Placeholders): Pattern[] {
  const pattern = readPattern(value);
  if (pattern.length > MOST_PARTS) throw new RuleError('value', 'a value has too many wildcards', item.line);
  let works: Work[] = [{ pattern, bytes: false }];
  for (const step of steps) works = works.flatMap((work) => apply(step, work, item, placeholders));
  return works.map((work) => work.pattern);
}

function apply(step: Step, work: Work, item: Item, placeholders: Placeholders): Work[] {
  const { pattern, bytes } = work;
  switch (step) {
    case 'contains':
      return [{ pattern: openEnd(openStart(pattern)), bytes }];
    case 'startswith':
      return [{ pattern: openEnd(pattern), bytes }];
    case 'endswith':
      return [{ pattern: openStart(pattern), bytes }];
    case 'windash':
      return dashVariants(pattern, item).map((variant) => ({ pattern: variant, bytes }));
    case 'expand':
      return expandPattern(pattern, placeholders, item).map((variant) => ({ pattern: variant, bytes }));
    case 'wide':
    case 'utf16le':
    case 'utf16be':
    case 'utf16':
      return [{ pattern: recode(step, work, item), bytes: true }];
    case 'base64':
      return [{ pattern: [base64(bytesOf(step, work, item))], bytes: false }];
    case 'base64offset': {
      const texts = base64Offsets(bytesOf(step, work, item));
      if (texts.length === 0) throw new RuleError('value', `too short for '${step}'`, item.line);
      return texts.map((text) => ({ pattern: [text], bytes: false }));
    }
  }
}

function openStart(pattern: Pattern): Pattern {
  return isAny(pattern[0]) ? pattern : [ANY, ...pattern];
}

function openEnd(pattern: Pattern): Pattern {
  return isAny(pattern.at(-1)) ? pattern : [...pattern, ANY];
}

function recode(step: 'wide' | 'utf16le' | 'utf16be' | 'utf16', work: Work, item: Item): Pattern {
  if (work.bytes) throw new RuleError('modifier', `'${step}' on a value that is encoded already`, item.line);
  const order = step === 'utf16be' ? 'big' : 'little';
  const recoded = mapLiterals(work.pattern, (text) => utf16(text, order));
  return step === 'utf16' ? ['\xff\xfe', ...recoded] : recoded;
}

function bytesOf(step: Step, work: Work, item: Item): string {
  const text = plainText(work.pattern);
  if (text === undefined) throw new RuleError('modifier', `'${step}' takes no wildcards`, item.line);
  return work.bytes ? text : utf8(text);
}
