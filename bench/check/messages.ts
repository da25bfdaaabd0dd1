import { readFileSync } from 'node:fs';
import { schemes } from '@khien/packs/vietnam';
import { readMessages } from '../../conformance/verdict/messages.ts';
import { sharedData } from '../../conformance/data/shared.ts';
import { keyOf } from '../lookup/keys.ts';

export interface Corpus {
  texts: string[];
  /** where the texts come from, for the report */
  source: string;
}

/** Vietnamese messages: a labelled collection when it is here, else the examples of the schemes. */
export function readCorpus(): Corpus {
  const path = sharedData('citizen/vn-sms-ie403-2025/messages_relabelled.tsv');
  if (path !== undefined) {
    const texts = readMessages(readFileSync(path, 'utf8')).map(({ text }) => asRequested(text));
    return { texts, source: `${texts.length} real messages` };
  }
  const texts = schemes.schemes
    .flatMap(({ examples: { positive, negative } }) => [...positive, ...negative])
    .map((example) => (typeof example === 'string' ? example : example.text));
  return { texts, source: `${texts.length} examples of the schemes (set KHIEN_SHARED for real messages)` };
}

/** The key as people would write it in a message. */
function asWritten(key: string): string {
  if (key.startsWith('tel:+84')) return `0${key.slice('tel:+84'.length)}`;
  const account = /^acct:\d+:(\d+)$/.exec(key);
  return account === null ? `https://${key}` : `so tai khoan ${account[1]}`;
}

/**
 * As a text comes out of a request: a string of its own. A slice of a file, or two strings put together, is slower to
 * read letter by letter, and no server meets them.
 */
export const asRequested = (text: string): string => JSON.parse(JSON.stringify(text)) as string;

/** Every third message names one of the `listed` first keys of the generator: as many hits as a busy day would bring. */
export function withIndicators(texts: readonly string[], listed: number): string[] {
  return texts.map((text, i) =>
    i % 3 === 0 ? asRequested(`${text} ${asWritten(keyOf((i * 7_919) % listed))}`) : text,
  );
}
