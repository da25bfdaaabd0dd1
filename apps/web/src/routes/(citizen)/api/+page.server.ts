import { error } from '@sveltejs/kit';
import { api } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';
import { readOpenApi } from './openapi.ts';

export const load: PageServerLoad = async (event) => {
  const document = await api<unknown>(event, 'GET', 'openapi.json');
  if (!document.ok) error(document.status, document.problem.title);
  return { groups: readOpenApi(document.data) };
};
