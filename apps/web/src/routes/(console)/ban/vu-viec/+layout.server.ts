import type { LeadPage } from '@khien/features/desk';
import { error, redirect } from '@sveltejs/kit';
import { api } from '#lib/server/api.ts';
import type { LayoutServerLoad } from './$types';

const filters = ['state', 'unit', 'kind', 'scheme', 'q', 'mine', 'sort', 'cursor'] as const;
const remembered = 'khien_queue';

/** The queue stays on the left while a lead is read; the last filter is remembered on this device. */
export const load: LayoutServerLoad = async (event) => {
  const asked = new URLSearchParams();
  for (const name of filters) {
    const value = event.url.searchParams.get(name);
    if (value) asked.set(name, value);
  }
  const kept = event.cookies.get(remembered);
  if (event.url.search === '' && event.url.pathname === '/ban/vu-viec' && kept) redirect(303, `?${kept}`);
  if (event.url.search !== '') {
    const keep = new URLSearchParams(asked);
    keep.delete('cursor');
    keep.delete('q');
    const options = { path: '/ban/vu-viec', httpOnly: true, sameSite: 'lax' } as const;
    if (keep.size > 0) event.cookies.set(remembered, keep.toString(), { ...options, maxAge: 60 * 60 * 24 * 30 });
    else event.cookies.delete(remembered, options);
  }
  const query = new URLSearchParams(asked);
  if (!query.has('state')) query.set('state', 'open');
  if (query.get('state') === 'all') query.delete('state');
  const answer = await api<LeadPage>(event, 'GET', `leads?${query}`);
  if (!answer.ok) error(answer.status, { status: answer.status, message: answer.problem.title });
  return {
    queue: answer.data,
    asked: Object.fromEntries(asked),
    search: asked.size > 0 ? `?${asked}` : '',
    now: Date.now(),
  };
};
