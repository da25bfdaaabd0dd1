import type { CheckAnswer, PictureAnswer } from '@khien/features/check';
import { fail, type RequestEvent } from '@sveltejs/kit';
import { readSender } from '#lib/citizen/sender.ts';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import { faultsOf, textOf } from '#lib/server/forms.ts';
import type { Actions } from './$types';

/** Only a browser without JavaScript sends its picture; the others read it themselves. */
async function picture(event: RequestEvent, file: FormDataEntryValue | null) {
  const refuse = (status: number, message: string) =>
    fail(status, { text: '', sender: '', faults: [{ field: 'picture', message }] });
  if (!(file instanceof File) || file.size === 0) return refuse(400, m.picture_missing());
  const body = new FormData();
  body.append('file', file, 'picture');
  const read = await api<PictureAnswer>(event, 'POST', 'checks/picture', body);
  if (!read.ok) return refuse(read.status, read.problem.detail ?? read.problem.title);
  const { text, sure, verdict } = read.data;
  if (!verdict) return refuse(422, m.picture_nothing());
  return { text, sender: '', answer: verdict, read: { sure } };
}

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    if (form.has('picture')) return picture(event, form.get('picture'));
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
