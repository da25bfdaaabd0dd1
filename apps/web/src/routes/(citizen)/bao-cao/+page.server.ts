import type { FileReceipt, ReportReceipt, Transfer } from '@khien/features/reports';
import { fail, type RequestEvent } from '@sveltejs/kit';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import { type Fault, faultsOf } from '#lib/server/forms.ts';
import { qrSvg } from '#lib/server/qr.ts';
import { reference } from '#lib/server/reference.ts';
import type { Actions, PageServerLoad } from './$types';
import { fillFrom, readDraft, toReport } from './draft.ts';

export const load: PageServerLoad = async (event) => {
  const { units, banks } = await reference(event);
  return { units, banks };
};

/** From the API's names to the controls of this form. */
const fields = {
  'body.text': 'text',
  'body.unitId': 'unit',
  'body.contact': 'phone',
  'body.contact.name': 'name',
  'body.contact.email': 'email',
  'body.files': 'files',
  'body.loss.amount': 'amount',
  'body.loss.at': 'at',
  'body.loss.reference': 'reference',
  'body.loss.from': 'fromAccount',
  'body.loss.from.bank': 'fromBank',
  'body.loss.to': 'toAccount',
  'body.loss.to.bank': 'toBank',
  'body.loss.to.holder': 'toHolder',
  'body.loss.memo': 'memo',
  'body.loss.bankMessage': 'bankMessage',
};

/** Hands the files to the API; it looks at the bytes and answers with tokens. */
async function upload(event: RequestEvent, form: FormData): Promise<{ tokens: string[]; faults: Fault[] }> {
  const chosen = form.getAll('files').filter((f): f is File => f instanceof File && f.size > 0);
  const tokens = form.getAll('fileToken').map(String).filter(Boolean);
  const faults: Fault[] = [];
  for (const file of chosen.slice(0, 4)) {
    const body = new FormData();
    body.append('file', file, file.name);
    const answer = await api<FileReceipt>(event, 'POST', 'files', body);
    if (answer.ok) tokens.push(answer.data.token);
    else faults.push({ field: 'files', message: `${file.name}: ${answer.problem.detail ?? answer.problem.title}` });
  }
  return { tokens: tokens.slice(0, 4), faults };
}

export const actions: Actions = {
  /** From an answer, or back to the first question: the text comes along. */
  start: async ({ request }) => ({ step: 'kind' as const, draft: readDraft(await request.formData()) }),

  kind: async ({ request }) => ({ step: 'details' as const, draft: readDraft(await request.formData()) }),

  /** Reads the bank's message into the fields. */
  parse: async (event) => {
    const form = await event.request.formData();
    const draft = readDraft(form);
    const { tokens, faults } = await upload(event, form);
    const read = await api<Transfer>(event, 'POST', 'reports/parse-transfer', { text: draft.bankMessage });
    if (!read.ok) {
      const all = [...faultsOf(read.problem, { body: 'bankMessage' }, 'bankMessage'), ...faults];
      return fail(read.status, { step: 'details' as const, draft, tokens, faults: all });
    }
    const incoming = read.data.direction === 'in';
    const filled = incoming ? 0 : fillFrom(draft, read.data);
    return { step: 'details' as const, draft, tokens, faults, parsed: { filled, incoming } };
  },

  send: async (event) => {
    const form = await event.request.formData();
    const draft = readDraft(form);
    const { tokens, faults } = await upload(event, form);
    const made = toReport(draft, tokens, { amount: m.loss_amount_bad(), at: m.loss_at_bad() });
    faults.push(...made.faults);
    if (faults.length > 0) return fail(422, { step: 'details' as const, draft, tokens, faults });
    const sent = await api<ReportReceipt>(event, 'POST', 'reports', made.report);
    if (!sent.ok) {
      const all = faultsOf(sent.problem, fields, 'text');
      return fail(sent.status, { step: 'details' as const, draft, tokens, faults: all });
    }
    const address = `${event.platform?.req.khien.origin ?? event.url.origin}/theo-doi/${sent.data.code}`;
    return { step: 'done' as const, draft, receipt: sent.data, address, qr: qrSvg(address) };
  },
};
