export interface Sender {
  kind: 'brandname' | 'shortcode' | 'number';
  value: string;
}

/** A name, a short code or a number, as the top of a message shows it. */
export function readSender(written: string): Sender | undefined {
  const value = written.trim();
  if (value === '') return undefined;
  const digits = value.replace(/[\s.()-]/g, '');
  if (/^\+?\d{7,15}$/.test(digits)) return { kind: 'number', value };
  return { kind: /^\d{3,6}$/.test(digits) ? 'shortcode' : 'brandname', value };
}
