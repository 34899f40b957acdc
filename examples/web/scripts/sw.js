// Keeps the page, so that it works without a network once it was loaded. Written into the build with the list of its files.
const VERSION = 'plimsoll-__VERSION__';
// Bars that were read stay; the page itself puts in those that it read before this worker ran.
const DATA = 'plimsoll-data';
const FILES = __FILES__;

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      await (await caches.open(VERSION)).addAll(FILES);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith('plimsoll-') && name !== VERSION && name !== DATA) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

/** The network's answer where there is one, so that a new build is seen at once; else what was kept. */
async function networkFirst(request, cache) {
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(cache)).put(request, answer.clone());
    return answer;
  } catch {
    return (await caches.match(request, { ignoreSearch: true })) ?? new Response('not kept', { status: 504 });
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const root = new URL('./', self.location.href).pathname;
  if (request.method !== 'GET' || url.origin !== self.location.origin || !url.pathname.startsWith(root)) return;
  if (url.pathname.startsWith(`${root}data/`)) event.respondWith(networkFirst(request, DATA));
  else if (request.mode === 'navigate') event.respondWith(networkFirst(request, VERSION));
  // Every other file has the hash of its content in its name.
  else event.respondWith((async () => (await caches.match(request)) ?? fetch(request))());
});
