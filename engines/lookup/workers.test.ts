import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { buildSnapshot } from './build.ts';
import { packKeys } from './hash.ts';
import { openSnapshot } from './table.ts';

const program = `
  import { parentPort, workerData } from 'node:worker_threads';
  const { openSnapshot } = await import(workerData.table);
  const heap = new Uint8Array(workerData.heap);
  const table = openSnapshot(workerData.hot, (offset, length) => heap.slice(offset, offset + length));
  const found = table.findBatch(workerData.batch).map((hit) => hit && Buffer.from(hit.record).toString());
  parentPort.postMessage({ found, blocks: table.counts.blocks });
`;

function share(bytes: Uint8Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return shared;
}

test('two workers answer from one table', async () => {
  const listed = Array.from({ length: 5000 }, (_, i) => ({ key: `key${i}.vn`, record: `record ${i}` }));
  const parts = buildSnapshot(listed, { seed: { a: 31, b: 32 }, generation: 1 });
  const [hot, heap] = [share(parts.hot), share(parts.heap)];
  const batch = packKeys(Array.from({ length: 10_000 }, (_, i) => `key${i}.vn`));
  const workerData = { table: new URL('./table.ts', import.meta.url).href, hot, heap, batch };
  const module = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
  const ask = (): Promise<{ found: (string | undefined)[]; blocks: number }> =>
    new Promise((resolve, reject) => new Worker(module, { workerData }).on('message', resolve).on('error', reject));
  const expected = Array.from({ length: 10_000 }, (_, i) => listed[i]?.record);
  for (const { found, blocks } of await Promise.all([ask(), ask()])) {
    expect(found).toEqual(expected);
    expect(blocks).toBe(Math.ceil(10_000 / 128));
  }
  // The same memory, not a copy: what is written here is seen by a table opened over there.
  new Uint8Array(hot).fill(0, 0, 8);
  await expect(ask()).rejects.toMatchObject({ message: expect.stringContaining('not-a-snapshot') });
  expect(() => openSnapshot(hot, () => new Uint8Array(heap))).toThrow('not-a-snapshot');
});
