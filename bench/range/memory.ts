/**
 * In a process of its own: answers every prefix, padded, first from a list of one password and then from the default
 * list, and prints as one line of JSON what the second takes of memory beyond the first and which lengths came. Both
 * stores are made before by other processes, whose sorting leaves nothing behind here.
 */
import { memoryUsage } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { createPasswords } from '@khien/features/device';

const [small = '', large = ''] = process.argv.slice(2);

async function settled(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await setTimeout(50);
  }
  return memoryUsage.rss();
}

/** Asks for everything there is. @returns the lengths of answers to three digits and to five, and how many are held */
async function open(folder: string) {
  const passwords = createPasswords({
    folder,
    defaultList: undefined,
    onError: (error) => {
      throw error;
    },
  });
  await passwords.start();
  const held = passwords.of('sha1');
  if (!held) throw new Error(`no store in ${folder}`);
  const lengths = [3, 5].map((digits) => {
    const found = new Set<number>();
    for (let i = 0; i < 16 ** digits; i++) {
      const prefix = i.toString(16).toUpperCase().padStart(digits, '0');
      const [text, bytes] = held.answers.answerNow(prefix, true) ?? ['', ''];
      found.add(text.length + bytes.length);
    }
    return [...found];
  });
  return { lengths, entries: held.store.header.entries, stop: passwords.stop };
}

const first = await open(small);
const before = await settled();
const second = await open(large);
const bytes = (await settled()) - before;
await first.stop();
await second.stop();
console.log(JSON.stringify({ entries: second.entries, bytes, lengths: second.lengths }));
