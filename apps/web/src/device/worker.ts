/**
 * The engine on the device: the same check and the same markup as the server's, with the list of confirmed scams as a
 * filter. Runs beside the page, so that typing never waits for it.
 */
import './older.ts';
import type { Listing } from '@khien/engines/verdict';
import { render as inWords } from '@khien/features/check/browser';
import { render } from 'svelte/server';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { askAbout, get } from './ask.ts';
import { createDeviceCheck, type Known } from './check.ts';
import DeviceAnswer from './DeviceAnswer.svelte';
import { readKept, writeKept } from './keep.ts';
import { fetchList, isDue, ListRefused, openList } from './list.ts';
import type { Question, Reply } from './talk.ts';

/** A message that names more than this is answered by the server. */
const MOST_ASKED = 10;

const check = createDeviceCheck();
const asked = new Map<string, Listing | undefined>();
let known: Known = { mayBeListed: () => false, asOf: undefined, old: false };
let latest: Question | undefined;

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  latest = data;
  const unsure = answer(data, data.unreached ? 'offline' : 'nobody');
  if (unsure.length > 0 && !data.unreached) void confirm(data, unsure.slice(0, MOST_ASKED));
});

function answer({ id, text, sender, lang }: Question, from: 'nobody' | 'server' | 'offline'): string[] {
  overwriteGetLocale(() => lang);
  const { verdict, unsure } = check(sender ? { text, sender } : { text }, known, asked);
  const said = inWords(verdict, lang);
  const { body } = render(DeviceAnswer, { props: { answer: said, text, asked: from } });
  postMessage({ id, html: body, spoken: `${said.gradeText}. ${said.gradeLine}` } satisfies Reply);
  return unsure;
}

/** The filter is nearly always right; what it says of somebody is still put to the server before it counts. */
async function confirm(question: Question, keys: string[]): Promise<void> {
  try {
    const found = await Promise.all(keys.map(askAbout));
    for (const [i, key] of keys.entries()) asked.set(key, found[i]);
    if (latest === question) answer(question, 'server');
  } catch {
    if (latest === question) answer(question, 'offline');
  }
}

async function openKept(): Promise<void> {
  const now = Date.now();
  let kept = await readKept();
  try {
    if (kept) use(openList(kept, now));
  } catch {
    // Damaged on the way to the disk: fetched again.
    kept = undefined;
  }
  if (!navigator.onLine || !isDue(kept, now)) return;
  try {
    const newest = await fetchList(kept, get, now);
    use(openList(newest, now));
    await writeKept(newest);
  } catch (error) {
    // No network, or a browser that keeps nothing: the next visit tries again. A forged list is said.
    if (error instanceof ListRefused) use({ ...known, refused: true });
  }
}

function use(list: Known): void {
  known = list;
  if (latest) answer(latest, latest.unreached ? 'offline' : 'nobody');
}

openKept().catch(() => undefined);
