import type { Correlation, Refusal, RefusalCode, Rule, RuleExpression, Warning } from '../rule.ts';
import { refusalOf } from './documents.ts';
import type { Draft } from './documents.ts';
import { applyFilters, covers } from './filter.ts';
import type { Filter } from './filter.ts';
import type { Limits } from './limits.ts';

/** Rules and correlations by id and by name. Ids are compared without case, as UUIDs are. */
export type Registry = Map<string, Draft>;

const idKey = (id: string): string => id.toLowerCase();

/** Finds what a reference means. A name is taken before an id, and both are unique. */
export function find(registry: Registry, reference: string): Draft | undefined {
  return registry.get(`name ${reference}`) ?? registry.get(`id ${idKey(reference)}`);
}

function because(draft: Draft, code: RefusalCode, reason: string): Refusal {
  return refusalOf(draft, [{ code, reason }]);
}

function keysOf(draft: Draft): string[] {
  const keys = draft.id === undefined ? [] : [`id ${idKey(draft.id)}`];
  if (draft.kind !== 'filter' && draft.name !== undefined) keys.push(`name ${draft.name}`);
  return keys;
}

/** Notes every document under its id and name; the second of two with the same is refused. */
export function register(drafts: readonly Draft[], refused: Refusal[]): { registry: Registry; unique: Draft[] } {
  const registry: Registry = new Map();
  const unique: Draft[] = [];
  for (const draft of drafts) {
    const keys = keysOf(draft);
    const taken = keys.find((key) => registry.has(key));
    const other = taken === undefined ? undefined : registry.get(taken);
    if (taken !== undefined && other) {
      const what = taken.startsWith('id ') ? `the id ${draft.id}` : `the name ${'name' in draft ? draft.name : ''}`;
      refused.push(
        because(
          draft,
          'duplicate',
          `${what} is already that of "${other.title}" (${other.place.file}:${other.place.line})`,
        ),
      );
      continue;
    }
    for (const key of keys) registry.set(key, draft);
    unique.push(draft);
  }
  return { registry, unique };
}

/**
 * Puts the filters into the rules that they name and whose log source they cover. A filter that names something else is
 * told and does nothing there: it may be written for rules that are not loaded here.
 */
export function filterRules(
  rules: readonly Rule[],
  filters: readonly Filter[],
  registry: Registry,
  limits: Limits,
  { refused, warnings }: { refused: Refusal[]; warnings: Warning[] },
): Rule[] {
  if (filters.length === 0) return [...rules];
  const chosen = new Map<Rule, { filter: Filter; number: number }[]>();
  let left = limits.filtered;
  for (const [at, filter] of filters.entries()) {
    const chosenBy = targets(filter, rules, registry, warnings);
    if (filter.rules === undefined && chosenBy.size === 0)
      tell(warnings, filter, 'no rule has a log source that this filter covers');
    if (chosenBy.size > left) {
      const reason = `all filters together apply more than ${limits.filtered} times`;
      refused.push(refusalOf(filter, [{ code: 'too-large', reason }]));
      continue;
    }
    left -= chosenBy.size;
    for (const rule of chosenBy) {
      const list = chosen.get(rule);
      if (list) list.push({ filter, number: at + 1 });
      else chosen.set(rule, [{ filter, number: at + 1 }]);
    }
  }
  return rules.map((rule) => {
    const list = chosen.get(rule);
    return list ? applyFilters(rule, list) : rule;
  });
}

function targets(filter: Filter, rules: readonly Rule[], registry: Registry, warnings: Warning[]): Set<Rule> {
  if (filter.rules === undefined) return new Set(rules.filter((rule) => covers(filter.logsource, rule.logsource)));
  const found = new Set<Rule>();
  for (const reference of filter.rules) {
    const target = find(registry, reference);
    if (!target || target.kind === 'filter')
      tell(warnings, filter, `this filter names ${reference}, which is not loaded`);
    else if (target.kind === 'correlation')
      tell(warnings, filter, `this filter names the correlation ${reference}; only rules can be filtered`);
    else if (covers(filter.logsource, target.logsource)) found.add(target);
    else tell(warnings, filter, `this filter names ${reference}, whose log source it does not cover`);
  }
  return found;
}

function tell(warnings: Warning[], filter: Filter, reason: string): void {
  warnings.push({ place: filter.place, ...(filter.id === undefined ? {} : { id: filter.id }), reason });
}

/**
 * Resolves the references of correlations and orders them so that each comes after those that it counts. `lost` holds
 * rules that were refused after they were read. A correlation of which any part is missing, refused or in a circle is
 * refused as a whole: half a chain would tell something else than its author meant.
 */
