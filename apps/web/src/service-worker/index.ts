/// <reference types="@sveltejs/kit" />
/**
 * Keeps what the citizens' pages look like, the check page and the engine that answers on the device, and one page for
 * when there is no network. It never keeps an answer, a report or any other page: those go to the server or, without
 * network, become the offline page with the numbers to call.
 */
import { version } from '$app/env';
import { immutable } from '$app/manifest';
import { self } from '$app/service-worker';

/** Put in by src/device/vite-plugin.ts. */
declare const __DEVICE_WORKER__: string;
/** Put in by src/picture/vite-plugin.ts. */
declare const __PICTURE_WORKER__: string;
declare const __PICTURE_FILES__: object;
/** Put in by src/passwords/vite-plugin.ts. */
declare const __PASSWORD_SCRIPT__: string;
declare const __PASSWORD_WORKER__: string;

const CACHE = `khien-${version}`;
/** Written by the engine (src/device): the list of confirmed scams outlives a new version of the pages. */
const LISTS = 'khien-lists';
/** The reader of pictures, several megabytes: kept once somebody has used it, and as long as it stays the same. */
const READER = 'khien-picture-reader';
const reader = /^\/_app\/immutable\/picture[./]/;
const HOME = '/';
/** Works without network too, once it was visited. */
const PASSWORD = '/mat-khau';
const OFFLINE = '/ngoai-tuyen';
/** Where the manifest sends what is shared from other applications. */
const SHARE = '/chia-se';
/** On a weak network the check page is there after this time at the latest; it is empty, so an older one is as good. */
const PATIENCE_MS = 3_000;
/** Scripts beside the page's own that are kept once they were fetched. */
const engines = [__DEVICE_WORKER__, __PASSWORD_SCRIPT__, __PASSWORD_WORKER__];
const looks = /\.(css|woff2)$|\/citizen\.[0-9a-f]+\.js$/;
const pictures = /^\/(mark\.svg|icon-[a-z0-9-]+\.png|manifest\.webmanifest)$/;

self.addEventListener('install', (event) => {
  const files = immutable.map((file) => file.path).filter((path) => looks.test(path));
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([HOME, OFFLINE, '/mark.svg', ...files]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => ![CACHE, LISTS, READER].includes(name)).map((name) => caches.delete(name))),
      )
      .then(forgetOldReader)
      .then(() => self.clients.claim()),
  );
  // After the pages, and not for who saves data: they get it with their first check.
  if (__DEVICE_WORKER__ && !(navigator as { connection?: { saveData?: boolean } }).connection?.saveData) {
    event.waitUntil(fetchInto(__DEVICE_WORKER__).catch(() => undefined));
  }
});

/** What another application shared, until the check page has asked for it; it never leaves the device. */
let shared = '';

self.addEventListener('message', (event) => {
  if (event.data !== 'shared' || shared === '') return;
  event.source?.postMessage(shared);
  shared = '';
});

async function takeShared(request: Request): Promise<Response> {
  const form = await request.formData();
  const parts = ['title', 'text', 'url'].map((name) => String(form.get(name) ?? '').trim());
  shared = [...new Set(parts)].filter(Boolean).join('\n');
  return Response.redirect('/#chia-se', 303);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'POST' && new URL(request.url).pathname === SHARE) event.respondWith(takeShared(request));
  if (request.method !== 'GET') return;
  const { pathname, origin, searchParams } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === 'navigate') {
    const answer = fetch(request);
    if ((pathname === HOME || pathname === PASSWORD) && !searchParams.has('lang')) {
      event.waitUntil(answer.then((newest) => keepPage(pathname, newest.clone())).catch(() => undefined));
      event.respondWith(page(pathname, answer));
    } else {
      // The page for later is kept in the reader's language, too.
      if (searchParams.has('lang')) event.waitUntil(answer.then(() => fetchInto(OFFLINE)).catch(() => undefined));
      event.respondWith(answer.catch(offline));
    }
  } else if (reader.test(pathname)) {
    event.respondWith(kept(event, true, READER));
  } else if (pathname.startsWith('/_app/immutable/') || pictures.test(pathname)) {
    event.respondWith(kept(event, engines.includes(pathname) || looks.test(pathname)));
  }
});

const offline = async (): Promise<Response> => (await caches.match(OFFLINE)) ?? Response.error();

/** A page that works on the device: the server's when it comes in time, otherwise the one kept at the last visit. */
async function page(path: string, answer: Promise<Response>): Promise<Response> {
  const older = await caches.match(path);
  if (!older) return answer.catch(offline);
  const late = new Promise<Response>((resolve) => setTimeout(resolve, PATIENCE_MS, older));
  return Promise.race([answer.then((newest) => (newest.status < 500 ? newest : older)).catch(() => older), late]);
}

/** Language and colours of the next visit without network are those of this one. */
async function keepPage(path: string, newest: Response): Promise<void> {
  if (newest.ok) await (await caches.open(CACHE)).put(path, newest);
}

/** Parts of the reader that this version no longer has. */
async function forgetOldReader(): Promise<void> {
  const used = JSON.stringify([__PICTURE_WORKER__, __PICTURE_FILES__]);
  const cache = await caches.open(READER);
  const old = (await cache.keys()).filter(({ url }) => !used.includes(`"${new URL(url).pathname}"`));
  await Promise.all(old.map((request) => cache.delete(request)));
}

async function fetchInto(path: string): Promise<void> {
  await (await caches.open(CACHE)).add(path);
}

async function kept(event: FetchEvent, keep: boolean, cache = CACHE): Promise<Response> {
  const { request } = event;
  const before = await caches.match(request);
  if (before) return before;
  const answer = await fetch(request);
  if (keep && answer.ok) {
    const copy = answer.clone();
    // Not waited for: the page shows how far a large file has come.
    event.waitUntil(caches.open(cache).then((open) => open.put(request, copy)));
  }
  return answer;
}
