/**
 * Tells of patterns on stdin (`[{source, flags}]`, JSON) which the detector proves harmless: a list of booleans. In a
 * process of its own, because the detector never gives back what it took for a pattern.
 */
import { text } from 'node:stream/consumers';
import { whySlow } from './regexes.ts';

const patterns = JSON.parse(await text(process.stdin)) as { source: string; flags: string }[];
console.log(JSON.stringify(patterns.map(({ source, flags }) => whySlow(new RegExp(source, flags)) === undefined)));
