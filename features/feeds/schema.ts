import { indicatorKinds, tlpMarks } from '@khien/features/indicators';
import { z } from 'zod';
import { feedFormats } from './parse/row.ts';

export const FeedSourceView = z.object({
  name: z.string(),
  format: z.enum(feedFormats),
  tlp: z.enum(tlpMarks),
  entries: z.int(),
  importedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type FeedSourceView = z.infer<typeof FeedSourceView>;

/** Lists up to this size come in a request; longer ones through `khien feed import`. */
export const MAX_UPLOAD = 4 << 20;

export const ImportInput = z.strictObject({
  source: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._/-]*$/u),
  format: z.enum(feedFormats),
  kind: z.enum(indicatorKinds).optional(),
  tlp: z.enum(tlpMarks).default('CLEAR'),
  expires: z.iso.datetime({ offset: true }),
  skipWrong: z.boolean().default(false),
  /** The list itself. */
  content: z.string().max(MAX_UPLOAD),
});

const line = z.object({ line: z.int(), problem: z.string(), text: z.string() });

export const ImportAnswer = z.object({
  source: z.string(),
  lines: z.int(),
  added: z.int(),
  kept: z.int(),
  removed: z.int(),
  duplicates: z.int(),
  wrong: z.object({ count: z.int(), first: z.array(line) }),
  /** Right lines that are never listed: official names and suffixes shared by strangers. */
  refused: z.object({
    count: z.int(),
    first: z.array(z.object({ line: z.int(), refused: z.string(), text: z.string() })),
  }),
});
