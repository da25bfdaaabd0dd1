import { reference } from '#lib/server/reference.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { banks, hotlines } = await reference(event);
  const byName = new Intl.Collator('vi');
  return { hotlines, banks: [...banks].sort((a, b) => byName.compare(a.shortName, b.shortName)) };
};
