import type { Item, Value } from '../rule.ts';
import { inNetwork, readAddress } from './addresses.ts';
import { base64, base64offset, utf16, utf8 } from './bytes.ts';
import { globTest, literal, lower, plain, readValue, type Token, windash, withoutDashes } from './glob.ts';
import { dateParts, isNumber, readDatePart, readNumber, wantedNumber } from './numbers.ts';
import { readRegex } from './regex.ts';
import type { FieldView, Text, View } from './view.ts';

export interface ItemContext {
  placeholders: Readonly<Record<string, readonly string[]>>;
}

/** Whether the item holds for the event; `mapping` is that of the route by which the rule applies. */
export type Test = (view: View, mapping: string | undefined) => boolean;

const relations: Record<string, (a: number, b: number) => boolean> = {
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
};

/** One line of a selection, read once. Values are alternatives, or with `all` all wanted; `neq` turns the whole around. */
export function readItem(item: Item, context: ItemContext): Test {
  const has = (modifier: string) => item.modifiers.includes(modifier);
  // An empty list under a field is null.
  const values = item.values.length === 0 ? [null] : item.values;
  const tests = values.map((value) => readOne(item, value, context));
  const test: Test = has('all')
    ? (view, mapping) => tests.every((one) => one(view, mapping))
    : (view, mapping) => tests.some((one) => one(view, mapping));
  return has('neq') ? (view, mapping) => !test(view, mapping) : test;
}

function readOne(item: Item, value: Value, context: ItemContext): Test {
  const { field, modifiers } = item;
  const has = (modifier: string) => modifiers.includes(modifier);
  if (field === undefined) {
    const test = readText(item, value, context);
    return (view) => view.everything().some(test);
  }
  const onField =
    (test: (view: FieldView) => boolean): Test =>
    (view, mapping) =>
      test(view.field(field, mapping));
  if (has('exists')) return onField(({ present }) => present === (String(value) === 'true'));
  if (value === null) return onField(({ empty }) => empty);
  if (has('fieldref')) return readReference(field, plain(readValue(String(value))) ?? '', modifiers);
  const part = dateParts.find(has);
  const relation = Object.keys(relations).find(has);
  if (part !== undefined || relation !== undefined) {
    const holds = relations[relation ?? ''] ?? ((a, b) => a === b);
    const wanted = readNumber(String(value));
    return onField(({ values }) =>
      values.some(({ raw }) => {
        const number = part === undefined ? readNumber(raw) : readDatePart(part, raw);
        return number !== undefined && wanted !== undefined && holds(number, wanted);
      }),
    );
  }
  if (has('cidr')) {
    const [network = '', prefix] = String(value).split('/');
    const base = readAddress(network);
    if (base === undefined) return () => false;
    const bits = prefix === undefined ? base.bits : Number(prefix);
    return onField(({ values }) =>
      values.some(({ raw }) => {
        const address = readAddress(raw);
        return address !== undefined && inNetwork(address, base, bits);
      }),
    );
  }
  const test = readText(item, value, context);
  return onField(({ values }) => values.some(test));
}

/** Two fields of one event. */
function readReference(field: string, other: string, modifiers: readonly string[]): Test {
  const side = modifiers.includes('cased') ? 'raw' : 'lower';
  const how = modifiers.find((modifier) => ['contains', 'startswith', 'endswith'].includes(modifier));
  return (view, mapping) => {
    const others = view.field(other, mapping).values;
    return view.field(field, mapping).values.some((mine) =>
      others.some((theirs) => {
        if (how === 'contains') return mine[side].includes(theirs[side]);
        if (how === 'startswith') return mine[side].startsWith(theirs[side]);
        if (how === 'endswith') return mine[side].endsWith(theirs[side]);
        return mine[side] === theirs[side];
      }),
    );
  };
}

/** Text under a field, or with no field a keyword: then it may stand anywhere in a value. */
function readText(item: Item, value: Value, context: ItemContext): (text: Text) => boolean {
  const { modifiers, field } = item;
  const written = String(value);
  if (modifiers.includes('re')) {
    const sources = modifiers.includes('expand') ? expand(written, context, escapeRegex) : [written];
    const flags = new Set(modifiers.filter((modifier) => /^[ims]$/.test(modifier)));
    const expressions = sources.map((source) => readRegex(source, flags));
    return ({ raw }) => expressions.some((expression) => expression.test(raw));
  }
  const cased = modifiers.includes('cased');
  const starts = modifiers.includes('expand') ? expand(written, context, (text) => text) : [written];
  const patterns = starts.flatMap((text) => modify(readValue(text), modifiers));
  const anchored = modifiers.includes('startswith') || modifiers.includes('endswith');
  const tests = patterns.map((tokens) => {
    const wide = field === undefined && !anchored ? around(tokens, true, true) : tokens;
    const test = globTest(cased ? wide : wide.map((token) => (token.length === 1 ? lower(token) : token)));
    const text = plain(wide);
    const number = text === undefined || cased ? undefined : wantedNumber(text);
    return (seen: Text) => test(cased ? seen.raw : seen.lower) || (number !== undefined && isNumber(number, seen.raw));
  });
  return (seen) => tests.some((test) => test(seen));
}

function around(tokens: readonly Token[], before: boolean, after: boolean): Token[] {
  const open = before && tokens[0] !== 'any' ? ['any'] : [];
  const close = after && (tokens.at(-1) !== 'any' || tokens.length === 0) ? ['any'] : [];
  return [...open, ...tokens, ...close];
}

/** Modifiers of text from left to right; several results are alternatives. */
function modify(tokens: readonly Token[], modifiers: readonly string[]): Token[][] {
  let texts: Token[][] = [[...tokens]];
  // Between `wide` and `base64` the text is bytes.
  let encode = utf8;
  for (const modifier of modifiers) {
    if (modifier === 'contains') texts = texts.map((text) => around(text, true, true));
    else if (modifier === 'startswith') texts = texts.map((text) => around(text, false, true));
    else if (modifier === 'endswith') texts = texts.map((text) => around(text, true, false));
    else if (modifier === 'windash') texts = texts.map(windash);
    else if (modifier === 'wide' || modifier === 'utf16le') encode = (text) => utf16(text, 'little', false);
    else if (modifier === 'utf16be') encode = (text) => utf16(text, 'big', false);
    else if (modifier === 'utf16') encode = (text) => utf16(text, 'little', true);
    else if (modifier === 'base64' || modifier === 'base64offset') {
      const encoder = encode;
      texts = texts.flatMap(withoutDashes).flatMap((text) => {
        const bytes = encoder(plain(text) ?? '');
        return (modifier === 'base64' ? [base64(bytes)] : base64offset(bytes)).map(literal);
      });
      encode = utf8;
    }
  }
  return texts;
}

/** `%name%` by each of its values; `\%` is a percent sign. */
function expand(text: string, { placeholders }: ItemContext, use: (value: string) => string): string[] {
  const found = /(?<!\\)%([^%]+)%/.exec(text);
  if (found === null) return [text.replaceAll('\\%', '%')];
  const before = text.slice(0, found.index).replaceAll('\\%', '%');
  const after = expand(text.slice(found.index + found[0].length), { placeholders }, use);
  return (placeholders[found[1] as string] ?? []).flatMap((value) => after.map((rest) => before + use(value) + rest));
}

/** A placeholder's value inside an expression stands for itself. */
const escapeRegex = (value: string): string => value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
