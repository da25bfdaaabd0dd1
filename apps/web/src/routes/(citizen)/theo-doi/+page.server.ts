import type { PublicReport } from '@khien/features/reports';
import { fail } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import { faultsOf, textOf } from '#lib/server/forms.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  // The code is asked for by POST and shown on this page: it stays out of the history of a shared phone.
  show: async (event) => {
    const code = textOf(await event.request.formData(), 'code');
    if (code === '') return fail(400, { code, faults: [{ field: 'code', message: m.track_empty() }] });
    const status = await api<PublicReport>(event, 'POST', 'reports/status', { code });
    if (status.ok) return { code, report: status.data };
    return fail(status.status, { code, faults: faultsOf(status.problem, {}, 'code') });
  },

  answer: async (event) => {
    const form = await event.request.formData();
    const [code, typed] = [textOf(form, 'code'), textOf(form, 'answer')];
    const sent = await api<PublicReport>(event, 'POST', 'reports/answer', { code, text: typed });
    if (sent.ok) return { code, report: sent.data, answered: true };
    const status = await api<PublicReport>(event, 'POST', 'reports/status', { code });
    const faults = faultsOf(sent.problem, { 'body.code': 'code' }, 'answer');
    return fail(sent.status, status.ok ? { code, typed, report: status.data, faults } : { code, faults });
  },
};
