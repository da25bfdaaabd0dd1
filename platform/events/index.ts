import type { Tx } from '@khien/platform/db';
import type {} from './tables.ts';

/**
 * The events there are and what each carries. A feature adds its own:
 * `declare module '@khien/platform/events' { interface EventTypes { 'report.received': { reportId: string } } }`.
 * A payload holds ids, never personal data: it is kept in plain text and sent to every process.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface EventTypes {}

export type EventType = keyof EventTypes & string;

export type DomainEvent<T extends EventType = EventType> = {
  [Type in T]: { type: Type; payload: EventTypes[Type] };
}[T];

/** An event as it arrives: `id` grows with time but not strictly in the order of commits. */
export type Delivered<T extends EventType = EventType> = DomainEvent<T> & { id: number; at: Date };

/** Says that something happened. Others are told when, and only if, the transaction commits. */
export async function emit<T extends EventType>(tx: Tx, event: DomainEvent<T>): Promise<void> {
  await tx
    .insertInto('outbox')
    .values({ type: event.type, payload: JSON.stringify(event.payload) })
    .execute();
}

export { createEvents, type Events, type EventsOptions } from './dispatcher.ts';
