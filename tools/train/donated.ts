import type { CheckInput } from '@khien/engines/verdict';
import type { Label } from './corpus.ts';
import type { createSampler, Sample } from './samples.ts';

const labels: readonly string[] = ['scam', 'illegal', 'ham'];
const kinds: readonly string[] = ['brandname', 'shortcode', 'number', 'none'];

/**
 * Reads labelled messages that people gave: tab-separated `label`, `topic`, `sender`, `text`, a line break written `\n`.
 * @throws with the line of what is not understood
 */
export function readDonated(file: string, content: string, sampler: ReturnType<typeof createSampler>): Sample[] {
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const [label = '', topic = '', sender = '', text = ''] = line.split('\t');
    const where = `${file}:${index + 1}`;
    if (!labels.includes(label)) throw new Error(`${where}: no label "${label}"`);
    if (!kinds.includes(sender)) throw new Error(`${where}: no kind of sender "${sender}"`);
    if (text.trim() === '') throw new Error(`${where}: no text`);
    const input: CheckInput = { text: text.replaceAll('\\n', '\n') };
    if (sender !== 'none') input.sender = { kind: sender as 'number', value: '' };
    return sampler(label as Label, topic, where, input) ?? [];
  });
}
