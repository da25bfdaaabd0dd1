import type { Manifest } from '@khien/engines/lookup';

/** A province's list, as much as anybody expects of one, and a busy day of it. */
export const LISTED = 50_000;
export const CHANGES = 2_000;

/** A name that the imported list holds. */
export const listedHost = (i: number): string => `lua-${i}.example`;

export const hosts = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => listedHost(from + i));

/** Imports a list as an analyst does, and waits until devices can have it. */
export async function importList(origin: string, cookie: string, names: readonly string[]): Promise<Manifest> {
  const before = (await manifestOf(origin)).version;
  const answer = await fetch(`${origin}/v1/feed-sources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie },
    body: JSON.stringify({
      source: 'pwa',
      format: 'domains',
      expires: new Date(Date.now() + 30 * 86_400_000).toISOString(),
      content: names.join('\n'),
    }),
  });
  if (!answer.ok) throw new Error(`the list was not imported: ${answer.status} ${await answer.text()}`);
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    const manifest = await manifestOf(origin);
    // Other changes make versions, too: the demonstration's own come in the first seconds.
    if (manifest.version > before && manifest.entries >= names.length) return manifest;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('devices got no new list within a minute');
}

async function manifestOf(origin: string): Promise<Manifest> {
  const answer = await fetch(`${origin}/v1/device/manifest`);
  if (!answer.ok) throw new Error(`no manifest: ${answer.status}`);
  return (await answer.json()) as Manifest;
}
