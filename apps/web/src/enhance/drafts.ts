/**
 * Drafts of long forms (`data-draft="name"`), on this device only and for one day: a lost connection, a call coming
 * in or a closed tab must not cost a frightened person what they wrote. Files cannot be kept.
 */
const DAY = 86_400_000;
const keyOf = (name: string) => `khien-draft-${name}`;

interface Draft {
  at: number;
  values: Record<string, string>;
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (e): e is Control =>
      (e instanceof HTMLInputElement && !['hidden', 'file', 'submit', 'checkbox', 'radio'].includes(e.type)) ||
      e instanceof HTMLTextAreaElement ||
      e instanceof HTMLSelectElement,
  );
}

function read(name: string): Draft | undefined {
  try {
    const draft = JSON.parse(localStorage.getItem(keyOf(name)) ?? 'null') as Draft | null;
    if (draft && Date.now() - draft.at < DAY) return draft;
    localStorage.removeItem(keyOf(name));
  } catch {
    // Storage is switched off or full of something else: drafts are a comfort, not a need.
  }
  return undefined;
}

function write(form: HTMLFormElement): void {
  const values: Draft['values'] = {};
  for (const control of controls(form)) if (control.name && control.value) values[control.name] = control.value;
  try {
    localStorage.setItem(keyOf(form.dataset.draft ?? ''), JSON.stringify({ at: Date.now(), values } satisfies Draft));
  } catch {
    // See above.
  }
}

/** Fills empty controls from the draft; what the server sent is never overwritten. */
export function restoreDrafts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]')) {
    if ('draftFollow' in form.dataset) write(form);
    const draft = read(form.dataset.draft ?? '');
    if (!draft) continue;
    addMissing(form, draft);
    let restored = false;
    for (const control of controls(form)) {
      const value = draft.values[control.name];
      if (!value || control.value) continue;
      control.value = value;
      // A list that no longer has the choice stays empty.
      restored ||= control.value === value;
      const fold = control.closest('details');
      if (fold) fold.open = true;
    }
    if (restored) note(form);
  }
}

/** A draft of more parts than the page begins with: takes what has no control along and asks the server for more. */
function addMissing(form: HTMLFormElement, { values }: Draft): void {
  const more = form.querySelector<HTMLButtonElement>('[data-draft-more]');
  const missing = Object.entries(values).filter(([name]) => !form.elements.namedItem(name));
  if (!more || missing.length === 0) return;
  for (const [name, value] of missing) {
    const input = Object.assign(document.createElement('input'), { type: 'hidden', name, value });
    form.append(input);
  }
  // When everything listens and the other fields are filled.
  setTimeout(() => form.requestSubmit(more));
}

function note(form: HTMLFormElement): void {
  const made = document.querySelector<HTMLTemplateElement>('#draft-note')?.content.firstElementChild?.cloneNode(true);
  if (!(made instanceof HTMLElement)) return;
  made.querySelector('[data-draft-forget]')?.addEventListener('click', () => {
    localStorage.removeItem(keyOf(form.dataset.draft ?? ''));
    form.reset();
    made.remove();
    form.querySelector<HTMLElement>('textarea, input:not([type=hidden])')?.focus();
  });
  form.prepend(made);
}

/** Removes the drafts that the page says have been sent. */
export function forgetSent(): void {
  for (const done of document.querySelectorAll<HTMLElement>('[data-draft-done]')) {
    try {
      localStorage.removeItem(keyOf(done.dataset.draftDone ?? ''));
    } catch {
      // See above.
    }
  }
}

export function startDrafts(): void {
  forgetSent();
  restoreDrafts();
  document.addEventListener('input', (event) => {
    const form = (event.target as HTMLElement).closest<HTMLFormElement>('form[data-draft]');
    if (form) write(form);
  });
}
