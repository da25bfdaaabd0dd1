import type { SessionAnswer } from '@khien/features/people';
import { redirect } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

/** A page of this site, never another one. */
const own = (path: string | null): string => (path && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/ban');

export const load: PageServerLoad = async (event) => {
  const back = own(event.url.searchParams.get('return'));
  const answer = await api<SessionAnswer>(event, 'GET', 'session');
  if (answer.ok && answer.data.user) redirect(303, back);
  return {
    title: m.desk_sign_in(),
    back,
    ways: answer.ok ? answer.data.signIn : { passkey: false, oidc: null },
    refused: event.url.searchParams.has('refused'),
  };
};

export const actions: Actions = {
  leave: async (event) => {
    await api(event, 'DELETE', 'session');
    event.cookies.delete('khien_session', { path: '/' });
    redirect(303, '/dang-nhap');
  },
};
