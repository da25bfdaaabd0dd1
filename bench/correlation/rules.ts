import { type Correlator, type CorrelatorOptions, createCorrelator, loadRules } from '@khien/engines/sigma';

/** One rule for everything and correlations of it, as text of Sigma. */
const base = `title: A sign-in that failed
id: 5c2b8f10-3a51-4f6e-9d0f-6f1f7a0f5a01
logsource:
  category: authentication
detection:
  selection:
    EventType: authentication_failure
  condition: selection
`;

export const RULE = '5c2b8f10-3a51-4f6e-9d0f-6f1f7a0f5a01';

const counting = (type: string, timespan: string, condition: string): string => `---
title: ${type} in ${timespan}
correlation:
  type: ${type}
  rules: [${RULE}]
  group-by: [User]
  timespan: ${timespan}
  condition:
${condition}
level: medium
`;

export const eventCount = (timespan: string, least: number): string =>
  base + counting('event_count', timespan, `    gte: ${least}`);

export const valueCount = (timespan: string, least: number): string =>
  base + counting('value_count', timespan, `    field: SourceIP\n    gte: ${least}`);

/** A correlator of a text of Sigma. @throws Error if a part of it is refused */
export function correlatorOf(text: string, options: CorrelatorOptions): Correlator {
  const set = loadRules([{ name: 'bench.yml', text }]);
  const correlator = createCorrelator(set.correlations, options);
  const refused = [...set.refused, ...correlator.refused];
  if (refused.length > 0 || set.correlations.length === 0) throw new Error(`refused: ${JSON.stringify(refused)}`);
  return correlator;
}
