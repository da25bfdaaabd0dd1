import { answerInstead } from '../device/page.ts';
import { forgetSent, restoreDrafts } from './drafts.ts';
import { say } from './say.ts';

/**
 * Sends forms marked `data-boost` without leaving the page. The server answers with the same HTML it gives a browser
 * without JavaScript; its `<main>` takes the place of ours. So there is one way of rendering, and no text in an address.
 */
export function startBoost(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (!('boost' in form.dataset)) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    void send(form, (event as SubmitEvent).submitter as HTMLButtonElement | null);
  });
  // A page that was put in by this script is not in the browser's history as such: ask the server again.
  addEventListener('popstate', () => location.reload());
}

async function send(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
  // Not form.action: a control named "action" would hide it.
  const action = button?.getAttribute('formaction') ?? form.getAttribute('action') ?? location.href;
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  form.dataset.busy = 'true';
  button?.setAttribute('aria-disabled', 'true');
  document.querySelector('.faults.offline')?.remove();
  say('waiting');
  try {
    const files = form.enctype === 'multipart/form-data';
    const answer = await fetch(new URL(action, location.href), {
      method: 'POST',
      headers: { accept: 'text/html' },
      // Without files the short encoding, as the browser itself would send it.
      body: files ? body : new URLSearchParams([...body].map(([k, v]) => [k, String(v)])),
    });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const main = page.querySelector('main');
    if (!main) throw new Error(`no page in an answer of ${answer.status}`);
    if (answer.status === 413 || answer.status >= 500) {
      // An error page instead of the form would take away what was written.
      release(form, button);
      tell(
        form,
        [...main.querySelectorAll('h1, p:not(.buttons)')].map((part) => part.textContent ?? ''),
      );
      return;
    }
    show(page, main, new URL(answer.url), files ? form : undefined);
  } catch {
    release(form, button);
    const here = action === '/' && answerInstead(button?.name === 'example' ? button.value : undefined);
    if (!here) lostConnection(form);
  }
}

function show(page: Document, main: HTMLElement, url: URL, sent: HTMLFormElement | undefined): void {
  // A browser cannot fill a file control: what was chosen is moved over, unless the server has taken it.
  const chosen = sent?.querySelector<HTMLInputElement>('input[type=file]');
  const control = main.querySelector<HTMLInputElement>('input[type=file]');
  if (chosen?.files?.length && control && !main.querySelector('input[name=fileToken]')) control.replaceWith(chosen);
  const here = document.querySelector('main');
  here?.replaceWith(document.adoptNode(main));
  document.title = page.title;
  document.querySelectorAll('.tabs a').forEach((tab, i) => {
    const current = page.querySelectorAll('.tabs a')[i]?.getAttribute('aria-current');
    if (current) tab.setAttribute('aria-current', current);
    else tab.removeAttribute('aria-current');
  });
  const path = url.pathname;
  if (path !== location.pathname) history.pushState(null, '', path);
  say('');
  forgetSent();
  restoreDrafts();
  const target = main.querySelector<HTMLElement>('[data-focus]') ?? main;
  target.focus({ preventScroll: true });
  const top = target.closest('.answer') ?? target;
  const smooth = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  top.scrollIntoView({ block: 'start', behavior: smooth ? 'smooth' : 'auto' });
}

function release(form: HTMLFormElement, button: HTMLButtonElement | null): void {
  delete form.dataset.busy;
  button?.removeAttribute('aria-disabled');
  say('');
}

function lostConnection(form: HTMLFormElement): void {
  tell(form, []);
}

/** Says above the form why it was not sent; without words of the server's, that the network is gone. */
function tell(form: HTMLFormElement, words: string[]): void {
  const note = document.querySelector<HTMLTemplateElement>('#offline-note')?.content.firstElementChild?.cloneNode(true);
  if (!(note instanceof HTMLElement)) return;
  note.classList.add('offline');
  const [title, ...rest] = words;
  if (title) note.querySelector('h2')?.replaceChildren(title);
  for (const text of rest) {
    const line = document.createElement('p');
    line.textContent = text;
    note.append(line);
  }
  form.before(note);
  note.focus();
}
