import { error } from '@sveltejs/kit';

/** An address that nothing lives at gets the citizens' page, with the box and the hotlines in reach. */
export const load = () => error(404, { status: 404, message: 'not found' });
