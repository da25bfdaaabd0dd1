/** From templates to messages to what the model sees of them. */
import { compileReference } from '@khien/engines/text';
import { type CheckInput, createFeatures, type Features } from '@khien/engines/verdict';
import { reference, rules } from '@khien/packs/vietnam';
import { augment } from './augment.ts';
import { expand, type Label, pickSender, type Template } from './corpus.ts';
import { createRandom } from './random.ts';

export interface Sample extends Features {
  label: Label;
  topic: string;
  /** samples of one group are never apart between folds: all wordings of a template */
  group: string;
  sender: CheckInput['sender'];
}

/** As many weights as fit, in base64, into 300 kB. */
export const buckets = 200_000;

export function createSampler(): (label: Label, topic: string, group: string, input: CheckInput) => Sample | undefined {
  const { textModel: _, ...parts } = rules;
  const features = createFeatures({ reference: compileReference(reference), ...parts }, buckets);
  return (label, topic, group, input) => {
    const seen = features(input);
    return seen && { ...seen, label, topic, group, sender: input.sender };
  };
}

/** How many messages are made of a template. */
const each = 10;

export function sampleAll(templates: readonly Template[]): Sample[] {
  const sampler = createSampler();
  return templates.flatMap((template) => {
    // Of the text, not of its place: a template more does not change what is made of the others.
    const random = createRandom(template.text);
    const group = `${template.file}:${template.line}`;
    const samples: Sample[] = [];
    for (let i = 0; i < each; i++) {
      const text = augment(expand(template, random), template.label, random);
      const kind = pickSender(template, random);
      const input: CheckInput =
        kind === 'none' || random.chance(0.4) ? { text } : { text, sender: { kind, value: '' } };
      const sample = sampler(template.label, template.topic, group, input);
      if (sample !== undefined) samples.push(sample);
    }
    return samples;
  });
}
