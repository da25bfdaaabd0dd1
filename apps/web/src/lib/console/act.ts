import type { RequestEvent } from '@sveltejs/kit';
import { fail } from '@sveltejs/kit';
import type { Problem } from '#lib/server/api.ts';
import { api } from '#lib/server/api.ts';

/** What a form of the console answers: the page shows one of them above what it concerns. */
export interface Acted<T> {
  problem?: Problem;
  done?: T;
}

/** Sends a console form to the API; a refusal comes back with its status so that the form keeps what was typed. */
export async function act<T>(event: RequestEvent, path: string, body: unknown, method: 'POST' | 'DELETE' = 'POST') {
  const answer = await api<T>(event, method, path, body);
  if (!answer.ok) return fail(answer.status, { problem: answer.problem } satisfies Acted<T>);
  return { done: answer.data } satisfies Acted<T>;
}

/** A text field of a form, trimmed; undefined when it was left empty. */
export function text(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** All values of a field that may stand several times (check boxes). */
export const several = (form: FormData, name: string): string[] =>
  form.getAll(name).filter((value): value is string => typeof value === 'string' && value !== '');

/** A date field (`2026-11-21`) as the end of that day in the province. */
export const endOfDay = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : `${value}T23:59:59+07:00`;
