import type { LeadActionResult, LeadDetail } from '@khien/features/desk';
import { error } from '@sveltejs/kit';
import { act, endOfDay, several, text } from '#lib/console/act.ts';
import { m } from '#lib/paraglide/messages.js';
import { api } from '#lib/server/api.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const answer = await api<LeadDetail>(event, 'GET', `leads/${event.params.id}`);
  if (!answer.ok) error(answer.status, { status: answer.status, message: answer.problem.title });
  const lead = answer.data;
  const may = (name: string) => lead.allowed.some((one) => one === name);
  const command = (name: string, key: string, label: string) =>
    may(name) ? [{ key, label, target: `do-${name}` }] : [];
  return {
    lead,
    title: `#${lead.number}`,
    commands: [
      ...command('take', 't', m.desk_do_take()),
      ...command('ask', 'h', m.desk_do_ask()),
      ...command('confirm', 'x', m.desk_do_confirm()),
      ...command('countersign', 'y', m.desk_do_countersign()),
      ...command('not-scam', 'n', m.desk_do_not_scam()),
      ...command('pass-on', 'c', m.desk_do_pass_on()),
      ...command('note', 'i', m.desk_do_note()),
    ],
  };
};

/** The fields of each action's form, as POST /v1/leads/{id}/actions wants them. */
const bodies: Record<string, (form: FormData) => Record<string, unknown>> = {
  take: () => ({}),
  release: () => ({}),
  note: (form) => ({ note: text(form, 'note') }),
  ask: (form) => ({ question: text(form, 'question'), ...optional('reportIds', several(form, 'reportIds')) }),
  merge: (form) => ({ leadIds: several(form, 'leadIds'), note: text(form, 'note') }),
  split: (form) => ({ reportIds: several(form, 'reportIds'), note: text(form, 'note') }),
  'pass-on': (form) => ({ unitId: text(form, 'unitId'), note: text(form, 'note') }),
  'not-scam': (form) => ({ message: text(form, 'message') }),
  'not-enough': (form) => ({ message: text(form, 'message') }),
  confirm: (form) => ({
    keys: several(form, 'keys'),
    scheme: text(form, 'scheme'),
    evidence: text(form, 'evidence'),
    tlp: text(form, 'tlp'),
    expiresAt: endOfDay(text(form, 'expires')),
    message: text(form, 'message'),
  }),
  countersign: (form) => ({ note: text(form, 'note') }),
  refuse: (form) => ({ note: text(form, 'note') }),
  undo: (form) => ({ actionId: text(form, 'actionId') }),
};

const optional = (name: string, values: string[]) => (values.length > 0 ? { [name]: values } : {});

export const actions: Actions = {
  act: async (event) => {
    const form = await event.request.formData();
    const type = text(form, 'type') ?? '';
    const body = bodies[type]?.(form) ?? {};
    const version = Number(form.get('version'));
    return act<LeadActionResult>(event, `leads/${event.params.id}/actions`, { type, version, ...body });
  },
  contact: async (event) => {
    const form = await event.request.formData();
    const reportId = text(form, 'reportId');
    const answer = await act<{ contact: Record<string, string> }>(event, `leads/${event.params.id}/contact`, {
      reportId,
      purpose: text(form, 'purpose'),
    });
    return 'done' in answer ? { contact: answer.done.contact, contactOf: reportId } : answer;
  },
};
