import type { PublicEntry } from '@khien/features/indicators';
import { error } from '@sveltejs/kit';
import { api } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const cursor = event.url.searchParams.get('tu');
  const record = await api<{ items: PublicEntry[]; next: string | null }>(
    event,
    'GET',
    `indicators/public${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`,
  );
  if (!record.ok) error(record.status, record.problem.title);
  return record.data;
};
