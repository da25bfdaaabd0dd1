import data from './stories.json' with { type: 'json' };

interface DemoAccount {
  bank?: string;
  number?: string;
  holder?: string;
}

/** A report of the demonstration; times count back from the moment of loading. */
export interface DemoReport {
  hoursAgo: number;
  unit: string;
  kind: 'attempt' | 'loss';
  text: string;
  loss?: { amount: number; hoursAgo: number; reference?: string; from?: DemoAccount; to?: DemoAccount };
  contact?: { name?: string; phone?: string; email?: string };
}

/** What one of the demonstration's people does with the story's first lead. */
export interface DemoStep {
  hoursAgo: number;
  by: string;
  type: 'take' | 'confirm' | 'countersign' | 'not-scam' | 'not-enough' | 'ask' | 'pass-on';
  evidence?: string;
  message?: string;
  note?: string;
  question?: string;
  unit?: string;
}

export interface DemoStory {
  id: string;
  scheme?: string;
  reports: DemoReport[];
  steps?: DemoStep[];
}

export interface DemoAppeal {
  hoursAgo: number;
  value: string;
  text: string;
  contact?: { phone?: string; email?: string };
  decision?: { hoursAgo: number; by: string; decision: 'upheld' | 'unlisted'; reason: string };
}

export interface DemoData {
  stories: DemoStory[];
  appeals: DemoAppeal[];
  /** Questions that citizens of the demonstration have asked, so that figures are not empty. */
  checks: { text: string; times: number }[];
}

/** Invented reports, decisions and appeals, written by us; see the note in the file. */
export const demo = data as DemoData;
