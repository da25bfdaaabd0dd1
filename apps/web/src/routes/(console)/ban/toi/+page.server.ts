import { act, text } from '#lib/console/act.ts';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

interface Passkey {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}

export const load: PageServerLoad = async (event) => {
  const answer = await api<{ passkeys: Passkey[] }>(event, 'GET', 'passkeys');
  return { title: m.desk_nav_me(), passkeys: answer.ok ? answer.data.passkeys : [], now: Date.now() };
};

export const actions: Actions = {
  remove: async (event) => {
    const id = text(await event.request.formData(), 'id') ?? '';
    return act(event, `passkeys/${encodeURIComponent(id)}`, undefined, 'DELETE');
  },
};
