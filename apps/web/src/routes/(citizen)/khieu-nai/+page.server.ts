import type { AppealReceipt, PublicAppeal } from '@khien/features/appeals';
import { fail } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import { compact, faultsOf, textOf } from '#lib/server/forms.ts';
import type { Actions } from './$types';

const fields = {
  'body.value': 'value',
  'body.text': 'text',
  'body.contact': 'phone',
  'body.contact.name': 'name',
  'body.contact.email': 'email',
};

function readAppeal(form: FormData) {
  const typed = {
    value: textOf(form, 'value'),
    text: textOf(form, 'text'),
    name: textOf(form, 'name'),
    phone: textOf(form, 'phone'),
    email: textOf(form, 'email'),
    key: textOf(form, 'key'),
  };
  return { ...typed, key: typed.key.length < 16 ? crypto.randomUUID() : typed.key };
}

export const actions: Actions = {
  /** From an answer: the listed thing comes along. */
  start: async ({ request }) => ({ typed: readAppeal(await request.formData()) }),

  send: async (event) => {
    const typed = readAppeal(await event.request.formData());
    const { value, text, key, ...rest } = typed;
    const contact = compact(rest);
    const body = { value, text, idempotencyKey: key, ...(contact ? { contact } : {}) };
    const sent = await api<AppealReceipt>(event, 'POST', 'appeals', body);
    if (sent.ok) return { receipt: sent.data };
    return fail(sent.status, { typed, faults: faultsOf(sent.problem, fields, 'value') });
  },

  show: async (event) => {
    const code = textOf(await event.request.formData(), 'code');
    if (code === '') return fail(400, { code, faults: [{ field: 'code', message: m.track_empty() }] });
    const status = await api<PublicAppeal>(event, 'POST', 'appeals/status', { code });
    if (status.ok) return { code, appeal: status.data };
    return fail(status.status, { code, faults: faultsOf(status.problem, {}, 'code') });
  },
};
