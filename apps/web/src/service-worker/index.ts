/// <reference types="@sveltejs/kit" />
/**
 * Keeps the look of the citizens' pages and one page for when there is no network. It never keeps an answer, a report
 * or any other page: those go to the server or, without network, become the offline page with the numbers to call.
 */
import { version } from '$app/env';
import { immutable } from '$app/manifest';
import { self } from '$app/service-worker';

const CACHE = `khien-${version}`;
const OFFLINE = '/ngoai-tuyen';
const wanted = /\.(css|woff2)$|\/citizen\.[0-9a-f]+\.js$/;

self.addEventListener('install', (event) => {
  const looks = immutable.map((file) => file.path).filter((path) => wanted.test(path));
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([OFFLINE, '/mark.svg', ...looks]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const { pathname, origin } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(async () => (await caches.match(OFFLINE)) ?? Response.error()));
  } else if (pathname.startsWith('/_app/immutable/') || pathname === '/mark.svg') {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
