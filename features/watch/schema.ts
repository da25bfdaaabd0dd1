import { indicatorKinds } from '@khien/features/indicators';
import { TEXT_LIMIT } from '@khien/engines/text';
import { z } from 'zod';

export const WatchInput = z.strictObject({ text: z.string().trim().min(1).max(TEXT_LIMIT) });

/** The code is shown once: whoever has it can ask what became of it. */
export const WatchReceipt = z.object({
  code: z.string(),
  createdAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  /** How many things are being watched. */
  watching: z.int(),
});
export type WatchReceipt = z.infer<typeof WatchReceipt>;

export const WatchCode = z.strictObject({ code: z.string().trim().min(11).max(24) });

export const WatchStatus = z.object({
  /** `told`: at least one of the things has been listed since. */
  status: z.enum(['waiting', 'told', 'ended']),
  createdAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  toldAt: z.iso.datetime().optional(),
  watching: z.int(),
  /** What was listed: public already, or the holder of the code could not have asked about it. */
  listed: z.array(
    z.object({
      kind: z.enum(indicatorKinds),
      display: z.string(),
      scheme: z.string().optional(),
      schemeName: z.string().optional(),
      source: z.string(),
      listedAt: z.iso.datetime(),
      /** Still on the list now. */
      current: z.boolean(),
    }),
  ),
});
export type WatchStatus = z.infer<typeof WatchStatus>;
