import { prefixOf, rangeKindOf, readRange } from '@khien/engines/lookup';
import type { Listing } from '@khien/engines/verdict';

/** Without cookies and the page's address: the server is to learn as little as it can. Never an answer of yesterday. */
export async function get(path: string): Promise<Uint8Array> {
  const answer = await fetch(path, { credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/**
 * Asks whether a key is listed by the first digits of its hash; what is asked stays here.
 * @throws when the server cannot be reached
 */
export async function askAbout(key: string): Promise<Listing | undefined> {
  const kind = rangeKindOf(key);
  if (!kind) return undefined;
  const answer = new TextDecoder().decode(await get(`/v1/range/${kind}/${prefixOf(kind, key)}`));
  const listing = readRange(answer, key);
  return listing && { kind: 'scam', ...listing };
}
