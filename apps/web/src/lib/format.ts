/** How Vietnamese people write numbers, money and time. Pure; used by server and console. */

const ZONE = 'Asia/Ho_Chi_Minh';
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function read(iso: string): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(new Date(iso)).map((p) => [p.type, p.value]));
}

/** `21/11/2026`, in the province's time. */
export function formatDay(iso: string): string {
  const p = read(iso);
  return `${p.day}/${p.month}/${p.year}`;
}

/** `14:05 ngày 21/11/2026` would be longer: `21/11/2026 14:05` in both languages. */
export function formatTime(iso: string): string {
  const p = read(iso);
  return `${p.day}/${p.month}/${p.year} ${p.hour}:${p.minute}`;
}

/** {@link formatTime}, or only the day where no more than the day is known (`2026-11-21`). */
export function formatDayOrTime(iso: string): string {
  return iso.length === 10 ? formatDay(iso) : formatTime(iso);
}

/** Value for an `<input type="datetime-local">`, in the province's time. */
export function toLocalInput(iso: string): string {
  const p = read(iso);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/**
 * Reads a time from a form: what a `datetime-local` control sends (`2026-11-21T14:05`) or what people type where the
 * browser has no such control (`21/11/2026 14:05`). Viet Nam has one zone and no summer time.
 *
 * @returns ISO 8601 with offset, or undefined when it is not a real time
 */
export function readLocalTime(value: string): string | undefined {
  const text = value.trim();
  const control = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text);
  const typed = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[ ,]+(?:lúc )?(\d{1,2})[:hg](\d{2})$/i.exec(text);
  const [year, month, day, hour, minute] = control
    ? control.slice(1, 6)
    : typed
      ? [typed[3], typed[2], typed[1], typed[4], typed[5]]
      : [];
  if (!year || !month || !day || !hour || !minute) return undefined;
  const two = (v: string) => v.padStart(2, '0');
  const iso = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:00+07:00`;
  const date = new Date(iso);
  // Refuses 31/02, which Date would quietly move into March.
  return !Number.isNaN(date.getTime()) && toLocalInput(iso) === iso.slice(0, 16) ? iso : undefined;
}

/**
 * Reads a day from a form: what a `date` control sends (`2026-11-21`) or what people type (`21/11/2026`).
 *
 * @returns `2026-11-21`, or undefined when there is no such day
 */
export function readDay(value: string): string | undefined {
  const text = value.trim();
  const control = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T12:00` : text;
  return readLocalTime(control === text ? `${text} 12:00` : control)?.slice(0, 10);
}

/** `1.250.000 đ`. */
export function formatMoney(amount: number): string {
  return `${formatNumber(amount)} đ`;
}

/** `1.250.000` in both languages, because bank messages write it so. */
export function formatNumber(n: number): string {
  return String(Math.trunc(n)).replace(/\B(?=(\d{3})+(?!\d))/g, '.');
}

/** Reads `5.000.000`, `5,000,000 đ`, `5000000 VND`; undefined when it is not a whole number of đồng. */
export function readMoney(value: string): number | undefined {
  const digits = value
    .trim()
    .replace(/(?:đồng|vnđ|vnd|đ|d)\.?$/i, '')
    .trim();
  if (!/^\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*$|^\d+$/.test(digits)) return undefined;
  const amount = Number(digits.replace(/[., ]/g, ''));
  return Number.isSafeInteger(amount) && amount > 0 ? amount : undefined;
}

const steps: [Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** How long ago, or how long until: `3 giờ trước`, `sau 2 ngày`. The exact time belongs into a title beside it. */
export function formatRelative(iso: string, now: number, lang: 'vi' | 'en'): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const words = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, 'minute');
}

/** A number to call, in groups as it is printed on cards: `1900 545 413`, `024 3824 3524`; short numbers as they are. */
export function formatCall(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  if (/^1[89]00\d{4,6}$/.test(digits)) return `${digits.slice(0, 4)} ${groups(digits.slice(4))}`;
  if (/^0[35789]\d{8}$/.test(digits)) return `${digits.slice(0, 4)} ${digits.slice(4, 7)} ${digits.slice(7)}`;
  if (/^024\d{8}$|^028\d{8}$/.test(digits)) return `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`;
  return phone;
}

const groups = (digits: string): string =>
  digits.length === 6 ? `${digits.slice(0, 3)} ${digits.slice(3)}` : digits.replace(/(\d{2})(?=\d)/g, '$1 ');
