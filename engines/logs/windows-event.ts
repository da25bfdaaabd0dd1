/** A part of an event: texts, numbers of the System part, null for what is empty. */
export type EventValue = string | number | null | EventValue[] | EventObject;
export interface EventObject {
  [name: string]: EventValue;
}

/** Where in an event an element stands; what becomes of it follows from that. */
export type Role = 'root' | 'event' | 'system' | 'data' | 'plain';

/** The role of what is inside an element. */
export const roleInside = (role: Role, name: string): Role => {
  if (role === 'root') return name === 'Event' ? 'event' : 'plain';
  if (role !== 'event') return 'plain';
  return name === 'System' ? 'system' : name === 'EventData' ? 'data' : 'plain';
};

/** Elements of the System part that are numbers. */
const numbers = new Set(['EventID', 'Version', 'Level', 'Task', 'Opcode', 'EventRecordID']);

/**
 * Puts an element into the object of its parent, in the usual nested shape of Windows events: attributes under
 * `#attributes`, text beside them or beside child elements under `#text`, an element that comes again in a list, an
 * empty one null.
 *
 * @param inside what its child elements became
 */
export function putElement(
  into: EventObject,
  role: Role,
  name: string,
  attributes: EventObject | undefined,
  inside: EventObject,
  text: string | string[],
): void {
  // The name of EventData names its template and is no data.
  const isData = role === 'event' && name === 'EventData';
  const kept = isData ? undefined : attributes;
  if (kept === undefined && isEmpty(inside)) {
    if (!isData) put(into, name, textValue(text, role, name));
    else put(into, name, text.length === 0 || isBlank(text) ? inside : { '#text': text });
    return;
  }
  const whole: EventObject = kept === undefined ? inside : { '#attributes': kept, ...inside };
  if (!isBlank(text)) whole['#text'] = text;
  put(into, name, whole);
}

/** Puts one Data of EventData: a field by its name, or, without one, among the texts of `Data`. */
export function putData(into: EventObject, label: string | undefined, value: string | string[]): void {
  if (label !== undefined) {
    put(into, label, value);
    return;
  }
  const before = into.Data;
  if (before === undefined || before === null || typeof before !== 'object' || Array.isArray(before)) {
    put(into, 'Data', { '#text': value });
    return;
  }
  const texts = before['#text'];
  // A copy for each of them would cost minutes for an event that is nothing but them.
  if (!Array.isArray(texts)) before['#text'] = [texts ?? '', value].flat();
  else if (typeof value === 'string') texts.push(value);
  else for (const one of value) texts.push(one);
}

/** Sets a key; one that is there already becomes a list. Never the prototype. */
export function put(into: EventObject, key: string, value: EventValue): void {
  if (key === '__proto__') {
    Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  const before = into[key];
  // Object.prototype has names of its own, such as `constructor`: the slower question is asked only for those.
  if (before === undefined || !Object.hasOwn(into, key)) into[key] = value;
  else if (Array.isArray(before)) before.push(value);
  else into[key] = [before, value];
}

const isBlank = (text: string | string[]): boolean =>
  typeof text === 'string' ? text.trim() === '' : text.length === 0;

function textValue(text: string | string[], role: Role, name: string): EventValue {
  if (text === '') return null;
  if (role !== 'system' || typeof text !== 'string' || !numbers.has(name)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

function isEmpty(object: EventObject): boolean {
  for (const _ in object) return false;
  return true;
}
