import { readFileSync } from 'node:fs';
import type { CheckInput } from '@khien/engines/verdict';
import { sharedData } from '../../conformance/data/shared.ts';

type SenderKind = NonNullable<CheckInput['sender']>['kind'];

/** One labelled message of a collection that is measured, never trained on. */
export interface Message {
  id: string;
  label: string;
  /** the kind of scam, or `otp` and `warning` of honest ones; empty when the collection tells none */
  kind: string;
  sender: SenderKind | undefined;
  /** near-duplicates share it */
  group: string;
  text: string;
}

const senders: Record<string, SenderKind> = {
  brandname: 'brandname',
  shortcode: 'shortcode',
  personal_number: 'number',
};

/** Reads a tab-separated collection; a line break inside a message is written ⏎. Undefined when it is not here. */
export function readCollection(path: string): Message[] | undefined {
  const file = sharedData(path);
  if (file === undefined) return undefined;
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = header.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    return {
      id: cell('id'),
      label: cell('label'),
      kind: cell('kind'),
      sender: senders[cell('sender_type')],
      group: cell('group'),
      text: cell('text').replaceAll('⏎', '\n'),
    };
  });
}

export const vietnamese = (): Message[] | undefined =>
  readCollection('citizen/vn-sms-ie403-2025/messages_relabelled.tsv');
export const english = (): Message[] | undefined => readCollection('citizen/en-smishing-mishra-soni/messages.tsv');

export const isVietnameseScam = ({ label }: Message): boolean => label === 'scam' || label === 'illegal_ad';
/** Spam and doubtful messages are neither scams nor honest. */
export const isSure = ({ label }: Message): boolean => label === 'ham' || label === 'scam' || label === 'illegal_ad';

export const inputOf = ({ text, sender }: Message, withSender: boolean): CheckInput =>
  withSender && sender !== undefined ? { text, sender: { kind: sender, value: '' } } : { text };
