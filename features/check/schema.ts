import { TEXT_LIMIT } from '@khien/engines/text';
import { says } from '@khien/platform/http';
import { z } from 'zod';

/** Longest message of a batch: an SMS of the longest kind has 1,530 letters. */
export const BATCH_TEXT_LIMIT = 4000;
export const BATCH_SIZE = 100;

const blank = says('Bạn chưa dán gì vào ô này.', 'Nothing was pasted yet.');
const notBlank = (text: string): boolean => /\S/.test(text);

/** Who the message came from, as the phone shows it. Never a ground for safety: it can be forged. */
const Sender = z.strictObject({
  kind: z.enum(['brandname', 'shortcode', 'number']),
  value: z.string().trim().min(1).max(40),
});

export const CheckInput = z.strictObject({
  text: z.string().max(TEXT_LIMIT).refine(notBlank, blank),
  sender: Sender.optional(),
});
export type CheckInput = z.infer<typeof CheckInput>;

/** More parts than anybody tells; a longer story goes into longer parts. */
export const STORY_PARTS = 20;
export const channels = ['call', 'message', 'online', 'meeting', 'delivery', 'payment', 'other'] as const;

const StoryPart = z.strictObject({
  text: z.string().max(TEXT_LIMIT).refine(notBlank, blank),
  /** How it came: by call, message, page or app, face to face, with a delivery, as a payment. */
  channel: z.enum(channels).optional(),
  /** The day, or the time with its zone. */
  at: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
  sender: Sender.optional(),
});
export type StoryPart = z.infer<typeof StoryPart>;

/** One message, or what happened over days and weeks in up to twenty parts. */
export const CheckBody = z
  .strictObject({
    text: CheckInput.shape.text.optional(),
    sender: CheckInput.shape.sender,
    story: z
      .array(StoryPart)
      .min(1)
      .max(STORY_PARTS)
      .refine(
        (parts) => parts.reduce((sum, { text }) => sum + text.length, 0) <= TEXT_LIMIT,
        says('Câu chuyện dài quá. Hãy rút gọn còn 20.000 chữ cái.', 'The story is too long: 20,000 letters at most.'),
      )
      .optional(),
  })
  .refine(({ text, story }) => text !== undefined || story !== undefined, { ...blank, path: ['text'] })
  .refine(({ text, sender, story }) => story === undefined || (text ?? sender) === undefined, {
    ...says('Gửi hoặc một tin, hoặc một câu chuyện.', 'Send either one text or a story.'),
    path: ['story'],
  });

export const BatchInput = z.strictObject({
  messages: z
    .array(
      z.strictObject({ text: z.string().max(BATCH_TEXT_LIMIT).refine(notBlank, blank), sender: Sender.optional() }),
    )
    .min(1)
    .max(BATCH_SIZE),
});
export type BatchInput = z.infer<typeof BatchInput>;

const observableKinds = [
  'url',
  'domain',
  'ip',
  'phone',
  'bank-account',
  'email',
  'file-hash',
  'social',
  'wallet',
  'sender',
  'vietqr',
] as const;

/** How a look-alike shows a name that is not its own. */
const tricks = ['combo', 'subdomain', 'homoglyph', 'scripts', 'typo', 'ending'] as const;

const quote = z.object({ start: z.int(), end: z.int(), text: z.string() });
const said = z.object({ code: z.string(), message: z.string() });

const listing = z.object({
  kind: z.enum(['scam', 'official']),
  source: z.string(),
  scheme: z.string().optional(),
  listedAt: z.string(),
  expires: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
  exact: z.boolean().optional(),
});

const grade = z.enum(['confirmed-scam', 'very-suspicious', 'unknown', 'nothing-found', 'official']);

export const CheckAnswer = z.object({
  grade,
  /** The grade in the reader's language. */
  gradeText: z.string(),
  /** One sentence on what it means for the reader. */
  gradeLine: z.string(),
  observables: z.array(
    z.object({
      kind: z.enum(observableKinds),
      value: z.string(),
      /** As people write it: numbers in groups. */
      display: z.string(),
      key: z.string(),
      raw: z.string(),
      /** UTF-16 offsets in the text. */
      start: z.int(),
      end: z.int(),
      host: z.string().optional(),
      registrable: z.string().optional(),
      bank: z.string().optional(),
      amount: z.number().optional(),
      note: z.string().optional(),
      listing: listing.optional(),
      lookalike: z.object({ brand: z.string(), official: z.string(), trick: z.enum(tricks) }).optional(),
      /** Where its owner can object to the listing. */
      appeal: z.string().optional(),
      /** The part of the story it stands in; offsets are places in that part. */
      part: z.int().optional(),
    }),
  ),
  reasons: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      quote: quote.optional(),
      observable: z.int().optional(),
      part: z.int().optional(),
    }),
  ),
  scheme: z.string().optional(),
  schemeName: z.string().optional(),
  advice: z.array(said),
  contacts: z.array(z.object({ code: z.string(), name: z.string(), phone: z.string() })),
  /** What this check could not find out. */
  notAsked: z.array(said),
  rulesVersion: z.string(),
  /** What the text model says; a threshold on `falseAlarms` is a rate of false alarms. */
  model: z.object({ version: z.string(), score: z.number(), falseAlarms: z.number() }).optional(),
  /** When the list was last known to be complete. */
  listAge: z.string().optional(),
  /** A scam that comes in stages, when the text or the parts tell of one. */
  story: z
    .object({
      /** The form of scam, as in `scheme`. */
      scheme: z.string(),
      schemeName: z.string(),
      /** The last stage that was reached. */
      stage: z.string(),
      stageName: z.string(),
      stages: z.array(z.object({ code: z.string(), name: z.string(), reached: z.boolean() })),
      /** What the other side does next, as a word and as a sentence. */
      next: z.string(),
      nextText: z.string(),
      /** When that usually happens; only for stories with dates. */
      expected: z.object({ from: z.iso.date(), to: z.iso.date() }).optional(),
    })
    .optional(),
  /** For a story: how each part looks by itself, and the stage it shows. */
  parts: z
    .array(z.object({ grade, gradeText: z.string(), stage: z.string().optional(), stageName: z.string().optional() }))
    .optional(),
});
export type CheckAnswer = z.infer<typeof CheckAnswer>;

export const BatchAnswer = z.object({ verdicts: z.array(CheckAnswer) });
