type Fields = Record<string, unknown>;

/** Names of the body's keys → names of rules. */
const systemFields: readonly (readonly [readonly string[], string])[] = [
  [['channel'], 'Channel'],
  [['computer'], 'Computer'],
  [['event_id', 'id'], 'EventID'],
  [['provider', 'name'], 'Provider_Name'],
  [['provider', 'guid'], 'Provider_Guid'],
  [['system_time'], 'TimeCreated'],
  [['record_id'], 'EventRecordID'],
  [['level'], 'Level'],
  [['task'], 'Task'],
  [['opcode'], 'Opcode'],
  [['version'], 'Version'],
  [['keywords'], 'Keywords'],
  [['message'], 'Message'],
  [['execution', 'process_id'], 'Execution_ProcessID'],
  [['execution', 'thread_id'], 'Execution_ThreadID'],
  [['security', 'user_id'], 'Security_UserID'],
  [['correlation', 'activity_id'], 'Correlation_ActivityID'],
];

/**
 * The body that the collector's receiver of Windows events writes, as a flat Windows event; undefined for any other body.
 * Event data are a map there, or under `data` a list of maps with one key each; data without a name go to `Data`.
 */
export function windowsFields(body: Readonly<Fields>): Fields | undefined {
  if (typeof body['channel'] !== 'string' || valueAt(body, ['event_id', 'id']) === undefined) return undefined;
  const fields = new Map<string, unknown>();
  const add = (name: string, value: unknown): void => {
    if (name !== '') fields.set(name, value);
    else fields.set('Data', [fields.get('Data') ?? [], value].flat());
  };
  for (const part of ['event_data', 'user_data']) {
    const data = body[part];
    if (!isMap(data)) continue;
    for (const [name, value] of Object.entries(data)) {
      if (name !== 'data' || !Array.isArray(value)) add(name, value);
      else for (const one of value) if (isMap(one)) for (const entry of Object.entries(one)) add(...entry);
    }
  }
  // Event data never replace what routes the event.
  for (const [path, name] of systemFields) {
    const value = valueAt(body, path);
    if (value !== undefined && value !== null && value !== '') fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

function valueAt(body: Readonly<Fields>, path: readonly string[]): unknown {
  let at: unknown = body;
  for (const key of path) at = isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
