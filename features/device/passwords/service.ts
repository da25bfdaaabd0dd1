import { stat } from 'node:fs/promises';
import { createPasswordAnswers, type PasswordAnswers } from './answers.ts';
import { buildDefault } from './default-list.ts';
import type { HashMode } from './format.ts';
import { storeFile } from './import.ts';
import { openStore, type PasswordStore } from './store.ts';

export interface PasswordDeps {
  /** Where imports put the stores. */
  folder: string;
  /** The list that is answered from until one is imported; undefined: none. */
  defaultList: string | undefined;
  onError: (error: unknown, where: string) => void;
}

export interface OpenPasswords {
  store: PasswordStore;
  answers: PasswordAnswers;
  /** Names this store among those there were and will be. */
  tag: string;
  /** What every answer from it says of itself. */
  headers: { bare: Record<string, string>; padded: Record<string, string> };
}

/** As long as haveibeenpwned.com says. */
const CACHE = 'public, max-age=2678400';

const headersOf = (etag: string): Record<string, string> => ({
  'content-type': 'text/plain',
  'cache-control': CACHE,
  etag: `"${etag}"`,
  vary: 'add-padding',
  'access-control-allow-origin': '*',
});

export type PasswordService = ReturnType<typeof createPasswords>;

const modes: readonly HashMode[] = ['sha1', 'ntlm'];
const LOOK_MS = 5_000;

/** Answers from the stores of this machine; takes over what an import puts there. */
export function createPasswords({ folder, defaultList, onError }: PasswordDeps) {
  const held = new Map<HashMode, OpenPasswords>();
  let timer: NodeJS.Timeout | undefined;
  let queue: Promise<void> = Promise.resolve();

  async function lookAt(mode: HashMode): Promise<void> {
    const file = storeFile(folder, mode);
    const tag = (await tagOf(file)) ?? '';
    const before = held.get(mode);
    if (tag === (before?.tag ?? '')) return;
    const store = await openStore(file);
    const headers = { bare: headersOf(tag), padded: headersOf(`${tag}-p`) };
    if (store) held.set(mode, { store, answers: createPasswordAnswers(store), tag, headers });
    else held.delete(mode);
    await before?.store.close();
  }

  async function lookAtAll(): Promise<void> {
    for (const mode of modes) await lookAt(mode);
  }

  /** One look at a time: each replaces what the one before has opened. */
  const refresh = (): Promise<void> => (queue = queue.catch(() => undefined).then(lookAtAll));

  async function open(): Promise<void> {
    await refresh();
    if (held.has('sha1') || defaultList === undefined) return;
    await buildDefault({ folder, file: defaultList });
    await refresh();
  }

  return {
    /** undefined: no list by this kind of hash is held (yet). */
    of: (mode: HashMode): OpenPasswords | undefined => held.get(mode),
    refresh,
    /** Opens what is there; the rest goes on by itself, at the first start some seconds. */
    start(): Promise<void> {
      timer = setInterval(() => void refresh().catch((error: unknown) => onError(error, 'passwords')), LOOK_MS);
      return open().catch((error: unknown) => onError(error, 'passwords'));
    },
    async stop() {
      clearInterval(timer);
      await queue.catch(() => undefined);
      for (const { store } of held.values()) await store.close();
      held.clear();
    },
  };
}

/** A store is replaced, never written in place. */
async function tagOf(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found && `${found.ino.toString(36)}-${found.mtimeNs.toString(36)}-${found.size.toString(36)}`;
}
