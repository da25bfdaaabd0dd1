import { CheckAnswer, CheckInput } from '@khien/features/check';
import { z } from 'zod';

export const Actual = z.enum(['scam', 'honest', 'unsure']);
export type Actual = z.infer<typeof Actual>;

export const Label = z.enum(['scam', 'illegal', 'honest']);
export type Label = z.infer<typeof Label>;

const { grade } = CheckAnswer.shape;

/** With `keep` the message comes along and is judged again; without it nothing but the verdict's grade is told. */
export const FeedbackInput = z.discriminatedUnion('keep', [
  z.strictObject({ keep: z.literal(false), actual: Actual, grade, scheme: z.string().max(60).optional() }),
  z.strictObject({
    keep: z.literal(true),
    actual: Actual,
    text: CheckInput.shape.text,
    sender: CheckInput.shape.sender,
  }),
]);
export type FeedbackInput = z.infer<typeof FeedbackInput>;

export const FeedbackReceipt = z.object({ kept: z.boolean() });

export const Example = z.object({
  id: z.uuid(),
  receivedAt: z.iso.datetime(),
  grade,
  gradeText: z.string(),
  scheme: z.string().optional(),
  schemeName: z.string().optional(),
  actual: Actual,
  sender: z.enum(['brandname', 'shortcode', 'number']).optional(),
  text: z.string(),
  label: Label.optional(),
  labelledBy: z.string().optional(),
  demo: z.boolean(),
});
export type Example = z.infer<typeof Example>;

export const ExampleQuery = z.object({
  state: z.enum(['open', 'labelled']).default('open'),
  before: z.uuid().optional(),
});
export type ExampleQuery = z.infer<typeof ExampleQuery>;

export const ExamplePage = z.object({
  examples: z.array(Example),
  /** The `before` of the next page. */
  next: z.uuid().optional(),
  open: z.int(),
});
export type ExamplePage = z.infer<typeof ExamplePage>;

export const LabelInput = z.strictObject({ label: Label.nullable() });

const figures = {
  answers: z.int(),
  right: z.int(),
  /** Called suspicious or worse, and honest after all. */
  falseAlarms: z.int(),
  /** Not called suspicious, and a scam after all. */
  missed: z.int(),
  unsure: z.int(),
};

export const Quality = z.object({
  since: z.iso.datetime(),
  all: z.object(figures),
  weeks: z.array(z.object({ monday: z.iso.date(), ...figures })),
  schemes: z.array(z.object({ scheme: z.string().optional(), schemeName: z.string().optional(), ...figures })),
  /** How many of the answers an officer or analyst has read. */
  labelled: z.int(),
});
export type Quality = z.infer<typeof Quality>;

export const QualityQuery = z.object({ weeks: z.coerce.number().int().min(1).max(53).default(12) });
