import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Keeps the chosen colours in a cookie and goes back to the page: a switch that needs no JavaScript. */
export const POST: RequestHandler = async ({ request, cookies }) => {
  const form = await request.formData();
  const theme = form.get('theme');
  if (theme === 'light' || theme === 'dark') {
    cookies.set('khien_theme', theme, { path: '/', maxAge: 60 * 60 * 24 * 365, sameSite: 'lax' });
  } else {
    cookies.delete('khien_theme', { path: '/' });
  }
  const to = String(form.get('to') ?? '/');
  // Only to a page of ours: `//elsewhere` and `/\elsewhere` are other sites to a browser.
  redirect(303, /^\/(?![/\\])/.test(to) ? to : '/');
};
