import { type CompiledReference, normalise, type ObservableKind } from '@khien/engines/text';
import { type Guard, type IndicatorKind, indicatorKinds } from '@khien/features/indicators';
import { excerpt, type Row } from './row.ts';

export interface FeedReader {
  reference: CompiledReference;
  /** Says why a right entry must never be listed. */
  refuse: Guard;
  /** Ids of the schemes an entry may name. */
  schemes: ReadonlySet<string>;
}

const listable: ReadonlySet<ObservableKind> = new Set(indicatorKinds);

/** The row for a value of a kind; undefined when it is no such thing. */
export function toRow(
  line: number,
  kind: IndicatorKind,
  raw: string,
  reader: FeedReader,
  exact: boolean,
): Row | undefined {
  const result = normalise(kind, raw, reader.reference);
  if (!result.ok || !listable.has(result.observable.kind)) return undefined;
  const { observable } = result;
  const refused = reader.refuse(observable);
  if (refused) return { line, refused, text: excerpt(raw) };
  return {
    line,
    entry: { kind: observable.kind as IndicatorKind, key: observable.key, value: observable.value, exact },
  };
}
