import type { AppealDetail } from '@khien/features/appeals';
import { error } from '@sveltejs/kit';
import { act, text } from '#lib/console/act.ts';
import { api } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const answer = await api<AppealDetail>(event, 'GET', `appeals/${event.params.id}`);
  if (!answer.ok) error(answer.status, { status: answer.status, message: answer.problem.title });
  return { appeal: answer.data, title: answer.data.display };
};

export const actions: Actions = {
  decide: async (event) => {
    const form = await event.request.formData();
    return act(event, `appeals/${event.params.id}/decision`, {
      decision: text(form, 'decision'),
      reason: text(form, 'reason'),
    });
  },
};
