/**
 * The password page. The field is put in by this script and is part of no form, so that there is nothing a browser
 * could send; without the script there is no field.
 */
import type { Question, Reply } from './talk.ts';

const PAUSE_MS = 150;

let worker: Worker | undefined;
let newest = 0;
let pause: number | undefined;

const part = <T extends HTMLElement>(name: string) => document.querySelector<T>(`[data-password-${name}]`);
const field = () => document.getElementById('password') as HTMLInputElement | null;

function start(): void {
  const place = document.querySelector<HTMLElement>('[data-password]');
  const template = document.getElementById('password-template') as HTMLTemplateElement | null;
  if (!place || !template || !('Worker' in window)) return;
  place.append(template.content.cloneNode(true));
  part('no-script')?.remove();
  const input = field();
  // Soon, so that the network may be switched off before anything is typed; who saves data gets it with the field.
  input?.addEventListener('focus', open, { once: true });
  if (!(navigator as { connection?: { saveData?: boolean } }).connection?.saveData) {
    if ('requestIdleCallback' in window) requestIdleCallback(open, { timeout: 5_000 });
    else setTimeout(open, 2_000);
  }
  input?.addEventListener('input', () => {
    clearTimeout(pause);
    pause = window.setTimeout(judge, PAUSE_MS);
    // What was said of another password.
    fill('leaked', '');
  });
  part('show')?.addEventListener('change', show);
  part('ask')?.addEventListener('click', () => ask('leaked'));
  // Not even the way back through the history finds it again.
  addEventListener('pagehide', forget);
}

function open(): Worker | undefined {
  const address = document.querySelector<HTMLElement>('[data-password]')?.dataset.password;
  if (worker || !address) return worker;
  worker = new Worker(address);
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    if (data.id !== newest) return;
    fill(data.ask === 'strength' ? 'judged' : 'leaked', data.html);
    const said = document.getElementById('say');
    if (said) said.textContent = data.spoken;
  });
  worker.addEventListener('error', () => {
    const broken = part('broken');
    if (broken) broken.hidden = false;
  });
  return worker;
}

function judge(): void {
  const empty = field()?.value === '';
  const more = part('more');
  if (more) more.hidden = empty;
  if (empty) {
    newest++;
    fill('judged', '');
  } else ask('strength');
}

function ask(what: Question['ask']): void {
  const input = field();
  if (!input || input.value === '') return;
  const lang = document.documentElement.lang === 'en' ? 'en' : 'vi';
  const question: Question = {
    id: ++newest,
    ask: what,
    password: input.value,
    shown: input.type === 'text',
    lang,
  };
  open()?.postMessage(question);
}

function show(): void {
  const input = field();
  if (!input) return;
  input.type = part<HTMLInputElement>('show')?.checked ? 'text' : 'password';
  judge();
}

function fill(name: 'judged' | 'leaked', html: string): void {
  const place = part(name);
  if (!place) return;
  place.innerHTML = html;
  place.hidden = html === '';
}

function forget(): void {
  const input = field();
  const box = part<HTMLInputElement>('show');
  if (input) input.value = '';
  if (box) box.checked = false;
  show();
  fill('leaked', '');
  worker?.terminate();
  worker = undefined;
}

start();
