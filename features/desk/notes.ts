import type { Vault } from '@khien/platform/crypto';
import { z } from 'zod';

/** The words of an action: for colleagues (`note`) and for the reporters (`message`). Sealed, for they name people. */
const Words = z.object({ note: z.string().optional(), message: z.string().optional() });
export type Words = z.infer<typeof Words>;

const contextOf = (leadId: string) => `lead:${leadId}:action`;

export function sealWords(vault: Vault, leadId: string, words: Words): Buffer | undefined {
  return words.note || words.message ? vault.seal(words, contextOf(leadId)) : undefined;
}

export function openWords(vault: Vault, leadId: string, sealed: Buffer | null): Words {
  return sealed ? Words.parse(vault.openJson(sealed, contextOf(leadId))) : {};
}
