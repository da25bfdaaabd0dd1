import type { User } from '@khien/features/people';
import { error } from '@sveltejs/kit';
import { act, text } from '#lib/console/act.ts';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

interface Invite {
  code: string;
  expiresAt: string;
}

export const load: PageServerLoad = async (event) => {
  const answer = await api<{ users: User[] }>(event, 'GET', 'users');
  if (!answer.ok) error(answer.status, { status: answer.status, message: answer.problem.title });
  return { title: m.desk_users_title(), users: answer.data.users };
};

const grantOf = (form: FormData) => ({ role: text(form, 'role'), unitId: text(form, 'unitId') });

export const actions: Actions = {
  add: async (event) => {
    const form = await event.request.formData();
    const name = text(form, 'name') ?? '';
    const answer = await act<{ invite: Invite }>(event, 'users', { name, grants: [grantOf(form)] });
    return 'done' in answer ? { invite: { name, ...answer.done.invite } } : answer;
  },
  invite: async (event) => {
    const form = await event.request.formData();
    const answer = await act<Invite>(event, `users/${text(form, 'id')}/invites`, {});
    return 'done' in answer ? { invite: { name: text(form, 'name') ?? '', ...answer.done } } : answer;
  },
  grant: async (event) => {
    const form = await event.request.formData();
    return act<User>(event, `users/${text(form, 'id')}/grants`, grantOf(form));
  },
  revoke: async (event) => {
    const form = await event.request.formData();
    const { role, unitId } = grantOf(form);
    return act<User>(event, `users/${text(form, 'id')}/grants/${role}/${unitId}`, undefined, 'DELETE');
  },
  state: async (event) => {
    const form = await event.request.formData();
    return act<User>(event, `users/${text(form, 'id')}/state`, { disabled: text(form, 'disabled') === 'true' });
  },
};
