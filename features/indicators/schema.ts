import { z } from 'zod';
import { indicatorKinds, tlpMarks } from './kinds.ts';

const kind = z.enum(indicatorKinds);
const when = z.iso.datetime({ offset: true });

/** What the console and the API show of one action. */
const IndicatorActionView = z.object({
  type: z.enum(['propose', 'sign', 'list', 'unlist', 'extend', 'expire']),
  actor: z.string(),
  actorName: z.string().nullable(),
  at: when,
  until: when.nullable(),
  note: z.string().nullable(),
  publicNote: z.string().nullable(),
});

export const IndicatorView = z.object({
  id: z.uuid(),
  kind,
  value: z.string(),
  /** As people write it. */
  display: z.string(),
  key: z.string(),
  verdict: z.enum(['scam', 'official']),
  name: z.string().nullable(),
  scheme: z.string().nullable(),
  tlp: z.enum(tlpMarks),
  source: z.string(),
  evidence: z.string(),
  unitId: z.string().nullable(),
  leadId: z.uuid().nullable(),
  state: z.enum(['proposed', 'listed', 'unlisted', 'expired']),
  createdAt: when,
  listedAt: when.nullable(),
  unlistedAt: when.nullable(),
  expiresAt: when.nullable(),
});
export type IndicatorView = z.infer<typeof IndicatorView>;

export const IndicatorDetail = IndicatorView.extend({
  actions: z.array(IndicatorActionView),
  /** Different people who stand behind it now, and how many are needed. */
  signers: z.array(z.string()),
  signersNeeded: z.number().int(),
});
export type IndicatorDetail = z.infer<typeof IndicatorDetail>;

export const IndicatorQuery = z.object({
  state: z.enum(['proposed', 'listed', 'unlisted', 'expired']).optional(),
  kind: kind.optional(),
  /** Exact value in any of the ways people write it. */
  value: z.string().min(1).max(2000).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type IndicatorQuery = z.infer<typeof IndicatorQuery>;

export const IndicatorPage = z.object({ items: z.array(IndicatorView), next: z.string().nullable() });

const note = z.string().trim().min(1).max(2000);

/** POST /v1/indicators/:id/actions. */
export const IndicatorActionInput = z.discriminatedUnion('type', [
  z.object({ type: z.literal('sign'), note: note.optional() }),
  z.object({
    type: z.literal('unlist'),
    /** For colleagues. */
    note: note.optional(),
    /** Shown to everybody in the public record, so it must say why and name nobody. */
    publicNote: note,
  }),
  z.object({ type: z.literal('extend'), until: when, note: note.optional() }),
]);
export type IndicatorActionInput = z.infer<typeof IndicatorActionInput>;

export const PublicQuery = z.object({
  /** Exact value; the only way to ask for phone numbers, accounts and other things that point to one person. */
  value: z.string().min(1).max(2000).optional(),
  days: z.coerce.number().int().min(1).max(90).default(90),
  cursor: z.string().max(200).optional(),
});
export type PublicQuery = z.infer<typeof PublicQuery>;

/** One line of the public record: something was put on the list, or taken off, and why. */
export const PublicEntry = z.object({
  at: when,
  what: z.enum(['listed', 'unlisted']),
  kind,
  value: z.string(),
  display: z.string(),
  scheme: z.string().nullable(),
  source: z.string(),
  reason: z.string().nullable(),
});
export type PublicEntry = z.infer<typeof PublicEntry>;

export const PublicRecord = z.object({ items: z.array(PublicEntry), next: z.string().nullable() });
