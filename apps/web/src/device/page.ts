import { readSender } from '../lib/citizen/sender.ts';
import type { Question, Reply } from './talk.ts';

/** Typing is answered when the hand rests: half a number answered at once would calm where it must not. */
const PAUSE_MS = 700;
const LONGEST = 20_000;

let worker: Worker | undefined;
let broken = false;
let newest = 0;
/** The question whose answer is brought into sight. */
let leadTo = 0;
let pause: number | undefined;

const place = () => document.querySelector<HTMLElement>('[data-device]');
const control = (id: string) => document.getElementById(id) as HTMLInputElement | HTMLTextAreaElement | null;

/** Answers on the device what is pasted or typed into the check, before anything is sent. */
export function startDevice(): void {
  if (!('Worker' in window)) return;
  for (const change of ['online', 'offline']) addEventListener(change, tellNetwork);
  tellNetwork();
  takeShared();
  document.addEventListener('input', (event) => {
    if (!place() || !['text', 'sender'].includes((event.target as HTMLElement).id)) return;
    clearTimeout(pause);
    const pasted = (event as InputEvent).inputType === 'insertFromPaste';
    if (pasted) checkHere(true);
    else pause = window.setTimeout(checkHere, PAUSE_MS, false);
  });
  // The server's answer is on its way: nothing of here may come in between.
  document.addEventListener('submit', () => {
    clearTimeout(pause);
    newest++;
  });
  document.addEventListener('focusin', (event) => {
    if ((event.target as HTMLElement).id === 'text') open();
  });
  // The engine waits until the page is done; who saves data gets it when the field is touched.
  if (place() && !(navigator as { connection?: { saveData?: boolean } }).connection?.saveData) {
    if ('requestIdleCallback' in window) requestIdleCallback(open, { timeout: 5_000 });
    else setTimeout(open, 2_000);
  }
}

/** A message shared from another application waits in the service worker, and goes no further than to the field. */
function takeShared(): void {
  if (location.hash !== '#chia-se' || !('serviceWorker' in navigator)) return;
  history.replaceState(null, '', '/');
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    const field = control('text');
    if (!field || typeof data !== 'string') return;
    field.value = data;
    checkHere(true);
  });
  navigator.serviceWorker.startMessages();
  navigator.serviceWorker.controller?.postMessage('shared');
}

/** Without network the page says that it still works. */
function tellNetwork(): void {
  const note = document.querySelector<HTMLElement>('[data-offline]');
  if (note) note.hidden = navigator.onLine;
}

/**
 * What the server could not be asked is answered here.
 * @param text of an example; without it what the field holds
 * @returns false when this device cannot
 */
export function answerInstead(text: string | undefined): boolean {
  const field = control('text');
  if (field && text !== undefined) field.value = text;
  checkHere(true, true);
  return worker !== undefined;
}

/**
 * Asks the worker about what the field holds now.
 * @param lead whether to bring the answer into sight: after a paste, never while somebody types
 * @param unreached the server was asked in vain
 */
function checkHere(lead: boolean, unreached = !navigator.onLine): void {
  const text = control('text')?.value ?? '';
  const id = ++newest;
  leadTo = lead ? id : 0;
  if (!/\S/.test(text) || text.length > LONGEST) {
    show('');
    return;
  }
  const sender = readSender(control('sender')?.value ?? '');
  const lang = document.documentElement.lang === 'en' ? 'en' : 'vi';
  open()?.postMessage({ id, text, lang, unreached, ...(sender ? { sender } : {}) } satisfies Question);
}

function open(): Worker | undefined {
  const address = place()?.dataset.device;
  if (worker || broken || !address) return worker;
  worker = new Worker(address);
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    if (data.id !== newest) return;
    show(data.html);
    // With the next frame, which lays the page out anyway.
    if (data.id === leadTo) requestAnimationFrame(bringIntoSight);
    const said = document.getElementById('say');
    if (said) said.textContent = data.spoken;
  });
  // A browser that cannot run it, or no network to fetch it: the server answers, as without this script.
  worker.addEventListener('error', () => {
    worker?.terminate();
    worker = undefined;
    broken = true;
    show('');
  });
  return worker;
}

function show(html: string): void {
  const here = place();
  if (!here) return;
  here.innerHTML = html;
  here.hidden = html === '';
}

function bringIntoSight(): void {
  leadTo = 0;
  const smooth = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  place()
    ?.querySelector('.answer-lead')
    ?.scrollIntoView({ block: 'nearest', behavior: smooth ? 'smooth' : 'auto' });
}
