/** Reads the corpus: sections of templates, see packs/vietnam/corpus/README.md. */
import type { CheckInput } from '@khien/engines/verdict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripAccents } from './augment.ts';
import type { Random } from './random.ts';
import { fillSlot } from './slots.ts';

export type Label = 'scam' | 'illegal' | 'ham';
export type SenderKind = NonNullable<CheckInput['sender']>['kind'] | 'none';

export interface Template {
  file: string;
  line: number;
  label: Label;
  /** a scheme's id for scams, a theme for honest messages */
  topic: string;
  senders: { kind: SenderKind; weight: number }[];
  text: string;
}

const header = /^@(scam|illegal|ham)\s+([a-z0-9-]+)\s*\|\s*(.+)$/;
const senderKinds: readonly string[] = ['brandname', 'shortcode', 'number', 'none'];

/** @throws with file and line for what is not understood: a misread template would teach the model something wrong */
export function readCorpus(folder: string): Template[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .flatMap((file) => readTemplates(file, readFileSync(`${folder}/${file}`, 'utf8')));
}

/** SHA-256 over the templates and the lists their slots are filled from. */
export function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith('.txt') || file.endsWith('.json')) hash.update(readFileSync(`${folder}/${file}`));
  }
  return hash.digest('hex');
}

export function readTemplates(file: string, content: string): Template[] {
  const templates: Template[] = [];
  let section: Pick<Template, 'label' | 'topic' | 'senders'> | undefined;
  content.split('\n').forEach((text, index) => {
    const line = index + 1;
    const where = `${file}:${line}`;
    if (text.trim() === '' || text.startsWith('#')) return;
    if (text.startsWith('@')) {
      const parts = header.exec(text);
      if (parts === null) throw new Error(`${where}: not a header: ${text}`);
      const [, label, topic, senders] = parts as unknown as [string, Label, string, string];
      section = { label, topic, senders: readSenders(senders, where) };
      return;
    }
    if (section === undefined) throw new Error(`${where}: a template before any header`);
    checkBrackets(text, where);
    templates.push({ file, line, ...section, text });
  });
  return templates;
}

function readSenders(text: string, where: string): Template['senders'] {
  return text.split(',').map((part) => {
    const [kind = '', weight = '1'] = part.trim().split(/\s+/);
    if (!senderKinds.includes(kind)) throw new Error(`${where}: no kind of sender "${kind}"`);
    if (!(Number(weight) > 0)) throw new Error(`${where}: no weight "${weight}"`);
    return { kind: kind as SenderKind, weight: Number(weight) };
  });
}

function checkBrackets(text: string, where: string): void {
  let depth = 0;
  for (const sign of text) {
    if (sign === '[') depth++;
    if (sign === ']' && --depth < 0) throw new Error(`${where}: "]" without "["`);
    if (sign === '|' && depth === 0) throw new Error(`${where}: "|" outside of brackets`);
  }
  if (depth > 0) throw new Error(`${where}: "[" without "]"`);
}

/** Names that a message keeps to from its beginning to its end. */
const sameThroughout = new Set(
  ['bank', 'telco', 'wallet', 'market', 'courier', 'agency', 'police', 'company', 'shop', 'school', 'house'].concat([
    'en-bank',
    'en-shop',
    'en-courier',
  ]),
);
/** `[TB]`, `[QC]`: tags as operators write them, brackets included. */
const tag = /\[([A-Z]{2,5})\]/g;

/** One wording of a template. */
export function expand(template: Template, random: Random): string {
  let text = template.text.replace(tag, '\u0002$1\u0003');
  // The innermost brackets first, until none are left.
  while (text.includes('[')) text = text.replace(/\[([^[\]]*)\]/g, (_, inner: string) => random.pick(inner.split('|')));
  text = text.replaceAll('\u0002', '[').replaceAll('\u0003', ']');
  // Who writes without accents writes everything without.
  const plain = stripAccents(text) === text;
  const chosen = new Map<string, string>();
  text = text.replace(/\{([a-z-]+)\}/g, (_, name: string) => {
    const value = chosen.get(name) ?? fillSlot(name, random, `${template.file}:${template.line}`);
    if (sameThroughout.has(name)) chosen.set(name, value);
    return value;
  });
  if (plain) text = stripAccents(text);
  return text.replaceAll('\\n', '\n').replace(/ {2,}/g, ' ').trim();
}

export function pickSender({ senders }: Template, random: Random): SenderKind {
  let left = random.next() * senders.reduce((sum, { weight }) => sum + weight, 0);
  return senders.find(({ weight }) => (left -= weight) < 0)?.kind ?? 'none';
}
