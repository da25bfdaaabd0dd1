import { says } from '@khien/platform/http';
import { z } from 'zod';

/** An instant, ISO 8601 with offset (`2026-11-21T14:05:00+07:00` or `…Z`). */
export const Instant = z.iso.datetime({ offset: true });

export const ReportKind = z.enum(['attempt', 'loss']);
export type ReportKind = z.infer<typeof ReportKind>;

/** How the report reached us; an official may write one down for a neighbour who rang or came by. */
export const Channel = z.enum(['web', 'api', 'cli', 'sms', 'counter']);
export type Channel = z.infer<typeof Channel>;

/** One side of a transfer. `bank` is the six-digit BIN when the bank is known. */
export const Account = z.object({
  bank: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  number: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z .*xX-]{3,34}$/)
    .optional(),
  holder: z.string().trim().min(1).max(120).optional(),
});
export type Account = z.infer<typeof Account>;

/** What a bank needs to look for the money. Everything may be missing: a report is never held up by a field. */
export const Loss = z.object({
  /** Whole đồng. */
  amount: z.int().min(1).max(1_000_000_000_000).optional(),
  /** When the money left, to the minute. */
  at: Instant.optional(),
  /** The bank's own number of the transaction (mã giao dịch, số tham chiếu, mã FT…). */
  reference: z.string().trim().min(1).max(64).optional(),
  from: Account.optional(),
  to: Account.optional(),
  /** What was written with the transfer (nội dung chuyển khoản). */
  memo: z.string().trim().max(300).optional(),
  /** The bank's message as pasted; kept sealed with the rest. */
  bankMessage: z.string().max(4000).optional(),
  bankCalled: z.boolean().optional(),
});
export type Loss = z.infer<typeof Loss>;

/** How to reach the reporter; sealed at rest, read only under a stated purpose. */
export const Contact = z
  .object({
    name: z.string().trim().min(1).max(120).optional(),
    phone: z.string().trim().min(6).max(24).optional(),
    email: z.email().max(254).optional(),
    note: z.string().trim().max(300).optional(),
  })
  .refine((c) => c.phone !== undefined || c.email !== undefined || c.name !== undefined, {
    path: ['phone'],
    ...says(
      'Cần ít nhất tên, số điện thoại hoặc thư điện tử.',
      'A name, a phone number or an e-mail address is needed.',
    ),
  });
export type Contact = z.infer<typeof Contact>;

/** A contact that was opened. */
export const ContactAnswer = z.object({ contact: Contact });

export const ReportInput = z.object({
  kind: ReportKind,
  /** What was received, said or seen: the text carried over from the check. */
  text: z.string().trim().min(1).max(10_000),
  /** Id of one of the schemes in the country pack. */
  scheme: z.string().max(64).optional(),
  /** Code of the commune or ward where it happened. */
  unitId: z.string().max(32).optional(),
  happenedAt: Instant.optional(),
  loss: Loss.optional(),
  contact: Contact.optional(),
  /** Tokens from POST /v1/files. */
  files: z.array(z.string().max(128)).max(5).optional(),
  channel: Channel.optional(),
  /** Chosen by the client and kept for a retry: the same key gives the same report and the same code. */
  idempotencyKey: z.string().min(16).max(100),
});
export type ReportInput = z.infer<typeof ReportInput>;

export const ReportStatus = z.enum(['received', 'verifying', 'decided']);
export type ReportStatus = z.infer<typeof ReportStatus>;

export const Decision = z.enum(['blocked', 'passed-on', 'not-a-scam', 'not-enough']);
export type Decision = z.infer<typeof Decision>;

/** Somebody to ring now. `bank`: the payer's bank; `police`: 113; `spam`: 156 / 5656. */
export const CallNow = z.object({
  code: z.string(),
  role: z.enum(['bank', 'receiving-bank', 'police', 'spam']),
  name: z.string(),
  /** Empty when no number of this bank was verified: `say` then tells where to find it. */
  phone: z.string(),
  /** One sentence: why this one, and what to say. */
  say: z.string(),
});
export type CallNow = z.infer<typeof CallNow>;

