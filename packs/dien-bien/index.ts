import data from './units.json' with { type: 'json' };

/** A unit of the tree that permissions follow; `id` is the official code. */
export interface Unit {
  id: string;
  parent: string | null;
  kind: 'province' | 'commune' | 'ward';
  vi: string;
  en: string;
}

/** The province and its 45 communes and wards since 1 July 2025 (Resolution 1661/NQ-UBTVQH15); the province comes first. */
export const units = data.units as Unit[];

/** The province itself, the root of the tree. */
export const province = units[0] as Unit;
