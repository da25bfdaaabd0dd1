import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, platform }) => ({
  lang: locals.lang,
  theme: locals.theme,
  demo: platform?.req.khien.demo ?? false,
});