const LetterParty = z.object({
  bin: z.string().optional(),
  bank: z.string().optional(),
  bankShort: z.string().optional(),
  account: z.string().optional(),
  holder: z.string().optional(),
});

/** The letter to the payer's bank that asks to trace the transfer and stop what is left; printed by the web. */
export const Letter = z.object({
  writtenAt: Instant,
  to: z.object({ bin: z.string().optional(), name: z.string(), phone: z.string().optional() }),
  amount: z.int().optional(),
  /** The amount in Vietnamese words, as letters to banks carry it. */
  amountInWords: z.string().optional(),
  at: Instant.optional(),
  reference: z.string().optional(),
  memo: z.string().optional(),
  from: LetterParty,
  beneficiary: LetterParty,
  sender: z.object({ name: z.string().optional(), phone: z.string().optional(), email: z.string().optional() }),
  /** Short facts, in the reporter's own words. */
  facts: z.string(),
  /** The tracking code, so that the bank and the police speak of the same thing. */
  code: z.string(),
  /** Fields still empty that a bank will ask for, as names of this object's fields. */
  missing: z.array(z.string()),
});
export type Letter = z.infer<typeof Letter>;

/** A text message to 156 / 5656 in the syntax of the telecoms' reporting line: `LD (source) (content)`. */
export const SmsExport = z.object({ to: z.array(z.string()), text: z.string() });
export type SmsExport = z.infer<typeof SmsExport>;

export const ReportReceipt = z.object({
  /** Given once; shown as `XXXX-XXX-XXXX`. */
  code: z.string(),
  status: ReportStatus,
  receivedAt: Instant,
  callNow: z.array(CallNow),
  letter: Letter.optional(),
  sms: SmsExport.optional(),
});
export type ReportReceipt = z.infer<typeof ReportReceipt>;

export const CodeInput = z.object({ code: z.string().trim().min(11).max(24) });

export const AnswerInput = CodeInput.extend({ text: z.string().trim().min(1).max(4000) });

/** What anyone who holds the code may see: no text, no contact, no accounts. */
export const PublicReport = z.object({
  kind: ReportKind,
  status: ReportStatus,
  decision: Decision.optional(),
  receivedAt: Instant,
  decidedAt: Instant.optional(),
  scheme: z.string().optional(),
  schemeName: z.string().optional(),
  /** Name of the unit that has it now. */
  unit: z.string().optional(),
  /** The closing message, written by the officer or the standard one. */
  message: z.string().optional(),
  steps: z.array(
    z.object({
      step: z.enum(['received', 'verifying', 'asked', 'answered', 'passed-on', 'decided']),
      at: Instant,
      text: z.string().optional(),
    }),
  ),
  /** A question from the officer that waits for an answer. */
  question: z.object({ text: z.string(), at: Instant }).optional(),
  /** How many later checks met what this report helped to list. */
  helped: z.int(),
  /** Demo data: screens say so. */
  demo: z.boolean(),
});
export type PublicReport = z.infer<typeof PublicReport>;

export const TransferInput = z.object({ text: z.string().max(4000) });

/** What could be read from a bank's message with certainty; a field that is not sure is absent. */
export const Transfer = z.object({
  /** Whole đồng, always positive; `direction` says which way. */
  amount: z.int().optional(),
  direction: z.enum(['out', 'in']).optional(),
  at: Instant.optional(),
  reference: z.string().optional(),
  fromAccount: z.string().optional(),
  toAccount: z.string().optional(),
  /** BIN of the bank that wrote the message. */
  bank: z.string().optional(),
  /** BIN of the receiving bank when the message names it. */
  toBank: z.string().optional(),
  /** Name of the receiver when the message gives it. */
  toHolder: z.string().optional(),
  memo: z.string().optional(),
  balance: z.int().optional(),
});
export type Transfer = z.infer<typeof Transfer>;

export const FileReceipt = z.object({
  token: z.string(),
  mime: z.enum(['image/jpeg', 'image/png', 'image/webp', 'application/pdf']),
  size: z.int(),
});
export type FileReceipt = z.infer<typeof FileReceipt>;
