import { fold } from '../text/index.ts';
import confusables from './confusables.json' with { type: 'json' };
import { decodeLabel } from './punycode.ts';

/** Letters that pass for ASCII, by UTS #39. */
const prototypes = new Map<string, string>();
for (const [ascii, letters] of Object.entries(confusables.letters)) {
  for (const letter of letters) prototypes.set(letter, ascii);
}

/** What an internationalised label shows. */
export interface IdnLabel {
  /** in ASCII, as the eye may take it: by the table of UTS #39, and by the folding of texts where that differs */
  readings: string[];
  /** letters of another script than Latin, or of several */
  foreign: boolean;
  /** letters of scripts that no language writes together (UTS #39, 5.2 "highly restrictive") */
  mixed: boolean;
}

/** @param label an A-label (`xn--…`) */
export function readIdnLabel(label: string): IdnLabel {
  const shown = decodeLabel(label);
  const byTable = Array.from(shown.normalize('NFD'), (letter) => prototypes.get(letter) ?? letter).join('');
  const readings = [fold(byTable).ascii, fold(shown).ascii];
  const scripts = scriptsOf(shown);
  return {
    readings: readings[0] === readings[1] ? [readings[0] as string] : readings,
    foreign: scripts.size > 1 || (scripts.size === 1 && !scripts.has('Latin')),
    mixed: isMixed(scripts),
  };
}

/** A host as it is shown, with what it is called in truth beside it where the two differ. */
export const shownHost = (host: string): string =>
  host.includes('xn--') ? `${host.split('.').map(decodeLabel).join('.')} (${host})` : host;

/** Whether some label of a host mixes scripts that no language mixes. */
export const mixesScripts = (host: string): boolean =>
  host.includes('xn--') && host.split('.').some((label) => label.startsWith('xn--') && readIdnLabel(label).mixed);

const scriptNames = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Georgian',
  'Cherokee',
  'Coptic',
  'Lisu',
  'Hebrew',
  'Arabic',
  'Thai',
  'Lao',
  'Khmer',
  'Han',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Hangul',
];
const scriptTests = scriptNames.map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const);

/** The scripts of the letters of a label; letters of scripts without a name here are `other`. */
function scriptsOf(label: string): Set<string> {
  const scripts = new Set<string>();
  for (const letter of label) {
    if (!/\p{L}/u.test(letter)) continue;
    scripts.add(scriptTests.find(([, test]) => test.test(letter))?.[0] ?? 'other');
  }
  return scripts;
}

/** Latin goes together with the scripts of Chinese, of Japanese or of Korean, and no others do. */
const together = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

const isMixed = (scripts: Set<string>): boolean =>
  scripts.size > 1 && !together.some((group) => [...scripts].every((script) => group.includes(script)));
