import type { Sender } from '../lib/citizen/sender.ts';

/** What the page asks its worker. */
export interface Question {
  /** Counts up: an answer to anything but the newest question is dropped. */
  id: number;
  text: string;
  sender?: Sender;
  lang: 'vi' | 'en';
  /** No network, or the server did not answer. */
  unreached: boolean;
}

/** What the worker answers; a second answer to the same question replaces the first. */
export interface Reply {
  id: number;
  /** Markup of the whole answer, made by the components the server uses; all text in it is escaped. */
  html: string;
  /** The same in one sentence, for screen readers. */
  spoken: string;
}
