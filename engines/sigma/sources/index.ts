export { originOf } from './origin.ts';
export { pathsOf } from './paths.ts';
export { recognise, recogniseSchema } from './recognise.ts';
export { applies, knowsChannel, type Origin } from './route.ts';
export { channelOf, eventIdOf, eventTypeOf, hintsOf, type Shape, shapeOf, textOfId, windowsKey } from './shape.ts';
export { timeOf } from './time.ts';
