import type { RequestEvent } from '@sveltejs/kit';
import { api } from './api.ts';

/** What GET /v1/reference tells: names that forms and pages need. */
export interface Reference {
  units: { id: string; kind: string; name: string; parentId?: string | undefined }[];
  banks: { bin: string; name: string; shortName: string; phone?: string | undefined }[];
  hotlines: { code: string; name: string; phone: string; note?: string | undefined }[];
}

/** The reference data; empty when the API cannot give it, because no form may fail for want of a list. */
export async function reference(event: RequestEvent): Promise<Reference> {
  const answer = await api<Reference>(event, 'GET', 'reference');
  return answer.ok ? answer.data : { units: [], banks: [], hotlines: [] };
}
