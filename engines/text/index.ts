export { extract } from './extract.ts';
export { type Folded, fold, packWord, readWords, type Tricks } from './fold.ts';
export { formatAccount, formatPhone, formatValue } from './format.ts';
export { listingKeys, lookupKeys } from './keys.ts';
export { normalise } from './normalise.ts';
export { type CompiledReference, compileReference } from './reference.ts';
export * from './types.ts';
export { parseVietQr, type VietQr } from './vietqr.ts';
