import { m } from '#lib/paraglide/messages.js';

export const load = () => ({ title: m.desk_nav_leads() });
