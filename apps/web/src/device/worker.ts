/**
 * The engine on the device: the same check and the same markup as the server's, with the list of confirmed scams as a
 * filter. Runs beside the page, so that typing never waits for it.
 */
import './older.ts';
import type { Listing } from '@khien/engines/verdict';
import { render as inWords } from '@khien/features/check/browser';
import { render } from 'svelte/server';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { createDeviceCheck, type Known } from './check.ts';
import DeviceAnswer from './DeviceAnswer.svelte';
import type { Question, Reply } from './talk.ts';

const check = createDeviceCheck();
const asked = new Map<string, Listing | undefined>();
const known: Known = { mayBeListed: () => false, asOf: undefined, old: false };

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  const { text, sender, lang, id } = data;
  overwriteGetLocale(() => lang);
  const { verdict } = check(sender ? { text, sender } : { text }, known, asked);
  const answer = inWords(verdict, lang);
  const { body } = render(DeviceAnswer, { props: { answer, text, asked: navigator.onLine ? 'nobody' : 'offline' } });
  postMessage({ id, html: body, spoken: `${answer.gradeText}. ${answer.gradeLine}` } satisfies Reply);
});
