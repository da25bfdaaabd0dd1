import type { CheckAnswer } from '@khien/features/check';
import { fail } from '@sveltejs/kit';
import { readSender } from '#lib/citizen/sender.ts';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import { faultsOf, textOf } from '#lib/server/forms.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const text = textOf(form, 'example') || textOf(form, 'text');
    const sender = textOf(form, 'sender');
    if (text === '') return fail(400, { text, sender, faults: [{ field: 'text', message: m.check_empty() }] });
    const answer = await api<CheckAnswer>(event, 'POST', 'checks', { text, sender: readSender(sender) });
    if (answer.ok) return { text, sender, answer: answer.data };
    const tooLong = answer.status === 413 || answer.problem.errors?.some((e) => e.code === 'too_big');
    const faults = tooLong
      ? [{ field: 'text', message: m.check_too_long() }]
      : faultsOf(answer.problem, { 'body.sender': 'sender' }, 'text');
    return fail(answer.status, { text, sender, faults });
  },
};
