import type { Decision, PublicReport, ReportStatus } from './schema.ts';

export type ReportActionKind = 'received' | 'verifying' | 'asked' | 'answered' | 'passed-on' | 'decided' | 'reopened';

/** One entry of a report's append-only story, opened (its text readable). */
export interface ReportAction {
  kind: ReportActionKind;
  /** ISO 8601. */
  at: string;
  text?: string;
  decision?: Decision;
  /** Name of the unit it was passed on to. */
  unit?: string;
}

export interface ReportState {
  status: ReportStatus;
  decision?: Decision;
  decidedAt?: string;
  message?: string;
  question?: { text: string; at: string };
  steps: PublicReport['steps'];
  talk: { who: 'officer' | 'reporter'; at: string; text: string }[];
}

/**
 * Where a report stands, from its actions in the order in which they were written.
 * A pass-on is an answer but not the end: the next unit's decision replaces it, and taking it up again
 * (`reopened`, for example after an undo) shows "being verified" once more.
 */
export function deriveReport(actions: readonly ReportAction[]): ReportState {
  const state: ReportState = { status: 'received', steps: [], talk: [] };
  for (const action of actions) {
    switch (action.kind) {
      case 'received':
        state.steps.push({ step: 'received', at: action.at });
        break;
      case 'verifying':
        // Several officers may take it up one after another; the reader needs one such line between two decisions.
        if (state.status !== 'verifying') state.steps.push({ step: 'verifying', at: action.at });
        state.status = 'verifying';
        break;
      case 'asked':
        state.question = { text: action.text ?? '', at: action.at };
        state.steps.push({ step: 'asked', at: action.at, ...(action.text && { text: action.text }) });
        state.talk.push({ who: 'officer', at: action.at, text: action.text ?? '' });
        if (state.status === 'received') state.status = 'verifying';
        break;
      case 'answered':
        delete state.question;
        state.steps.push({ step: 'answered', at: action.at });
        state.talk.push({ who: 'reporter', at: action.at, text: action.text ?? '' });
        break;
      case 'passed-on':
        decide(state, 'passed-on', action);
        state.steps.push({ step: 'passed-on', at: action.at, ...(action.unit && { text: action.unit }) });
        break;
      case 'decided':
        decide(state, action.decision ?? 'not-enough', action);
        state.steps.push({ step: 'decided', at: action.at });
        break;
      case 'reopened':
        state.status = 'verifying';
        delete state.decision;
        delete state.decidedAt;
        delete state.message;
        // The line that is no longer true goes; the append-only rows still hold it.
        if (state.steps.at(-1)?.step === 'passed-on' || state.steps.at(-1)?.step === 'decided') state.steps.pop();
        break;
    }
  }
  return state;
}

function decide(state: ReportState, decision: Decision, action: ReportAction): void {
  state.status = 'decided';
  state.decision = decision;
  state.decidedAt = action.at;
  if (action.text) state.message = action.text;
  else delete state.message;
  delete state.question;
}
