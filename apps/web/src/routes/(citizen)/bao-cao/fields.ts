/** Everything the two steps of the form hold, as text, so that nothing is ever typed twice. */
export const fieldNames = [
  'kind',
  'text',
  'scheme',
  'key',
  'unit',
  'name',
  'phone',
  'email',
  'bankMessage',
  'amount',
  'at',
  'reference',
  'fromBank',
  'fromAccount',
  'toBank',
  'toAccount',
  'toHolder',
  'memo',
  'called',
] as const;
export type Draft = Record<(typeof fieldNames)[number], string>;
