import { readFileSync } from 'node:fs';
import { compileReference } from '@khien/engines/text';
import { createChecker, type Lookup } from '@khien/engines/verdict';
import { brands, hints, hotlines, reference, registry, schemes, shorteners } from '@khien/packs/vietnam';
import { atLeast, atMost, type Bar, notMeasured } from '../bench/report.ts';
import { hostBars } from '../bench/verdict/hosts.ts';
import { sharedData, skippedForData } from './data/shared.ts';
import { readMessages, type Message } from './verdict/messages.ts';

const nothingListed: Lookup = (keys) => keys.map(() => undefined);

/**
 * The verdict's words and look-alikes alone, with an empty look-up: how many scams they see, whom they alarm wrongly.
 * Official warnings and one-time codes must never be called very suspicious.
 */
export async function run(): Promise<Bar[]> {
  return [...onMessages(), ...hostBars()];
}

function onMessages(): Bar[] {
  const path = sharedData('citizen/vn-sms-ie403-2025/messages_relabelled.tsv');
  if (path === undefined) {
    return [
      notMeasured('verdict.warnings-flagged', '= 0', 'messages', skippedForData),
      notMeasured('verdict.recall', '≥ 0.6', '', skippedForData),
      notMeasured('verdict.false-alarms', '≤ 0.005', '', skippedForData),
    ];
  }
  const check = createChecker({
    reference: compileReference(reference),
    registry,
    brands,
    schemes,
    hints,
    hotlines,
    shorteners,
  });
  const messages = readMessages(readFileSync(path, 'utf8'));
  const flagged = ({ text, sender }: Message, withSender: boolean): boolean => {
    const input = withSender ? { text, sender: { kind: sender, value: '' } } : { text };
    const { grade } = check(input, nothingListed);
    return grade === 'very-suspicious' || grade === 'confirmed-scam';
  };
  const count = (of: Message[], withSender: boolean): number => of.filter((one) => flagged(one, withSender)).length;
  const notices = messages.filter(({ kind }) => kind === 'warning' || kind === 'otp');
  const bad = messages.filter(({ label }) => label === 'scam' || label === 'illegal_ad');
  const honest = messages.filter(({ label }) => label === 'ham');
  const wrong = notices.filter((one) => flagged(one, true) || flagged(one, false));
  for (const { id, text } of wrong) console.error(`flagged ${id}: ${text}`);

  const without = { found: count(bad, false), alarms: count(honest, false) };
  const found = count(bad, true);
  const alarms = count(honest, true);
  const [low, high] = interval(without.found, bad.length);
  const share = (part: number, whole: number): string => `${part} of ${whole}`;
  return [
    atMost(
      'verdict.warnings-flagged',
      wrong.length,
      0,
      'messages',
      `${notices.length} official warnings and one-time codes, each with and without its sender's kind`,
    ),
    atLeast(
      'verdict.recall',
      without.found / bad.length,
      0.6,
      '',
      `${share(without.found, bad.length)} scams and illegal adverts (95 %: ${low}–${high}) without the sender's kind, ` +
        `${share(found, bad.length)} with it; rules only, empty list; this set was looked at while the rules were written`,
    ),
    atMost(
      'verdict.false-alarms',
      without.alarms / honest.length,
      0.005,
      '',
      `${share(without.alarms, honest.length)} honest messages without the sender's kind, ${share(alarms, honest.length)} with it`,
    ),
  ];
}

/** Wilson's 95 % interval of a share. */
function interval(hits: number, of: number): [string, string] {
  const z = 1.96;
  const share = hits / of;
  const middle = share + (z * z) / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return [((middle - spread) / scale).toFixed(3), ((middle + spread) / scale).toFixed(3)];
}
