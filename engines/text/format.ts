/**
 * Writes a canonical number as people do: `+84912345678` → `0912 345 678` (vi) or `+84 912 345 678` (en).
 * Service numbers and short codes look the same in both: `1900 545 413`, `5656`.
 */
export function formatPhone(value: string, locale: 'vi' | 'en' = 'vi'): string {
  if (!value.startsWith('+84')) return value.startsWith('+') ? `+${groups(value.slice(1), 3)}` : value;
  const national = value.slice(3);
  if (/^1[89]00/.test(national)) {
    const rest = national.slice(4);
    return `${national.slice(0, 4)} ${rest.length === 6 ? groups(rest, 3) : rest}`;
  }
  const head = locale === 'vi' ? '0' : '+84 ';
  if (national.length === 10) {
    const area = national.startsWith('24') || national.startsWith('28') ? 2 : 3;
    return `${head}${national.slice(0, area)} ${groups(national.slice(area), 4)}`;
  }
  return `${head}${groups(national, 3)}`;
}

/** Writes an account number in groups of four, as it stands on cards: `0123 4567 89`. Takes `BIN:number` too. */
export function formatAccount(value: string): string {
  return groups(value.slice(value.indexOf(':') + 1), 4);
}

/** Writes the canonical value of an observable as people do: numbers in groups, everything else as it is. */
export function formatValue(kind: string, value: string, locale: 'vi' | 'en' = 'vi'): string {
  if (kind === 'phone') return formatPhone(value, locale);
  return kind === 'bank-account' ? formatAccount(value) : value;
}

function groups(digits: string, size: number): string {
  let out = '';
  for (let i = 0; i < digits.length; i += size) out += (i > 0 ? ' ' : '') + digits.slice(i, i + size);
  return out;
}
