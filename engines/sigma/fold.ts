/**
 * Case folding of Sigma's "case-insensitive" comparison, which the specification leaves open: each UTF-16 code unit
 * becomes its lower case; a unit whose lower case has another length (`İ`) stays itself, so positions never move. Unlike
 * `toLowerCase()` of a whole string it does not depend on neighbours (final sigma).
 */
export function fold(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text.toLowerCase();
  let folded = '';
  for (let at = 0; at < text.length; at += 1) folded += foldUnit(text[at] as string);
  return folded;
}

function foldUnit(unit: string): string {
  const lower = unit.toLowerCase();
  return lower.length === 1 ? lower : unit;
}

/** The folded code unit of every code unit, made once (128 KiB). */
export function foldTable(): Uint16Array {
  table ??= Uint16Array.from({ length: 0x10000 }, (_, unit) => foldUnit(String.fromCharCode(unit)).charCodeAt(0));
  return table;
}

let table: Uint16Array | undefined;
