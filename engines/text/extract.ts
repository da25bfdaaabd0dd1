import { readHostAlone } from './alone.ts';
import type { CompiledReference } from './reference.ts';
import { scan } from './scan.ts';
import type { Observable } from './types.ts';

/**
 * Finds what a text points to: links (also defanged or without scheme), addresses, telephone numbers, bank accounts,
 * accounts in social networks, wallets, fingerprints, payment QRs. In the order of the text, without overlaps except
 * that a payment QR is followed by the bank account it pays at the same place. Reads the first `TEXT_LIMIT` units.
 */
export function extract(text: string, ref: CompiledReference): Observable[] {
  const alone = readHostAlone(text);
  return alone === undefined ? scan(text, ref).out : [alone];
}
