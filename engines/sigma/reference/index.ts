export { readItem } from './item.ts';
export { createReference, type Reference, type ReferenceOptions } from './reference.ts';
export { createView, type Paths, type View } from './view.ts';
