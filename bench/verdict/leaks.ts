import { fold } from '@khien/engines/text';
import { skippedForData } from '../../conformance/data/shared.ts';
import { expand, readCorpus } from '../../tools/train/corpus.ts';
import { createRandom } from '../../tools/train/random.ts';
import { type Bar, atMost, notMeasured } from '../report.ts';
import { english, type Message, vietnamese } from './messages.ts';

/** A message of which this share of the runs of four words stands in one template counts as copied. */
const copied = 0.5;
/** Shorter ones are said alike by everybody. */
const leastWords = 10;
const wordings = 3;

/** Runs of four words, folded, digits alike. */
function runs(text: string): Set<string> {
  const words = fold(text)
    .ascii.replace(/\d+/g, '0')
    .split(/[^a-z0]+/)
    .filter(Boolean);
  return new Set(words.slice(3).map((_, i) => words.slice(i, i + 4).join(' ')));
}

/** No message that is measured may be in the corpus, nor something close to it: what is learnt must not be asked. */
export function leakBar(): Bar {
  const messages = [vietnamese(), english()].flatMap((set): Message[] => set ?? []);
  if (messages.length === 0) return notMeasured('verdict.leaked', '= 0', 'messages', skippedForData);
  const holders = new Map<string, Set<number>>();
  const templates = readCorpus(new URL('../../packs/vietnam/corpus/', import.meta.url).pathname);
  templates.forEach((template, index) => {
    for (let i = 0; i < wordings; i++) {
      for (const run of runs(expand(template, createRandom(`${template.text}${i}`)))) {
        holders.set(run, (holders.get(run) ?? new Set()).add(index));
      }
    }
  });
  const measured = messages
    .map((message) => ({ message, own: runs(message.text) }))
    .filter(({ own }) => own.size > leastWords - 4);
  const leaked = measured.filter(({ message, own }) => {
    const shared = new Map<number, number>();
    for (const run of own) for (const index of holders.get(run) ?? []) shared.set(index, (shared.get(index) ?? 0) + 1);
    const [index, most] = [...shared].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
    if (most / own.size < copied) return false;
    console.error(`like ${templates[index]?.file}:${templates[index]?.line}: ${message.id} ${message.text}`);
    return true;
  });
  return atMost(
    'verdict.leaked',
    leaked.length,
    0,
    'messages',
    `of ${measured.length} measured messages of ${leastWords} words and more share half of their runs of four words with one of ${templates.length} templates`,
  );
}
