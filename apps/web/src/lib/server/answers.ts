import type { Observable } from '@khien/engines/text';
import type { Grade, Listing, Lookalike, Quote } from '@khien/engines/verdict';

/** What POST /v1/checks answers: a verdict with its sentences in the reader's language. */
export interface CheckAnswer {
  grade: Grade;
  gradeText: string;
  observables: (Observable & { display?: string; listing?: Listing; lookalike?: Lookalike; appeal?: string })[];
  reasons: { code: string; message: string; quote?: Quote; observable?: number }[];
  scheme?: string;
  schemeName?: string;
  advice: { code: string; message: string }[];
  contacts: { code: string; name: string; phone: string }[];
  notAsked: { code: string; message: string }[];
  listAge?: string;
}
