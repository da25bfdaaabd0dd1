export { type Seed, type KeyBatch, packKeys } from './hash.ts';
export { SnapshotError, type SnapshotProblem } from './format.ts';
export {
  buildSnapshot,
  createBuilder,
  joinPieces,
  PARTITIONS,
  type Entry,
  type SnapshotBuilder,
  type SnapshotOptions,
  type SnapshotParts,
  type Spool,
} from './build.ts';
export type { SnapshotPiece } from './layout.ts';
export { ABSENT, openSnapshot, recordText, type Found, type ReadRecord, type Table } from './table.ts';
export { createOverlay, layered, type Change, type Lookup, type Overlay } from './overlay.ts';
export { buildFuse16, type Fuse16, FuseError, openFuse16 } from './fuse.ts';
export {
  keyHash,
  PASSWORD_DIGITS,
  passwordHash,
  prefixDigits,
  prefixOf,
  type RangeKind,
  rangeKindOf,
  rangeKinds,
  type RangeListing,
  readPasswordRange,
  readRange,
  shortHash,
} from './range.ts';
export {
  type BundleFile,
  compareHashes,
  decodeDelta,
  type Delta,
  DeltaError,
  encodeDelta,
  joinDeltas,
  type Manifest,
  signedPart,
} from './bundle.ts';
