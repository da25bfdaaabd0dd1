import { compileReference } from '@khien/engines/text';
import { type Check, type CheckInput, createChecker, type Lookup, type Verdict } from '@khien/engines/verdict';
import { reference, rules } from '@khien/packs/vietnam';
import { skippedForData } from '../conformance/data/shared.ts';
import { type Bar, atLeast, atMost, notMeasured } from './report.ts';
import { disguises } from './verdict/disguise.ts';
import { foldBars } from './verdict/folds.ts';
import { hostBars } from './verdict/hosts.ts';
import { leakBar } from './verdict/leaks.ts';
import { alarmRate, auc, type Counts, count, f1, interval, recall, recallAt } from './verdict/measures.ts';
import { english, inputOf, isSure, isVietnameseScam, type Message, vietnamese } from './verdict/messages.ts';

const nothingListed: Lookup = (keys) => keys.map(() => undefined);
const isGrave = ({ grade }: Verdict): boolean => grade === 'very-suspicious' || grade === 'confirmed-scam';
/** How the text reads; a message without words reads like nothing. */
const textScore = (verdict: Verdict): number => verdict.model?.score ?? -50;
/** An order of all verdicts: by grade first, then by how the text reads. */
const rank = (verdict: Verdict): number => textScore(verdict) + (isGrave(verdict) ? 100 : 0);

/** How well the verdict tells scams from honest messages that nobody here wrote, with an empty list of indicators. */
export async function run(): Promise<Bar[]> {
  const check = createChecker({ reference: compileReference(reference), ...rules });
  return [...onVietnamese(check), ...onEnglish(check), ...foldBars(), leakBar(), ...hostBars()];
}

function onVietnamese(check: Check): Bar[] {
  const all = vietnamese();
  if (all === undefined) {
    return [
      ['verdict.recall-sender', '≥ 0.9'],
      ['verdict.recall-no-sender', '≥ 0.8'],
      ['verdict.auc', '≥ 0.99'],
      ['verdict.warnings-flagged', '= 0'],
      ['verdict.obfuscation-loss', '≤ 5'],
    ].map(([bar = '', limit = '']) => notMeasured(bar, limit, '', skippedForData));
  }
  const messages = all.filter(isSure);
  const ask = (input: CheckInput): Verdict => check(input, nothingListed);
  const counted = (withSender: boolean, disguise = (text: string) => text): Counts =>
    count(messages, isVietnameseScam, (one) => {
      const text = isVietnameseScam(one) ? disguise(one.text) : one.text;
      return isGrave(ask(inputOf({ ...one, text }, withSender)));
    });
  const scored = (withSender: boolean) =>
    messages.map((one) => {
      const verdict = ask(inputOf(one, withSender));
      return { score: rank(verdict), text: textScore(verdict), scam: isVietnameseScam(one) };
    });
  const told = ({ found, scams, alarms, honest }: Counts): string =>
    `${found} of ${scams} scams and illegal adverts found (95 %: ${interval(found, scams)}), ${alarms} of ${honest} honest messages flagged`;

  const recallBar = (bar: string, withSender: boolean, limit: number): Bar => {
    const counts = counted(withSender);
    const points = scored(withSender);
    const byText = points.map(({ text, scam }) => ({ score: text, scam }));
    const how =
      `${told(counts)}, at the shipped threshold; ${recallAt(points, 0.01).toFixed(3)} with the threshold at 1 % false alarms of this set, AUC ${auc(points).toFixed(4)}; ` +
      `by the score of the text alone ${recallAt(byText, 0.01).toFixed(3)} and ${auc(byText).toFixed(4)}`;
    const measured = atLeast(bar, recall(counts), limit, '', how);
    return alarmRate(counts) <= 0.01 ? measured : { ...measured, ok: false, how: `more than 1 % false alarms: ${how}` };
  };
  const notices = messages.filter(({ kind }) => kind === 'warning' || kind === 'otp');
  const wrong = notices.filter((one) => [true, false].some((sender) => isGrave(ask(inputOf(one, sender)))));
  for (const { id, text } of wrong) console.error(`flagged ${id}: ${text}`);
  const plain = counted(true);
  const losses = Object.entries(disguises).map(([name, disguise]) => {
    const hidden = counted(true, disguise);
    return { name, loss: 100 * (recall(plain) - recall(hidden)) };
  });
  return [
    recallBar('verdict.recall-sender', true, 0.9),
    recallBar('verdict.recall-no-sender', false, 0.8),
    atLeast(
      'verdict.auc',
      auc(scored(true)),
      0.99,
      '',
      'with the kind of sender; grade first, then the score of the text',
    ),
    atMost(
      'verdict.warnings-flagged',
      wrong.length,
      0,
      'messages',
      `${notices.length} official warnings and one-time codes, each with and without its sender's kind`,
    ),
    atMost(
      'verdict.obfuscation-loss',
      Math.max(...losses.map(({ loss }) => loss)),
      5,
      'points',
      `recall lost at the same threshold: ${losses.map(({ name, loss }) => `${name} ${loss.toFixed(1)}`).join(', ')}`,
    ),
  ];
}

function onEnglish(check: Check): Bar[] {
  const all = english();
  if (all === undefined) return [notMeasured('verdict.en-f1', '≥ 0.85', '', skippedForData)];
  const messages = all.filter(({ label }) => label !== 'spam');
  const isScam = ({ label }: Message): boolean => label === 'smishing';
  const verdicts = new Map(messages.map((one) => [one, check({ text: one.text }, nothingListed)]));
  const counts = count(messages, isScam, (one) => isGrave(verdicts.get(one) as Verdict));
  const points = messages.map((one) => ({ score: rank(verdicts.get(one) as Verdict), scam: isScam(one) }));
  return [
    atLeast(
      'verdict.en-f1',
      f1(counts),
      0.85,
      '',
      `${counts.found} of ${counts.scams} smishing found, ${counts.alarms} of ${counts.honest} honest flagged, at the shipped threshold; AUC ${auc(points).toFixed(4)}`,
    ),
  ];
}
