import type { WatchReceipt, WatchStatus } from '@khien/features/watch';
import { fail } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';

import { api } from '#lib/server/api.ts';
import { faultsOf, textOf } from '#lib/server/forms.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  /** From an answer: be told when what was asked about is decided. */
  watch: async (event) => {
    const text = textOf(await event.request.formData(), 'text');
    const made = await api<WatchReceipt>(event, 'POST', 'watches', { text });
    if (made.ok) return { made: made.data.code };
    return fail(made.status, { code: '', faults: faultsOf(made.problem, {}, 'code') });
  },

  show: async (event) => {
    const code = textOf(await event.request.formData(), 'code');
    if (code === '') return fail(400, { code, faults: [{ field: 'code', message: m.watch_empty() }] });
    const status = await api<WatchStatus>(event, 'POST', 'watches/status', { code });
    if (status.ok) return { code, watch: status.data };
    return fail(status.status, { code, faults: faultsOf(status.problem, {}, 'code') });
  },
};
