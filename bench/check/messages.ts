import { compileReference, extract } from '@khien/engines/text';
import { reference, schemes } from '@khien/packs/vietnam';
import { isVietnameseScam, vietnamese } from '../verdict/messages.ts';

export interface Corpus {
  texts: string[];
  /** Look-up keys that only scams of the corpus name: what a list of a busy province would hold. */
  scamKeys: string[];
  /** where the texts come from, for the report */
  source: string;
}

/**
 * As a text comes out of a request: a string of its own. A slice of a file, or two strings put together, is slower to
 * read letter by letter, and no server meets them.
 */
export const asRequested = (text: string): string => JSON.parse(JSON.stringify(text)) as string;

/** Vietnamese messages: a labelled collection when it is here, else the examples of the schemes. */
export function readCorpus(): Corpus {
  const messages = vietnamese();
  if (messages !== undefined) {
    const scams = messages.filter(isVietnameseScam);
    const others = messages.filter((message) => !scams.includes(message));
    return corpusOf(scams.map(textOf), others.map(textOf), 'real messages');
  }
  const examples = schemes.schemes.map(({ examples }) => examples);
  return corpusOf(
    examples.flatMap(({ positive }) => positive.map(textOf)),
    examples.flatMap(({ negative }) => negative.map(textOf)),
    'examples of the schemes (set KHIEN_SHARED for real messages)',
  );
}

const textOf = (message: string | { text: string }): string =>
  asRequested(typeof message === 'string' ? message : message.text);

function corpusOf(scams: string[], others: string[], what: string): Corpus {
  const compiled = compileReference(reference);
  const keysOf = (texts: string[]): Set<string> =>
    new Set(texts.flatMap((text) => extract(text, compiled).map(({ key }) => key)));
  const honest = keysOf(others);
  const texts = [...scams, ...others];
  return {
    texts,
    scamKeys: [...keysOf(scams)].filter((key) => !honest.has(key)),
    source: `${texts.length} ${what}, ${scams.length} of them scams`,
  };
}
