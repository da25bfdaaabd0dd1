import { attributeText } from './event.ts';
import { damaged, maxDepth } from './damage.ts';
import { holeText, openFragment, openInstance, pay, type Run, sizeAt, take, typeAt, typedText } from './frames.ts';
import type { ElementPart, HolePart, Part, Values } from './tree.ts';
import { valueType } from './values.ts';

/** The fragment of a record as XML, an element a line, two spaces a level. */
export function eventXml(run: Run, start: number, end: number): string {
  const { parts, values } = openFragment(run, start, end, 0);
  return content(run, parts, values, 0).children;
}

interface Content {
  text: string;
  /** Child elements, each with its indentation and line end. */
  children: string;
}

function content(run: Run, parts: readonly Part[], values: Values, depth: number): Content {
  const found: Content = { text: '', children: '' };
  pay(run, parts.length);
  for (const part of parts) {
    if (part.kind === 'element') found.children += element(run, part, values, depth);
    else if (part.kind === 'text') {
      take(run, part.text.length);
      found.text += escaped(part.text);
    } else if (part.kind === 'cdata') {
      take(run, part.text.length);
      found.text += `<![CDATA[${part.text}]]>`;
    } else if (part.kind === 'instruction') {
      take(run, part.text.length);
      found.children += `${'  '.repeat(depth)}<?${part.target} ${part.text}?>\n`;
    } else if (part.kind === 'value') found.text += typedXml(typedText(run, part.type, part.offset, part.size));
    else if (part.kind === 'instance') {
      const inner = openInstance(run, part.offset, depth + 1);
      merge(found, content(run, inner.parts, inner.values, depth));
    } else if (part.kind === 'hole') merge(found, hole(run, part, values, depth));
  }
  return found;
}

function hole(run: Run, { index }: HolePart, values: Values, depth: number): Content {
  const type = typeAt(run, values, index);
  if (type === valueType.null) return { text: '', children: '' };
  if (type !== valueType.binXml) return { text: typedXml(holeText(run, values, index, type)), children: '' };
  const at = values.starts[index] as number;
  const inner = openFragment(run, at, at + sizeAt(run, values, index), depth + 1);
  return content(run, inner.parts, inner.values, depth);
}

function merge(into: Content, more: Content): void {
  into.text += more.text;
  into.children += more.children;
}

function element(run: Run, part: ElementPart, values: Values, depth: number): string {
  take(run, part.name.length + 2 * depth);
  if (depth > maxDepth) damaged('depth');
  if (part.dependency >= 0 && typeAt(run, values, part.dependency) === valueType.null) return '';
  let open = part.name;
  for (const attribute of part.attributes) {
    const text = attributeText(run, attribute, values);
    if (text !== undefined) open += ` ${attribute.name}="${quoted(text)}"`;
  }
  const many = arrayOf(run, part, values);
  const indent = '  '.repeat(depth);
  const line = (text: string): string =>
    text === '' ? `${indent}<${open}/>\n` : `${indent}<${open}>${text}</${part.name}>\n`;
  if (many !== undefined) return many.map((text) => line(escaped(text))).join('');
  const { text, children } = content(run, part.content, values, depth + 1);
  if (children !== '') return `${indent}<${open}>${text}\n${children}${indent}</${part.name}>\n`;
  return line(text);
}

/** An element that holds one array stands once for each of its values. */
function arrayOf(run: Run, part: ElementPart, values: Values): string[] | undefined {
  const only = part.content[0];
  if (part.content.length !== 1 || only?.kind !== 'hole') return undefined;
  const type = typeAt(run, values, only.index);
  if ((type & 0x80) === 0) return undefined;
  const texts = holeText(run, values, only.index, type);
  return typeof texts === 'string' ? undefined : texts;
}

const typedXml = (text: string | string[]): string => escaped(typeof text === 'string' ? text : text.join('\n'));

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string =>
  /[&<>]/.test(text) ? text.replace(/[&<>]/g, (sign) => escapes[sign] ?? sign) : text;
const quoted = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);
