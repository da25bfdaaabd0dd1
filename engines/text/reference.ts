import type { Bank, TextReference } from './types.ts';

/** Reference data indexed for the parsers: build it once with {@link compileReference}. */
export interface CompiledReference {
  banks: ReadonlyMap<string, Bank>;
  /** Bank words without spaces (`vietcombank`, `mbbank`); generic ones (`quốc tế`) only count after the word bank. */
  bankWords: ReadonlyMap<string, { bin: string; generic: boolean }>;
  /** Beginnings and ends of bank words of any length, so that a search can stop early. */
  bankHeads: ReadonlySet<string>;
  bankTails: ReadonlySet<string>;
  country: string;
  mobile: ReadonlyMap<string, string>;
  mobileDigits: number;
  renumbered: ReadonlyMap<string, string>;
  renumberedDigits: number;
  areas: ReadonlySet<string>;
  landlineDigits: number;
  services: ReadonlyMap<string, { minDigits: number; maxDigits: number }>;
  publicCodes: ReadonlySet<string>;
}

/** Indexes banks and the numbering plan. */
export function compileReference(reference: TextReference): CompiledReference {
  const { banks, phonePlan: plan } = reference;
  const words = new Map<string, { bin: string; generic: boolean }>();
  for (const bank of banks) {
    for (const word of bank.words) {
      words.set(word.replaceAll(' ', ''), {
        bin: bank.bin,
        generic: word.includes(' ') && !/bank|money|momo/.test(word),
      });
    }
  }
  return {
    banks: new Map(banks.map((bank) => [bank.bin, bank])),
    bankWords: words,
    bankHeads: new Set([...words.keys()].flatMap((word) => [...word].map((_, i) => word.slice(0, i + 1)))),
    bankTails: new Set([...words.keys()].flatMap((word) => [...word].map((_, i) => word.slice(i)))),
    country: plan.country,
    mobile: new Map(plan.mobile.map(({ prefix, carrier }) => [prefix, carrier])),
    mobileDigits: plan.mobileDigits,
    renumbered: new Map(plan.renumbered.map(({ from, to }) => [from, to])),
    renumberedDigits: plan.renumberedDigits,
    areas: new Set(plan.areas.map(({ prefix }) => prefix)),
    landlineDigits: plan.landlineDigits,
    services: new Map(plan.services.map((service) => [service.prefix, service])),
    publicCodes: new Set(plan.publicCodes),
  };
}
