import type { PublicReport } from '@khien/features/reports';
import { api } from '#lib/server/api.ts';
import { faultsOf } from '#lib/server/forms.ts';
import type { PageServerLoad } from './$types';

/** The page that the QR code opens. A wrong code shows the form again, filled in. */
export const load: PageServerLoad = async (event) => {
  const { code } = event.params;
  const status = await api<PublicReport>(event, 'GET', `reports/${encodeURIComponent(code)}`);
  if (status.ok) return { code, report: status.data };
  return { code, faults: faultsOf(status.problem, {}, 'code') };
};
