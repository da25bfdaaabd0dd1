import type { PackUnit } from '@khien/features/people';
import { renderMessage, schemes } from '@khien/packs/vietnam';
import type { Locale } from '@khien/platform/http';

/** Names of units and schemes in the reader's language, as several features show them. */
export interface Names {
  unitName(id: string, locale: Locale): string | undefined;
  schemeName(id: string, locale: Locale): string | undefined;
  /** The root of the units: where a report without a commune goes. */
  provinceId: string;
  /** Who vouches for what the desk lists, as everybody reads it: `Công an tỉnh Điện Biên`. */
  source: string;
}

export function createNames(units: readonly PackUnit[]): Names {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const known = new Set(schemes.schemes.map((scheme) => scheme.id));
  const province = units.find((unit) => unit.parent === null);
  if (!province) throw new Error('the pack of units names no province');
  return {
    unitName: (id, locale) => byId.get(id)?.[locale],
    schemeName: (id, locale) => (known.has(id) ? renderMessage(locale, `scheme.${id}.name`) : undefined),
    provinceId: province.id,
    source: `Công an ${province.vi.charAt(0).toLowerCase()}${province.vi.slice(1)}`,
  };
}
