import { redirect } from '@sveltejs/kit';
import { api } from '#lib/server/api.ts';
import type { LayoutServerLoad } from './$types';

/** What the pages of the console need of GET /v1/reference. */
export interface Reference {
  units: { id: string; name: string; kind: string }[];
  schemes: { id: string; name: string }[];
  banks: { bin: string; shortName: string }[];
}

/** Only who is signed in comes in; after signing in people are back where they wanted to go. */
export const load: LayoutServerLoad = async (event) => {
  const user = await event.locals.session();
  if (!user) redirect(303, `/dang-nhap?return=${encodeURIComponent(event.url.pathname + event.url.search)}`);
  const reference = await api<Reference>(event, 'GET', 'reference');
  return {
    user,
    theme: event.locals.theme,
    units: reference.ok ? reference.data.units : [],
    schemes: reference.ok ? reference.data.schemes : [],
    banks: reference.ok ? reference.data.banks : [],
  };
};
