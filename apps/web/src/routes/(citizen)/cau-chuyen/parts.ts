import type { StoryPart } from '@khien/features/check';
import { formatDay, readDay } from '#lib/format.ts';
import { type Fault, textOf } from '#lib/server/forms.ts';
import { type Channel, channels, empty, freshParts, MOST, type TypedPart } from './fields.ts';

const isEmpty = ({ text, at }: TypedPart): boolean => text === '' && at === '';

/** The parts of the form, in their order; never none. */
export function readParts(form: FormData): TypedPart[] {
  const given = [...form.keys()].map((name) => Number(/^(?:text|channel|at)-(\d{1,2})$/.exec(name)?.[1] ?? 0));
  const count = Math.min(MOST, Math.max(0, ...given));
  if (count === 0) return freshParts();
  return Array.from({ length: count }, (_, index) => {
    const channel = textOf(form, `channel-${index + 1}`);
    return {
      text: textOf(form, `text-${index + 1}`),
      channel: channels.find((one) => one === channel) ?? '',
      at: textOf(form, `at-${index + 1}`),
    };
  });
}

export const withOneMore = (parts: TypedPart[]): TypedPart[] => [...parts, empty()].slice(0, MOST);

/** @param which counted from 1, as the button says */
export function without(parts: TypedPart[], which: number): TypedPart[] {
  const left = parts.filter((_, index) => index !== which - 1);
  return left.length > 0 ? left : [empty()];
}

/**
 * What the API takes; parts left empty are left out.
 * @param messages sentences for what this page judges itself
 */
export function toStory(
  parts: TypedPart[],
  messages: { empty: string; noText: string; at: string },
): { story: StoryPart[]; told: TypedPart[]; numbers: number[]; faults: Fault[] } {
  const faults: Fault[] = [];
  const story: StoryPart[] = [];
  const told: TypedPart[] = [];
  const numbers: number[] = [];
  parts.forEach((part, index) => {
    if (isEmpty(part)) return;
    const n = index + 1;
    const at = part.at === '' ? undefined : readDay(part.at);
    if (part.text === '') faults.push({ field: `text-${n}`, message: messages.noText });
    if (part.at !== '' && at === undefined) faults.push({ field: `at-${n}`, message: messages.at });
    told.push({ ...part, at: at ?? part.at });
    numbers.push(n);
    story.push({
      text: part.text,
      ...(part.channel === '' ? {} : { channel: part.channel }),
      ...(at === undefined ? {} : { at }),
    });
  });
  if (story.length === 0) faults.push({ field: 'text-1', message: messages.empty });
  return { story, told, numbers, faults };
}

/** The whole story as one text, for a report. */
export function inOneText(parts: TypedPart[], channelName: (channel: Channel) => string): string {
  return parts
    .map(({ text, channel, at }) => {
      const head = [channel === '' ? '' : channelName(channel), at === '' ? '' : formatDay(at)]
        .filter(Boolean)
        .join(', ');
      return head === '' ? text : `${head}: ${text}`;
    })
    .join('\n\n');
}
