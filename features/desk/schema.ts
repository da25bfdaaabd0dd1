import { z } from 'zod';
import { Account, Channel, Decision, Instant, ReportKind, ReportStatus } from '@khien/features/reports';

export const Tlp = z.enum(['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED']);
export type Tlp = z.infer<typeof Tlp>;

/** `awaiting`: signed once, waits for the second signature. */
export const LeadState = z.enum(['open', 'awaiting', 'closed']);
export type LeadState = z.infer<typeof LeadState>;

export const LeadOutcome = z.enum(['confirmed', 'not-a-scam', 'not-enough', 'merged', 'emptied']);
export type LeadOutcome = z.infer<typeof LeadOutcome>;

export { ReportKind };

export const Person = z.object({ id: z.string(), name: z.string() });
export type Person = z.infer<typeof Person>;

export const LeadQuery = z.object({
  state: LeadState.optional(),
  unit: z.string().max(32).optional(),
  kind: ReportKind.optional(),
  scheme: z.string().max(64).optional(),
  /** Found in an observable (number, account, domain…) or in the lead's number. */
  q: z.string().trim().max(200).optional(),
  mine: z.stringbool().optional(),
  sort: z.enum(['grave', 'newest']).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
export type LeadQuery = z.infer<typeof LeadQuery>;

const ObservableBrief = z.object({ kind: z.string(), value: z.string(), display: z.string(), key: z.string() });

export const LeadRow = z.object({
  id: z.string(),
  /** Short running number people can say aloud. */
  number: z.int(),
  version: z.int(),
  state: LeadState,
  outcome: LeadOutcome.optional(),
  unitId: z.string(),
  unit: z.string(),
  /** `loss` when any of its reports lost money. */
  kind: ReportKind,
  scheme: z.string().optional(),
  schemeName: z.string().optional(),
  openedAt: Instant,
  lastReportAt: Instant,
  reportCount: z.int(),
  reports24h: z.int(),
  /** Đồng lost, all its reports together. */
  lost: z.int(),
  /** Higher is graver; the rule is `gravity()` in desk/derive.ts. */
  gravity: z.int(),
  takenBy: Person.optional(),
  /** A question to a reporter has been answered and nobody has acted since. */
  answered: z.boolean(),
  observables: z.array(ObservableBrief),
  /** First words of the newest report. */
  excerpt: z.string(),
  demo: z.boolean(),
});
export type LeadRow = z.infer<typeof LeadRow>;

export const LeadPage = z.object({
  leads: z.array(LeadRow),
  next: z.string().optional(),
  counts: z.object({ open: z.int(), awaiting: z.int(), closed: z.int() }),
});
export type LeadPage = z.infer<typeof LeadPage>;

export const LeadReport = z.object({
  id: z.string(),
  kind: ReportKind,
  receivedAt: Instant,
  happenedAt: Instant.optional(),
  unitId: z.string().optional(),
  unit: z.string().optional(),
  channel: Channel,
  scheme: z.string().optional(),
  text: z.string(),
  loss: z
    .object({
      amount: z.int().optional(),
      at: Instant.optional(),
      reference: z.string().optional(),
      from: Account.optional(),
      to: Account.optional(),
      memo: z.string().optional(),
    })
    .optional(),
  /** There is a contact; POST /v1/leads/{id}/contact reads it under a purpose. */
  hasContact: z.boolean(),
  files: z.array(z.object({ id: z.string(), mime: z.string(), size: z.int(), sha256: z.string() })),
  status: ReportStatus,
  decision: Decision.optional(),
  talk: z.array(z.object({ who: z.enum(['officer', 'reporter']), at: Instant, text: z.string() })),
  helped: z.int(),
  keys: z.array(z.string()),
});
export type LeadReport = z.infer<typeof LeadReport>;

export const LeadObservable = ObservableBrief.extend({
  /** Reports of this lead that name it. */
  reports: z.int(),
  /** May join reports into one lead: not official, not a shared service. */
  links: z.boolean(),
  /** Listing it needs two different people. */
  needsTwo: z.boolean(),
  /** Standing in the look-up now. */
  listing: z
    .object({
      kind: z.enum(['scam', 'official']),
      source: z.string(),
      name: z.string().optional(),
      listedAt: z.string().optional(),
      indicatorId: z.string().optional(),
    })
    .optional(),
  /** Not listed, but looks like this brand's address. */
  lookalike: z.object({ brand: z.string(), official: z.string() }).optional(),
  bank: z.string().optional(),
});
export type LeadObservable = z.infer<typeof LeadObservable>;

export const LeadActionKind = z.enum([
  'opened',
  'joined',
  'taken',
  'released',
  'noted',
  'asked',
  'answered',
  'merged',
  'merged-into',
  'split',
  'split-from',
  'passed-on',
  'confirmed',
  'countersigned',
  'refused',
  'closed',
  'undone',
]);
export type LeadActionKind = z.infer<typeof LeadActionKind>;

export const LeadActionView = z.object({
  id: z.string(),
  kind: LeadActionKind,
  at: Instant,
  actor: Person.optional(),
  note: z.string().optional(),
  outcome: LeadOutcome.optional(),
  /** The other lead of a merge or split. */
  leadId: z.string().optional(),
  leadNumber: z.int().optional(),
  unit: z.string().optional(),
  /** Values signed or listed. */
  values: z.array(z.string()).optional(),
  undone: z.boolean(),
  /** May be undone by this reader now. */
  undoable: z.boolean(),
});
export type LeadActionView = z.infer<typeof LeadActionView>;

/** What waits for the second signature. */
export const PendingSet = z.object({
  by: Person,
  at: Instant,
  scheme: z.string().optional(),
  evidence: z.string(),
  message: z.string().optional(),
  tlp: Tlp,
  expiresAt: Instant.optional(),
  observables: z.array(ObservableBrief),
});
export type PendingSet = z.infer<typeof PendingSet>;

export const ActionName = z.enum([
  'take',
  'release',
  'note',
  'ask',
  'merge',
  'split',
  'pass-on',
  'not-scam',
  'not-enough',
  'confirm',
  'countersign',
  'refuse',
  'undo',
]);
export type ActionName = z.infer<typeof ActionName>;

export const LeadDetail = LeadRow.extend({
  reports: z.array(LeadReport),
  observables: z.array(LeadObservable),
  pending: PendingSet.optional(),
  actions: z.array(LeadActionView),
  /** What was decided before on the same observables. */
  earlier: z.array(
    z.object({
      leadId: z.string(),
      number: z.int(),
      outcome: LeadOutcome,
      at: Instant,
      by: Person.optional(),
      note: z.string().optional(),
      shared: z.array(z.string()),
    }),
  ),
  /** Open leads that share an observable too common or too weak to join them. */
  related: z.array(
    z.object({
      leadId: z.string(),
      number: z.int(),
      state: LeadState,
      unit: z.string(),
      reportCount: z.int(),
      shared: z.array(z.string()),
    }),
  ),
  /** How often anybody checked one of these observables, per day, without who. */
  checks: z.array(z.object({ day: z.string(), count: z.int() })),
  /** What this reader may do now. */
  allowed: z.array(ActionName),
});
export type LeadDetail = z.infer<typeof LeadDetail>;

const version = z.int().min(0);
const words = (max: number) => z.string().trim().min(1).max(max);

/** `version` is the one last read; another one in the meantime answers 409 with what changed. */
export const LeadActionInput = z.discriminatedUnion('type', [
  z.object({ type: z.literal('take'), version }),
  z.object({ type: z.literal('release'), version }),
  z.object({ type: z.literal('note'), version, note: words(2000) }),
  /** A question to the reporters (all of the lead's, or those named), shown on their status page. */
  z.object({
    type: z.literal('ask'),
    version,
    question: words(1000),
    reportIds: z.array(z.uuid()).max(200).optional(),
  }),
  /** The leads named are poured into this one. */
  z.object({
    type: z.literal('merge'),
    version,
    leadIds: z.array(z.uuid()).min(1).max(50),
    note: z.string().trim().max(2000).optional(),
  }),
  /** The reports named leave for a new lead. */
  z.object({
    type: z.literal('split'),
    version,
    reportIds: z.array(z.uuid()).min(1).max(200),
    note: z.string().trim().max(2000).optional(),
  }),
  z.object({
    type: z.literal('pass-on'),
    version,
    unitId: z.string().max(32),
    note: z.string().trim().max(2000).optional(),
  }),
  /** `message` goes to the reporters: why it is not a scam. */
  z.object({ type: z.literal('not-scam'), version, message: words(2000) }),
  z.object({ type: z.literal('not-enough'), version, message: words(2000) }),
  z.object({
    type: z.literal('confirm'),
    version,
    /** Look-up keys of the observables that become indicators. */
    keys: z.array(z.string().max(2100)).min(1).max(50),
    scheme: z.string().max(64).optional(),
    evidence: words(4000),
    tlp: Tlp.optional(),
    expiresAt: Instant.optional(),
    /** Closing message to the reporters; the standard one when left out. */
    message: z.string().trim().min(1).max(2000).optional(),
  }),
  z.object({ type: z.literal('countersign'), version, note: z.string().trim().max(2000).optional() }),
  /** The second person does not agree: the lead is open again. */
  z.object({ type: z.literal('refuse'), version, note: words(2000) }),
  z.object({ type: z.literal('undo'), version, actionId: z.uuid() }),
]);
export type LeadActionInput = z.infer<typeof LeadActionInput>;

export const LeadActionResult = z.object({
  lead: LeadDetail,
  /** The lead a split made. */
  newLeadId: z.string().optional(),
});
export type LeadActionResult = z.infer<typeof LeadActionResult>;

export const ContactRequest = z.object({ reportId: z.uuid(), purpose: z.string().trim().min(8).max(300) });
