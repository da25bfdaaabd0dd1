/** Reads an OpenAPI 3.1 document into what the page shows. Unknown parts are left out, never guessed. */

export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string | undefined;
  access: string | undefined;
  parameters: Property[];
  body: Property[];
  example: string | undefined;
  /** Fields of the first successful answer that is JSON. */
  answer: Property[];
  answers: { status: string; description: string }[];
}

export interface Property {
  name: string;
  type: string;
  required: boolean;
  description: string | undefined;
}

export interface Group {
  tag: string;
  operations: Operation[];
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function follow(doc: Json, value: unknown): Json {
  const ref = text(object(value).$ref);
  if (!ref?.startsWith('#/')) return object(value);
  let at: unknown = doc;
  for (const part of ref.slice(2).split('/')) at = object(at)[part];
  return object(at);
}

function typeOf(doc: Json, schema: Json): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((v) => JSON.stringify(v)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const options = list(schema.anyOf ?? schema.oneOf);
  if (options.length > 0) return [...new Set(options.map((o) => typeOf(doc, follow(doc, o))))].join(' | ');
  if (schema.type === 'array') return `${typeOf(doc, follow(doc, schema.items))}[]`;
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : text(schema.type);
  return [type ?? 'object', text(schema.format)].filter(Boolean).join(', ');
}

function properties(doc: Json, schema: Json): Property[] {
  const required = new Set(list(schema.required));
  return Object.entries(object(schema.properties)).map(([name, value]) => {
    const own = follow(doc, value);
    return { name, type: typeOf(doc, own), required: required.has(name), description: text(own.description) };
  });
}

function operation(doc: Json, path: string, method: string, op: Json): Operation {
  const content = object(object(follow(doc, op.requestBody)).content);
  const body = object(content['application/json'] ?? Object.values(content)[0]);
  const example = body.example ?? object(Object.values(object(body.examples))[0]).value;
  return {
    id: `${method}-${path.replace(/\W+/g, '-')}`,
    method: method.toUpperCase(),
    path,
    summary: text(op.summary) ?? '',
    description: text(op.description),
    access: text(op['x-permission']),
    parameters: list(op.parameters).map((entry) => {
      const parameter = follow(doc, entry);
      return {
        name: `${text(parameter.name) ?? ''} (${text(parameter.in) ?? ''})`,
        type: typeOf(doc, follow(doc, parameter.schema)),
        required: parameter.required === true,
        description: text(parameter.description),
      };
    }),
    body: properties(doc, follow(doc, body.schema)),
    example: example === undefined ? undefined : JSON.stringify(example, null, 2),
    answer: properties(doc, follow(doc, firstAnswer(doc, op).schema)),
    answers: Object.entries(object(op.responses)).map(([status, answer]) => ({
      status,
      description: text(follow(doc, answer).description) ?? '',
    })),
  };
}

function firstAnswer(doc: Json, op: Json): Json {
  const done = Object.entries(object(op.responses)).find(([status]) => status.startsWith('2'));
  return object(object(follow(doc, done?.[1]).content)['application/json']);
}

/** Operations by their first tag, in the order of the document. */
export function readOpenApi(document: unknown): Group[] {
  const doc = object(document);
  const groups = new Map<string, Operation[]>();
  for (const [path, item] of Object.entries(object(doc.paths))) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
      const op = object(item)[method];
      if (!isObject(op)) continue;
      const tag = text(list(op.tags)[0]) ?? 'other';
      const group = groups.get(tag) ?? [];
      group.push(operation(doc, path, method, op));
      groups.set(tag, group);
    }
  }
  return [...groups].map(([tag, operations]) => ({ tag, operations }));
}
