import { skeleton } from './skeleton.ts';
import type { Brands, Lookalike, Registry, Trick } from './types.ts';

/** label: anywhere · head: at the beginning of a label, behind lures or a hyphen · token: with lures around it */
export type Place = 'label' | 'head' | 'token';

/** A protected name, compiled. */
export interface Name {
  /** as the eye takes it */
  letters: string;
  /** as it is written */
  written: string;
  place: Place;
  /** known in many countries: under their endings it is its own */
  world: boolean;
  /** a bank's short name */
  bank: boolean;
  answers: Record<Trick, Lookalike>;
}

const tricks: Trick[] = ['combo', 'subdomain', 'homoglyph', 'scripts', 'typo', 'ending'];

/** @throws when a brand's organisation is not in the registry */
export function readNames(registry: Registry, { brands }: Brands): Name[] {
  const byId = new Map(registry.organisations.map((organisation) => [organisation.id, organisation]));
  return brands.flatMap(({ id, labels = [], heads = [], tokens = [], world = false }) => {
    const organisation = byId.get(id);
    if (organisation === undefined) throw new Error(`brands: no organisation "${id}" in the registry`);
    const { name: brand, domains, kind } = organisation;
    const official = domains[0] ?? '';
    // Made once: an answer is looked at, never changed.
    const answers = Object.fromEntries(tricks.map((trick) => [trick, { brand, official, trick }]));
    const named = (list: string[], place: Place): Name[] =>
      list.map((written) => ({
        letters: skeleton(written),
        written,
        place,
        world,
        bank: kind === 'bank' && place === 'token' && !written.endsWith('bank'),
        answers: answers as Record<Trick, Lookalike>,
      }));
    return [...named(labels, 'label'), ...named(heads, 'head'), ...named(tokens, 'token')];
  });
}

const bank = 'bank';
/** Words that differ from "bank" in one letter too. */
const words = new Set(['back', 'balk', 'bana', 'band', 'bang', 'banh', 'bark', 'bask', 'bunk']);

/** Whether a label ends like "bank" with one letter exchanged (`bink`, `brnk`), and not in another word. */
export function endsInMisspeltBank(label: string): boolean {
  const tail = label.slice(-bank.length);
  if (tail.length < bank.length || !/^b[a-z]+$/.test(tail)) return false;
  let wrong = 0;
  for (let i = 0; i < bank.length; i++) if (tail[i] !== bank[i]) wrong += 1;
  return wrong === 1 && !words.has(tail);
}