export function resolveCorrelations(
  correlations: readonly Correlation[],
  registry: Registry,
  lost: ReadonlySet<Draft>,
  refused: Refusal[],
): Correlation[] {
  const failed = new Set<Draft>(lost);
  const waiting = new Map<Correlation, number>();
  const users = new Map<Draft, Correlation[]>();
  for (const correlation of correlations) {
    const inner = new Set(
      correlation.rules.map((reference) => find(registry, reference)).filter((draft) => draft?.kind === 'correlation'),
    );
    waiting.set(correlation, inner.size);
    for (const draft of inner) {
      if (!draft) continue;
      const list = users.get(draft);
      if (list) list.push(correlation);
      else users.set(draft, [correlation]);
    }
  }
  const ready = correlations.filter((correlation) => waiting.get(correlation) === 0);
  const taken: Correlation[] = [];
  for (let at = 0; at < ready.length; at++) {
    const correlation = ready[at];
    if (!correlation) break;
    const outcome = resolve(correlation, registry, failed);
    if ('code' in outcome) {
      failed.add(correlation);
      refused.push(outcome);
    } else taken.push(outcome);
    waiting.delete(correlation);
    for (const user of users.get(correlation) ?? []) {
      const left = (waiting.get(user) ?? 0) - 1;
      waiting.set(user, left);
      if (left === 0) ready.push(user);
    }
  }
  refuseCircles(waiting, users, registry, refused);
  return taken;
}

/** What still waits is in a circle or counts something that is. */
function refuseCircles(
  waiting: ReadonlyMap<Correlation, number>,
  users: ReadonlyMap<Draft, readonly Correlation[]>,
  registry: Registry,
  refused: Refusal[],
): void {
  const circle = new Set(waiting.keys());
  const usedBy = new Map(
    [...circle].map((one) => [one, (users.get(one) ?? []).filter((user) => circle.has(user)).length]),
  );
  const loose = [...circle].filter((one) => usedBy.get(one) === 0);
  for (let one = loose.pop(); one; one = loose.pop()) {
    circle.delete(one);
    for (const draft of new Set(one.rules.map((reference) => find(registry, reference)))) {
      if (draft?.kind !== 'correlation' || !circle.has(draft)) continue;
      const left = (usedBy.get(draft) ?? 0) - 1;
      usedBy.set(draft, left);
      if (left === 0) loose.push(draft);
    }
  }
  for (const correlation of waiting.keys()) {
    refused.push(
      circle.has(correlation)
        ? refusalOf(correlation, [
            { code: 'cycle', reason: 'the correlations that this one counts lead back to itself' },
          ])
        : refusalOf(correlation, [
            { code: 'cycle', reason: 'this correlation counts others that count each other in a circle' },
          ]),
    );
  }
}

function resolve(correlation: Correlation, registry: Registry, failed: ReadonlySet<Draft>): Correlation | Refusal {
  const written = new Map<Draft, string>();
  for (const reference of correlation.rules) {
    const draft = find(registry, reference);
    if (!draft || draft.kind === 'filter')
      return because(correlation, 'unknown-rule', `the rule ${reference} is not loaded`);
    if (failed.has(draft))
      return because(
        correlation,
        'unknown-rule',
        `"${draft.title}" (${reference}) was refused, so this correlation is too`,
      );
    const twice = written.get(draft);
    if (twice !== undefined) return because(correlation, 'correlation', `${twice} and ${reference} are the same rule`);
    written.set(draft, reference);
  }
  const rename = (name: string): string | undefined => {
    const draft = find(registry, name);
    return draft && written.get(draft);
  };
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  for (const [alias, fields] of correlation.aliases) {
    const resolved = new Map<string, string>();
    for (const [name, field] of fields) {
      const reference = rename(name);
      if (reference === undefined)
        return refusalOf(correlation, [
          { code: 'correlation', reason: `the alias ${alias} names ${name}, which is none of the rules` },
        ]);
      resolved.set(reference, field);
    }
    aliases.set(alias, resolved);
  }
  if (!correlation.expression) return { ...correlation, aliases };
  const named = new Set<string>();
  let stranger: string | undefined;
  const expression = renamed(correlation.expression, (name) => {
    const reference = rename(name);
    if (reference === undefined) stranger ??= name;
    else named.add(reference);
    return reference ?? name;
  });
  if (stranger !== undefined)
    return refusalOf(correlation, [
      { code: 'correlation', reason: `the condition names ${stranger}, which is none of the rules` },
    ]);
  const missing = correlation.rules.find((reference) => !named.has(reference));
  if (missing !== undefined)
    return refusalOf(correlation, [
      { code: 'correlation', reason: `the condition does not say anything of ${missing}` },
    ]);
  return { ...correlation, aliases, expression };
}

function renamed(expression: RuleExpression, rename: (name: string) => string): RuleExpression {
  if (expression.op === 'rule') return { op: 'rule', name: rename(expression.name) };
  if (expression.op === 'not') return { op: 'not', of: renamed(expression.of, rename) };
  return { op: expression.op, of: expression.of.map((part) => renamed(part, rename)) };
}
