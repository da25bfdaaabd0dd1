import { type EventObject, put, putData, putElement, type Role, roleInside } from '../windows-event.ts';
import { damaged, maxDepth } from './damage.ts';
import { holeText, openFragment, openInstance, pay, type Run, sizeAt, take, typeAt, typedText } from './frames.ts';
import type { AttributePart, ElementPart, HolePart, Part, Values } from './tree.ts';
import { valueType } from './values.ts';

/**
 * The fragment of a record as nested object: `{ Event: { System: {…}, EventData: {…} } }`. Attributes stand under
 * `#attributes`, text beside them under `#text`; names spaces are left out. `Data` with a name is a field of
 * EventData, `Data` without one is `Data: { '#text': text or texts }`. Empty named data is `''`, an empty element null.
 */
export function eventObject(run: Run, start: number, end: number): EventObject {
  const event: EventObject = {};
  const { parts, values } = openFragment(run, start, end, 0);
  fill(run, event, parts, values, 'root', 0);
  return event;
}

/** Puts the child elements of the pieces into an object and gives the text between them. */
function fill(
  run: Run,
  into: EventObject,
  parts: readonly Part[],
  values: Values,
  role: Role,
  depth: number,
): string | string[] {
  let text: string | string[] = '';
  pay(run, parts.length);
  for (const part of parts) {
    switch (part.kind) {
      case 'element':
        if (part.dependency < 0 || typeAt(run, values, part.dependency) !== valueType.null) {
          child(run, into, part, values, role, depth + 1);
        }
        break;
      case 'hole': {
        const type = typeAt(run, values, part.index);
        if (type === valueType.null) break;
        if (type === valueType.binXml) {
          const at = values.starts[part.index] as number;
          const inner = openFragment(run, at, at + sizeAt(run, values, part.index), depth + 1);
          text = join(text, fill(run, into, inner.parts, inner.values, role, depth + 1));
        } else text = join(text, holeText(run, values, part.index, type));
        break;
      }
      case 'instance': {
        const inner = openInstance(run, part.offset, depth + 1);
        text = join(text, fill(run, into, inner.parts, inner.values, role, depth + 1));
        break;
      }
      case 'value':
        text = join(text, typedText(run, part.type, part.offset, part.size));
        break;
      case 'text':
      case 'cdata':
        take(run, part.text.length);
        text = join(text, part.text);
        break;
      case 'instruction':
        break;
    }
  }
  return text;
}

function join(text: string | string[], more: string | string[]): string | string[] {
  if (text === '') return more;
  if (more === '') return text;
  return typeof text === 'string' && typeof more === 'string' ? text + more : [text, more].flat();
}

function child(run: Run, into: EventObject, part: ElementPart, values: Values, role: Role, depth: number): void {
  take(run, 0);
  if (depth > maxDepth) damaged('depth');
  const { name, content } = part;
  if (role === 'data' && name === 'Data') {
    const only = content[0];
    const value =
      content.length === 1 && only?.kind === 'hole' && plainHole(run, values, only)
        ? holeText(run, values, only.index, typeAt(run, values, only.index))
        : fill(run, {}, content, values, 'plain', depth);
    putData(into, part.label ?? attributeOf(run, part, values, 'Name'), value);
    return;
  }
  const inside: EventObject = {};
  const text = fill(run, inside, content, values, roleInside(role, name), depth);
  putElement(into, role, name, attributesOf(run, part, values), inside, text);
}

function plainHole(run: Run, values: Values, { index }: HolePart): boolean {
  const type = typeAt(run, values, index);
  return type !== valueType.null && type !== valueType.binXml;
}

function attributesOf(run: Run, part: ElementPart, values: Values): EventObject | undefined {
  let attributes: EventObject | undefined;
  for (const attribute of part.attributes) {
    if (attribute.name.startsWith('xmlns')) continue;
    const text = attributeText(run, attribute, values);
    if (text === undefined) continue;
    attributes ??= {};
    put(attributes, attribute.name, text);
  }
  return attributes;
}

function attributeOf(run: Run, part: ElementPart, values: Values, name: string): string | undefined {
  const attribute = part.attributes.find((one) => one.name === name);
  return attribute === undefined ? undefined : attributeText(run, attribute, values);
}

/** The text of an attribute; undefined if all of it is left out. */
export function attributeText(run: Run, attribute: AttributePart, values: Values): string | undefined {
  let text: string | undefined;
  for (const part of attribute.content) {
    let more: string | string[];
    if (part.kind === 'hole') {
      const type = typeAt(run, values, part.index);
      if (type === valueType.binXml || (type === valueType.null && part.optional)) continue;
      more = holeText(run, values, part.index, type);
    } else if (part.kind === 'value') more = typedText(run, part.type, part.offset, part.size);
    else if (part.kind === 'text') {
      more = part.text;
      take(run, more.length);
    } else continue;
    text = (text ?? '') + (typeof more === 'string' ? more : more.join(','));
  }
  return text;
}
