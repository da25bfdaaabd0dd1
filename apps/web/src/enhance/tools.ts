import { say } from './say.ts';

/** `Ngân hàng` → `ngan hang`: people search without marks. */
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase();

/** Copying, printing, filtering a list: conveniences that exist only with JavaScript. */
export function startTools(): void {
  document.addEventListener('click', (event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>('[data-copy], [data-print]');
    if (!button) return;
    if ('print' in button.dataset) print();
    else void copy(button);
  });
  document.addEventListener('input', (event) => {
    const input = event.target as HTMLInputElement;
    const list = input.dataset.filter && document.getElementById(input.dataset.filter);
    if (list) filter(list, plain(input.value.trim()), input);
  });
}

async function copy(button: HTMLElement): Promise<void> {
  const source = document.getElementById(button.dataset.copy ?? '');
  const text = source?.textContent?.trim() ?? '';
  try {
    await navigator.clipboard.writeText(text);
    say('copied');
  } catch {
    // No permission or an insecure address: select it, so that the reader's own copy command works.
    if (source) getSelection()?.selectAllChildren(source);
  }
}

function filter(list: HTMLElement, wanted: string, input: HTMLInputElement): void {
  let left = 0;
  for (const item of list.children as HTMLCollectionOf<HTMLElement>) {
    item.hidden = !plain(item.dataset.name ?? '').includes(wanted);
    if (!item.hidden) left += 1;
  }
  const none = input.parentElement?.querySelector<HTMLElement>('[data-filter-none]');
  if (none) none.hidden = left > 0;
}
