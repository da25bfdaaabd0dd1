/** As many empty parts as the page begins with, and as many as the API takes. */
const FIRST = 3;
export const MOST = 20;

export const channels = ['call', 'message', 'online', 'meeting', 'delivery', 'payment', 'other'] as const;
export type Channel = (typeof channels)[number];

/** One part as it was typed. */
export interface TypedPart {
  text: string;
  channel: Channel | '';
  at: string;
}

/** A part that nobody has told yet. */
export const empty = (): TypedPart => ({ text: '', channel: '', at: '' });

export const freshParts = (): TypedPart[] => Array.from({ length: FIRST }, empty);
