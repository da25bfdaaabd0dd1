import { compileReference, normalise } from '@khien/engines/text';
import { expect, test } from 'vitest';
import { brands, reference, registry } from './index.ts';

const ref = compileReference(reference);
const { organisations } = registry;

test('every domain is written as it is looked up, and belongs to one organisation', () => {
  const owners = new Map<string, string>();
  for (const { id, domains, openToAll = false } of organisations) {
    for (const domain of domains) {
      const read = normalise('domain', domain, ref);
      expect(read, domain).toMatchObject({ ok: true, observable: { key: domain } });
      const registered = read.ok && read.observable.registrable !== undefined;
      expect(registered || openToAll, `strangers register under ${domain}`).toBe(true);
      expect(owners.get(domain), domain).toBeUndefined();
      owners.set(domain, id);
    }
  }
  for (const name of brands.harmless) expect(owners.has(name), name).toBe(false);
});

test('nobody is vouched for where anybody opens a site', () => {
  const open = new Set([...brands.openSites, ...brands.cheapSuffixes]);
  for (const domain of organisations.flatMap(({ domains }) => domains)) expect(open.has(domain), domain).toBe(false);
});

test('every organisation has its own id and something to be known by', () => {
  const ids = organisations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, name, domains } of organisations) {
    expect(id).toMatch(/^[a-z0-9]+$/);
    expect(name).not.toBe('');
    expect(domains.length, id).toBeGreaterThan(0);
  }
});

test('a protected label stands once, and long enough for its kind', () => {
  const seen = new Set<string>();
  for (const { labels = [], heads = [], tokens = [] } of brands.brands) {
    for (const [list, least] of [
      [labels, 5],
      [heads, 4],
      [tokens, 2],
    ] as const) {
      for (const label of list) {
        expect(label).toMatch(/^[a-z]+$/);
        expect(label.length, label).toBeGreaterThanOrEqual(least);
        expect(seen.has(label), label).toBe(false);
        seen.add(label);
      }
    }
  }
  expect(seen.size).toBeGreaterThan(250);
});

test('a word lures or fills, not both, and is no protected name', () => {
  const lures = new Set(brands.lures);
  for (const word of [...brands.lures, ...brands.fillers]) expect(word).toMatch(/^[a-z]+$/);
  for (const word of brands.fillers) expect(lures.has(word), word).toBe(false);
  for (const { labels = [], heads = [] } of brands.brands) {
    for (const label of [...labels, ...heads]) expect(lures.has(label), label).toBe(false);
  }
});
