export { checkKeys, opensCanary, readCanary } from './canary.ts';
export { newCode, parseCode } from './codes.ts';
export { countUses, rewrapColumns, type SealedColumn, sealedColumns } from './rotate.ts';
export { type Signer, verifySignature } from './signer.ts';
export { hashToken, newToken, sameSecret } from './tokens.ts';
export { createVault, type KeyRing, keyIdOf, type Vault } from './vault.ts';
