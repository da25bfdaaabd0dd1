import type { Example, ExamplePage, Quality } from '@khien/features/feedback';
import { error, fail, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { type Answer, api } from '#lib/server/api.ts';
import { textOf } from '#lib/server/forms.ts';
import type { Actions, PageServerLoad } from './$types';

const spans = [4, 12, 52] as const;

/** How good the answers are, for who may see figures; the messages behind them, for who may read them. */
export const load: PageServerLoad = async (event) => {
  const { permissions } = (await event.parent()).user;
  const { searchParams } = event.url;
  const weeks = spans.find((span) => String(span) === searchParams.get('weeks')) ?? 12;
  const state: 'open' | 'labelled' = searchParams.get('state') === 'labelled' ? 'labelled' : 'open';
  const query = new URLSearchParams({ state });
  const before = searchParams.get('before');
  if (before) query.set('before', before);
  return {
    title: m.desk_nav_quality(),
    spans,
    weeks,
    state,
    quality: permissions.includes('stats.read')
      ? await get<Quality>(event, `feedback/quality?weeks=${weeks}`)
      : undefined,
    list: permissions.includes('feedback.label')
      ? await get<ExamplePage>(event, `feedback/examples?${query}`)
      : undefined,
  };
};

async function get<T>(event: RequestEvent, path: string): Promise<T> {
  const answer: Answer<T> = await api<T>(event, 'GET', path);
  if (!answer.ok) error(answer.status, { status: answer.status, message: answer.problem.title });
  return answer.data;
}

export const actions: Actions = {
  label: async (event) => {
    const form = await event.request.formData();
    const label = textOf(form, 'label') || null;
    const id = textOf(form, 'id');
    const answer = await api<Example>(event, 'POST', `feedback/examples/${encodeURIComponent(id)}/label`, { label });
    return answer.ok ? { labelled: id } : fail(answer.status, { problem: answer.problem.title });
  },
};
