import type { Reader, Writer } from './bytes.ts';
import type { Brought } from './entries.ts';

export function writeBrought(writer: Writer, brought: Brought | undefined): void {
  writer.number(brought === undefined ? 0 : brought.events === undefined ? 1 : 2);
  if (brought === undefined) return;
  writer.number(brought.fields.length);
  for (const values of brought.fields) {
    writer.number(values.length);
    for (const value of values) writer.text(value);
  }
  if (brought.events === undefined) return;
  writer.number(brought.events.length);
  for (const event of brought.events) writer.number(event);
}

export function readBrought(reader: Reader): Brought | undefined {
  const kind = reader.number();
  if (kind === 0) return undefined;
  const fields: string[][] = [];
  for (let left = reader.count(); left > 0; left--) {
    const values: string[] = [];
    for (let n = reader.count(); n > 0; n--) values.push(reader.text());
    fields.push(values);
  }
  if (kind === 1) return { fields, events: undefined };
  const events: number[] = [];
  for (let n = reader.count(); n > 0; n--) events.push(reader.number());
  return { fields, events };
}
