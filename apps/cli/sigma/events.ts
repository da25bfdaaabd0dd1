import type { FormatName } from '@khien/engines/logs';
import { createReader, type Sink } from './reader.ts';
import { sniffHead } from './scan.ts';
import { openSource } from './source.ts';

/**
 * Reads a whole log in this thread.
 * @returns why it could not be read, or not to its end.
 */
export async function readEvents(
  file: string,
  how: { format?: FormatName; zone?: number; signal?: AbortSignal },
  sink: Sink,
): Promise<string | undefined> {
  let source;
  try {
    source = await openSource(file, () => undefined);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const format = how.format ?? sniffHead(source.head);
  if (format === undefined) {
    await source.chunks.return();
    if (source.head.length === 0) return source.broken();
    return source.packed ? `packed with ${source.packed}: unpack it first` : 'the format is not known (--format)';
  }
  const reader = createReader(format, { now: source.now, zone: how.zone ?? 0 }, 0, sink);
  for await (const chunk of source.chunks) {
    if (how.signal?.aborted) break;
    reader.push(chunk);
  }
  reader.end();
  return source.broken();
}
