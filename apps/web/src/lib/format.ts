/** Numbers, money and times as people write them in Vietnam; the zone is the province's, not the server's. */

export type Lang = 'vi' | 'en';

const zone = 'Asia/Ho_Chi_Minh';
const tags: Record<Lang, string> = { vi: 'vi-VN', en: 'en-GB' };

/** `1.250.000 đ`, in English `1,250,000 đ`. */
export const money = (dong: number, lang: Lang): string => `${count(dong, lang)} đ`;

export const count = (n: number, lang: Lang): string => new Intl.NumberFormat(tags[lang]).format(n);

/** `21/11/2026 14:05`. */
export function dateTime(iso: string): string {
  const at = parts(iso);
  return `${at.day}/${at.month}/${at.year} ${at.hour}:${at.minute}`;
}

/** `21/11/2026`. */
export function date(iso: string): string {
  const at = parts(iso);
  return `${at.day}/${at.month}/${at.year}`;
}

const formatter = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function parts(iso: string): Record<'year' | 'month' | 'day' | 'hour' | 'minute', string> {
  const found = formatter.formatToParts(new Date(iso)).map(({ type, value }) => [type, value] as const);
  return Object.fromEntries(found) as ReturnType<typeof parts>;
}

const steps: [Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** How long ago, or how long until: `3 giờ trước`, `sau 2 ngày`. The exact time belongs into a title beside it. */
export function relative(iso: string, now: number, lang: Lang): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const words = new Intl.RelativeTimeFormat(tags[lang], { numeric: 'auto' });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, 'minute');
}
