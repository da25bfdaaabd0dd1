import type { IndicatorView } from '@khien/features/indicators';
import { error } from '@sveltejs/kit';
import { api } from '#lib/server/api.ts';
import type { LayoutServerLoad } from './$types';

/** The list of indicators, filtered as the address says. */
export const load: LayoutServerLoad = async (event) => {
  const asked = new URLSearchParams();
  for (const name of ['state', 'kind', 'value', 'cursor']) {
    const value = event.url.searchParams.get(name);
    if (value) asked.set(name, value);
  }
  const answer = await api<{ items: IndicatorView[]; next: string | null }>(event, 'GET', `indicators?${asked}`);
  if (!answer.ok && answer.status !== 400)
    error(answer.status, { status: answer.status, message: answer.problem.title });
  return {
    list: answer.ok ? answer.data : { items: [], next: null },
    refused: answer.ok ? undefined : answer.problem,
    asked: Object.fromEntries(asked),
    search: asked.size > 0 ? `?${asked}` : '',
    now: Date.now(),
  };
};
