import { m } from '#lib/paraglide/messages.js';

const names: Record<string, () => string> = { '156': m.hotline_156, '5656': m.hotline_5656, '113': m.hotline_113 };

/** National short numbers in the reader's language; everybody else by their own name. */
export function contactName({ code, name }: { code: string; name: string }): string {
  return names[code]?.() ?? name;
}

/** Address for the phone's own application: 5656 takes text messages, everybody else is called. */
export function dial(phone: string): string {
  return phone === '5656' ? 'sms:5656' : `tel:${phone.replace(/[^\d+]/g, '')}`;
}
