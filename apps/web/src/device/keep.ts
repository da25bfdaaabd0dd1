import type { Kept } from './list.ts';

/** The service worker knows this name, too: the list outlives its versions. */
const CACHE = 'khien-lists';
const PLACE = '/device-list';

interface Head extends Pick<Kept, 'manifest' | 'lookedAt'> {
  filterBytes: number;
}

/** The list of the last visit; undefined when there is none or the browser keeps nothing. */
export async function readKept(): Promise<Kept | undefined> {
  try {
    const found = await (await caches.open(CACHE)).match(PLACE);
    if (!found) return undefined;
    const bytes = new Uint8Array(await found.arrayBuffer());
    const start = 4 + new DataView(bytes.buffer).getUint32(0);
    const { filterBytes, ...head } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start))) as Head;
    const end = start + filterBytes;
    return { ...head, filter: bytes.slice(start, end), delta: bytes.slice(end) };
  } catch {
    return undefined;
  }
}

/** In one piece, so that no half of it can be of another day. */
export async function writeKept({ manifest, lookedAt, filter, delta }: Kept): Promise<void> {
  const head = new TextEncoder().encode(
    JSON.stringify({ manifest, lookedAt, filterBytes: filter.length } satisfies Head),
  );
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, head.length);
  await (await caches.open(CACHE)).put(PLACE, new Response(new Blob([size, head, filter, delta] as BlobPart[])));
}
