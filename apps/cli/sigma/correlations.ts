import { type Correlation, createCorrelator, type Fired } from '@khien/engines/sigma';
import type { Done, Match } from './engine.ts';
import type { Spot } from './reader.ts';
import type { Chosen } from './rule-set.ts';

/** Matches that are kept for correlations. */
const MOST_HITS = 2_000_000;

/** A correlation that came true, with the places of the first events that made it so. */
export interface Told extends Fired {
  places: { file: string; spot: Spot }[];
}

/** The fields that any correlation may ask of a rule's events, by index of the rules; undefined where none counts it. */
export function countedFields({ rules, correlations }: Chosen): (readonly string[] | undefined)[] {
  const fields = new Set<string>();
  const counted = new Set<string>();
  for (const { groupBy, valueFields, aliases, rules: references } of correlations) {
    for (const name of [...groupBy, ...valueFields]) fields.add(name);
    for (const byRule of aliases.values()) for (const field of byRule.values()) fields.add(field);
    for (const reference of references) counted.add(reference);
  }
  const list = [...fields];
  return rules.map(({ rule: { id, name } }) =>
    (id !== undefined && counted.has(id)) || (name !== undefined && counted.has(name)) ? list : undefined,
  );
}

/** Keeps the matches that correlations count and judges them at the end: logs come in any order. */
export function createCounter({ rules, correlations, toldCorrelations }: Chosen) {
  const correlator = createCorrelator(correlations, { latenessMs: Number.POSITIVE_INFINITY, maxWaiting: MOST_HITS });
  const hits: { match: Match; file: string }[] = [];
  let forgotten = 0;
  return {
    refused: correlator.refused,
    /** By index of the rules: their matches are told by correlations only. */
    silenced: rules.map(({ rule }) => correlator.silences(rule)),
    add({ matches }: Done, file: string): void {
      for (const match of matches) {
        if (match.fields === undefined) continue;
        if (hits.length >= MOST_HITS) forgotten += 1;
        else {
          const { told: _, ...rest } = match;
          hits.push({ match: rest, file });
        }
      }
    },
    end(): { fired: Told[]; withoutTime: number; forgotten: number } {
      const fired: Fired[] = [];
      let event = -1;
      let last: { file: string; spot: Spot; event: number } | undefined;
      const places: { file: string; spot: Spot }[] = [];
      for (const { match, file } of hits) {
        // Matches of one event follow each other.
        if (last === undefined || last.spot !== match.spot || last.event !== match.event) {
          event += 1;
          places.push({ file, spot: match.spot });
        }
        last = { file, spot: match.spot, event: match.event };
        const { id, name, title } = rules[match.rule]?.rule ?? { title: '' };
        fired.push(
          ...correlator.push({
            rule: id ?? name ?? title,
            ...(id !== undefined && name !== undefined && { name }),
            time: match.time ?? Number.NaN,
            ref: event,
            field: (field) => match.fields?.[field],
          }),
        );
      }
      fired.push(...correlator.flush());
      return {
        fired: fired
          .filter(({ correlation }: { correlation: Correlation }) => toldCorrelations.has(correlation))
          .map((one) => ({ ...one, places: one.events.flatMap((at) => places[at] ?? []) })),
        withoutTime: correlator.stats().withoutTime,
        forgotten,
      };
    },
  };
}
