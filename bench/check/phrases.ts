import { type Folded, fold } from '@khien/engines/text';
import { buildPhrases, findPhrases, wordsOf } from '@khien/engines/verdict';
import { rules } from '@khien/packs/vietnam';
import AhoCorasick from 'modern-ahocorasick';
import FastAhoCorasick from 'modern-ahocorasick/fast';
import { cpuSeconds, createRates, log } from '../lookup/measure.ts';
import { atLeast, type Bar } from '../report.ts';
import type { Corpus } from './messages.ts';

const ROUNDS = 7;
const REPEAT = 10;

/** The search of the pack's phrases in folded messages, beside modern-ahocorasick with the same phrases. */
export function againstAhoCorasick({ texts, source }: Corpus): Bar {
  const phrases = packPhrases();
  const ours = buildPhrases(phrases);
  // A phrase is whole words: theirs are found between blanks in a text of words between blanks.
  const written = phrases.map((words) => ` ${words.join(' ')} `);
  const folded = texts.map(fold);
  const spaced = folded.map(({ ascii }) => ` ${wordsOf(ascii).join(' ')} `);
  const theirs = { 'modern-ahocorasick': new AhoCorasick(written), '… /fast': new FastAhoCorasick(written) };

  let hits = 0;
  folded.forEach((one, i) => {
    const found: number[] = [];
    findPhrases(ours, one, (phrase) => found.push(phrase));
    hits += found.length;
    const sorted = found.sort((a, b) => a - b).join();
    for (const [name, automaton] of Object.entries(theirs)) {
      const same = automaton.search(spaced[i] as string).map(({ patternIndex }) => patternIndex);
      if (same.sort((a, b) => a - b).join() !== sorted) throw new Error(`${name} found other phrases: ${spaced[i]}`);
    }
  });

  const rates = createRates();
  let sum = 0;
  const add = (phrase: number): void => {
    sum += phrase;
  };
  const many: Folded[] = Array.from({ length: REPEAT }, () => folded).flat();
  const manyTexts = Array.from({ length: REPEAT }, () => texts).flat();
  for (let round = 0; round < ROUNDS; round++) {
    rates.add(
      'Khiên, phrases in folded messages',
      rate(many, (one) => findPhrases(ours, one, add)),
    );
    rates.add(
      'Khiên, with folding',
      rate(manyTexts, (text) => findPhrases(ours, fold(text), add)),
    );
    for (const [name, automaton] of Object.entries(theirs)) {
      rates.add(
        name,
        rate(spaced, (text) => {
          sum += automaton.search(text).length;
        }),
      );
    }
  }
  log(rates.table());
  const best = Math.max(...Object.keys(theirs).map((name) => rates.best(name)));
  const withFolding = rates.best('Khiên, with folding') / best;
  return atLeast(
    'rules.vs-modern-ahocorasick',
    sum === 0 ? 0 : rates.best('Khiên, phrases in folded messages') / best,
    4,
    '×',
    `${phrases.length} phrases in ${source}, the same ${hits} hits; both read messages already folded, ours the words ` +
      `that folding found (${withFolding.toFixed(1)}× with our folding in it), theirs the better of its two automata on ` +
      `words between blanks; interleaved, best of ${ROUNDS}`,
  );
}

/** Every phrase of every group, once each, as words. */
function packPhrases(): string[][] {
  const { lexicon, schemes } = rules.schemes;
  const groups = [...Object.values(lexicon), ...schemes.flatMap((scheme) => Object.values(scheme.groups ?? {}))];
  const written = groups.flatMap(({ phrases }) => phrases.map((text) => fold(text.replaceAll('#', '0')).ascii));
  return [...new Set(written.map((ascii) => wordsOf(ascii).join(' ')))].map((phrase) => phrase.split(' '));
}

function rate<T>(inputs: readonly T[], run: (input: T) => void): number {
  return (
    inputs.length /
    cpuSeconds(() => {
      for (const input of inputs) run(input);
    })
  );
}
