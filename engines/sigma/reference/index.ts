export { createReference, type Reference, type ReferenceOptions } from './reference.ts';
