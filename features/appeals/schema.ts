import { z } from 'zod';
import { Contact, Instant } from '@khien/features/reports';

export const AppealInput = z.object({
  /** The number, account, link or domain that is listed, as people write it. */
  value: z.string().trim().min(2).max(2048),
  /** Why it should not be listed. */
  text: z.string().trim().min(10).max(8000),
  contact: Contact.optional(),
  idempotencyKey: z.string().min(16).max(100).optional(),
});
export type AppealInput = z.infer<typeof AppealInput>;

export const AppealStatus = z.enum(['received', 'decided']);
export type AppealStatus = z.infer<typeof AppealStatus>;

export const AppealDecision = z.enum(['upheld', 'unlisted']);
export type AppealDecision = z.infer<typeof AppealDecision>;

/** What the holder of the code sees. `upheld`: the listing stays. */
export const PublicAppeal = z.object({
  status: AppealStatus,
  /** What is appealed, as listed. */
  value: z.string(),
  receivedAt: Instant,
  /** Seventy-two hours after it was received. */
  dueAt: Instant,
  decision: AppealDecision.optional(),
  reason: z.string().optional(),
  decidedAt: Instant.optional(),
  demo: z.boolean(),
});
export type PublicAppeal = z.infer<typeof PublicAppeal>;

export const AppealReceipt = PublicAppeal.extend({ code: z.string() });
export type AppealReceipt = z.infer<typeof AppealReceipt>;

export const AppealQuery = z.object({
  status: AppealStatus.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
export type AppealQuery = z.infer<typeof AppealQuery>;

/** A row of the console's list; overdue ones come first. */
export const AppealRow = z.object({
  id: z.string(),
  status: AppealStatus,
  kind: z.string(),
  value: z.string(),
  display: z.string(),
  receivedAt: Instant,
  dueAt: Instant,
  overdue: z.boolean(),
  decision: AppealDecision.optional(),
  decidedAt: Instant.optional(),
  decidedBy: z.object({ id: z.string(), name: z.string() }).optional(),
  demo: z.boolean(),
});
export type AppealRow = z.infer<typeof AppealRow>;

export const AppealPage = z.object({ appeals: z.array(AppealRow), next: z.string().optional(), overdue: z.int() });
export type AppealPage = z.infer<typeof AppealPage>;

export const AppealDetail = AppealRow.extend({
  text: z.string(),
  hasContact: z.boolean(),
  reason: z.string().optional(),
  /** The listing that is appealed, with who signed it. */
  indicator: z
    .object({
      id: z.string(),
      state: z.string(),
      scheme: z.string().optional(),
      evidence: z.string().optional(),
      listedAt: z.string().optional(),
      leadId: z.string().optional(),
      signedBy: z.array(z.object({ id: z.string(), name: z.string() })),
    })
    .optional(),
  /** This reader may decide: has the permission and did not sign the listing. */
  mayDecide: z.boolean(),
});
export type AppealDetail = z.infer<typeof AppealDetail>;

export const AppealDecisionInput = z.object({
  decision: AppealDecision,
  /** Shown to the one who appealed and, when un-listed, in the public record. */
  reason: z.string().trim().min(10).max(2000),
});
export type AppealDecisionInput = z.infer<typeof AppealDecisionInput>;

export const ContactPurpose = z.object({ purpose: z.string().trim().min(8).max(300) });
