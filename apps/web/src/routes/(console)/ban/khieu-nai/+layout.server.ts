import type { AppealPage } from '@khien/features/appeals';
import { error } from '@sveltejs/kit';
import { api } from '#lib/server/api.ts';
import type { LayoutServerLoad } from './$types';

/** Appeals, the overdue ones first. */
export const load: LayoutServerLoad = async (event) => {
  const status = event.url.searchParams.get('status') === 'decided' ? 'decided' : 'received';
  const query = new URLSearchParams({ status });
  const cursor = event.url.searchParams.get('cursor');
  if (cursor) query.set('cursor', cursor);
  const answer = await api<AppealPage>(event, 'GET', `appeals?${query}`);
  if (!answer.ok) error(answer.status, { status: answer.status, message: answer.problem.title });
  return { list: answer.data, status, now: Date.now() };
};
