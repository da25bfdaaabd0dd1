import type { CheckAnswer } from '@khien/features/check';
import { fail } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import { faultsOf, textOf } from '#lib/server/forms.ts';
import type { Actions } from './$types';

/** A name, a short code or a number, as the top of a message shows it. */
function readSender(value: string): { kind: 'brandname' | 'shortcode' | 'number'; value: string } | undefined {
  if (value === '') return undefined;
  const digits = value.replace(/[\s.()-]/g, '');
  if (/^\+?\d{7,15}$/.test(digits)) return { kind: 'number', value };
  return { kind: /^\d{3,6}$/.test(digits) ? 'shortcode' : 'brandname', value };
}

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
