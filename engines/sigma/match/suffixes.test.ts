import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../fold.ts';
import { buildEndTrie } from './suffixes.ts';

const word = fc.string({ unit: fc.constantFrom(...'aAbB\\.é'), maxLength: 8 });

test.each(['prefix', 'suffix'] as const)('finds what a value has as its %s', (end) => {
  fc.assert(
    fc.property(fc.array(word.map(fold), { minLength: 1, maxLength: 30 }), word, (literals, value) => {
      const hits = new Set<string>();
      const trie = buildEndTrie(
        literals.map((text, id) => ({ text, id })),
        end,
      );
      trie.scan(value, (id) => hits.add(literals[id] as string));
      const folded = fold(value);
      const has = (one: string): boolean => (end === 'prefix' ? folded.startsWith(one) : folded.endsWith(one));
      expect(hits).toEqual(new Set(literals.filter(has)));
    }),
  );
});
