/** What the page asks its worker. The password stays between the two. */
export interface Question {
  /** Counts up: an answer to anything but the newest question is dropped. */
  id: number;
  /** Judge it here, or ask the list of leaked ones for the group it is in. */
  ask: 'strength' | 'leaked';
  password: string;
  /** The person lets the field show it: only then may the answer quote from it. */
  shown: boolean;
  lang: 'vi' | 'en';
}

export interface Reply {
  id: number;
  ask: Question['ask'];
  /** Markup of the answer; all text in it is escaped. */
  html: string;
  /** The same in a sentence or two, for screen readers. */
  spoken: string;
}
