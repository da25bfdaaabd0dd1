import type { Correlation } from '../rule.ts';

/** A correlation for tests: counts `r0` in 10 ms, once it is told how often. */
export const correlation = (parts: Partial<Correlation>): Correlation => ({
  kind: 'correlation',
  title: parts.id ?? 'test',
  references: [],
  tags: [],
  falsepositives: [],
  fields: [],
  place: { file: 'test.yml', document: 1, line: 1 },
  type: 'event_count',
  rules: ['r0'],
  groupBy: [],
  timespanMs: 10,
  bounds: [],
  valueFields: [],
  aliases: new Map(),
  generate: false,
  ...parts,
});
