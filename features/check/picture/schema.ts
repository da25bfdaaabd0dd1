import { z } from 'zod';
import { CheckAnswer } from '../schema.ts';

export const QrCode = z.object({
  /** What the code holds, letter by letter. */
  payload: z.string(),
  /** For a payment code (VietQR): the receiver's account and bank, by NAPAS number and name. */
  account: z.string().optional(),
  bank: z.string().optional(),
  bankName: z.string().optional(),
  /** Đồng. */
  amount: z.number().optional(),
  note: z.string().optional(),
});
export type QrCode = z.infer<typeof QrCode>;

export const PictureAnswer = z.object({
  /** What was read: codes in words, then the text. '' when there is nothing to read. */
  text: z.string(),
  qr: z.array(QrCode),
  /** How sure the reader is of the text, 0–100; 0 without text. */
  sure: z.number(),
  /** The verdict on `text`, as of `POST /v1/checks`; absent when nothing was read. */
  verdict: CheckAnswer.optional(),
});
export type PictureAnswer = z.infer<typeof PictureAnswer>;
