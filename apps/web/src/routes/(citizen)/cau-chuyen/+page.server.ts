import type { CheckAnswer } from '@khien/features/check';
import { fail } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import { faultsOf, textOf } from '#lib/server/forms.ts';
import type { Actions } from './$types';
import { channelName } from './names.ts';
import { inOneText, readParts, toStory, without, withOneMore } from './parts.ts';

export const actions: Actions = {
  add: async ({ request }) => {
    const parts = withOneMore(readParts(await request.formData()));
    return { parts, focus: parts.length };
  },

  remove: async ({ request }) => {
    const form = await request.formData();
    const which = Number(textOf(form, 'remove'));
    const parts = without(readParts(form), which);
    return { parts, focus: Math.min(which, parts.length) };
  },

  check: async (event) => {
    const parts = readParts(await event.request.formData());
    const messages = { empty: m.story_empty(), noText: m.story_no_text(), at: m.story_at_bad() };
    const { story, told, numbers, faults } = toStory(parts, messages);
    if (faults.length > 0) return fail(400, { parts, faults });
    const answer = await api<CheckAnswer>(event, 'POST', 'checks', { story });
    if (answer.ok) return { parts, told, text: inOneText(told, channelName), answer: answer.data };
    const fields = Object.fromEntries(numbers.map((n, index) => [`body.story.${index}`, `text-${n}`]));
    const tooLong = answer.status === 413;
    const found = tooLong
      ? [{ field: 'text-1', message: m.story_too_long() }]
      : faultsOf(answer.problem, fields, 'text-1');
    return fail(answer.status, { parts, faults: found });
  },
};
