/** Tells screen readers what happens, in words that the page carries (`#say`, `data-…`). */
export function say(what: 'waiting' | 'copied' | ''): void {
  const place = document.getElementById('say');
  if (place) place.textContent = what === '' ? '' : (place.dataset[what] ?? '');
}
