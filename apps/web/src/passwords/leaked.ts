import { PASSWORD_DIGITS, passwordHash, readPasswordRange } from '@khien/engines/lookup';

/** What the list of leaked passwords said, and what was sent for it. */
export type Leaked =
  | { said: 'count' /** 0: not in the list. */; count: number; prefix: string }
  /** The list is still being taken in, or too much was asked. */
  | { said: 'later' }
  | { said: 'no-network' };

/**
 * Asks for everything that begins with the first five digits of the password's hash and looks for the rest here.
 * Nothing of question or answer is left in the browser's cache: on a shared phone it would tell the next person.
 */
export async function askLeaked(password: string, get: typeof fetch = fetch): Promise<Leaked> {
  const hash = passwordHash(password);
  const prefix = hash.slice(0, PASSWORD_DIGITS);
  try {
    const answer = await get(`/range/${prefix}`, {
      // Answers of one length: whoever watches the network does not see which group it was.
      headers: { 'Add-Padding': 'true' },
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
    if (!answer.ok) return { said: 'later' };
    return { said: 'count', count: readPasswordRange(await answer.text(), hash), prefix };
  } catch {
    return { said: 'no-network' };
  }
}
