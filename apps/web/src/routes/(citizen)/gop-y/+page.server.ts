import { fail } from '@sveltejs/kit';
import { api } from '#lib/server/api.ts';
import { readSender } from '#lib/citizen/sender.ts';
import { faultsOf, textOf } from '#lib/server/forms.ts';
import type { Actions } from './$types';

const fields = ['text', 'sender', 'grade', 'scheme', 'actual'] as const;

const readDraft = (form: FormData) =>
  Object.fromEntries(fields.map((name) => [name, textOf(form, name)])) as Record<(typeof fields)[number], string>;

/** What a message is when the verdict on it was right. */
const meant = (grade: string): string =>
  grade === 'confirmed-scam' || grade === 'very-suspicious' ? 'scam' : grade === 'unknown' ? 'unsure' : 'honest';

export const actions: Actions = {
  /** From an answer: right or not. Nothing is sent yet; the guess only fills the form in. */
  ask: async (event) => {
    const form = await event.request.formData();
    const draft = readDraft(form);
    const said = meant(draft.grade);
    const actual = textOf(form, 'right') === 'yes' ? said : said === 'scam' ? 'honest' : 'scam';
    return { draft: { ...draft, actual } };
  },

  send: async (event) => {
    const form = await event.request.formData();
    const draft = readDraft(form);
    const { text, grade, scheme, actual } = draft;
    const sender = readSender(draft.sender);
    const body =
      textOf(form, 'keep') === 'on'
        ? { keep: true, actual, text, ...(sender && { sender }) }
        : { keep: false, actual, grade, ...(scheme !== '' && { scheme }) };
    const sent = await api<{ kept: boolean }>(event, 'POST', 'feedback', body);
    if (sent.ok) return { done: sent.data };
    return fail(sent.status, { draft, faults: faultsOf(sent.problem, {}, 'actual') });
  },
};
