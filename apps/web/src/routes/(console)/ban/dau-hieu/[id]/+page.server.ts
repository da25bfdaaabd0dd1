import type { IndicatorDetail } from '@khien/features/indicators';
import { error } from '@sveltejs/kit';
import { act, endOfDay, text } from '#lib/console/act.ts';
import { api } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const answer = await api<IndicatorDetail>(event, 'GET', `indicators/${event.params.id}`);
  if (!answer.ok) error(answer.status, { status: answer.status, message: answer.problem.title });
  return { indicator: answer.data, title: answer.data.display };
};

export const actions: Actions = {
  act: async (event) => {
    const form = await event.request.formData();
    return act<IndicatorDetail>(event, `indicators/${event.params.id}/actions`, {
      type: text(form, 'type'),
      note: text(form, 'note'),
      publicNote: text(form, 'publicNote'),
      until: endOfDay(text(form, 'until')),
    });
  },
};
