import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** Where a person's work begins. */
export const load: PageServerLoad = async ({ parent }) => {
  const { user } = await parent();
  const first = user.permissions.includes('lead.read')
    ? 'vu-viec'
    : user.permissions.includes('user.manage')
      ? 'nguoi-dung'
      : 'toi';
  redirect(307, `/ban/${first}`);
};
