// Keeps the page, so that it works without a network once it was loaded. Written into the build with the list of its files.
const VERSION = 'plimsoll-__VERSION__';
// Bars that were read stay; the page itself puts in those that it read before this worker ran.
const DATA = 'plimsoll-data';
const FILES = __FILES__;

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      // It waits until no page of the version before is open: those still load files that only their own cache has.
      await (await caches.open(VERSION)).addAll(FILES);
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

/** As a request fails where there is no network, so that the page says so. */
const missing = () => Response.error();

/** The network's bars where there is one; else those that were kept. */
async function bars(request) {
  const kept = await caches.open(DATA);
  try {
    const answer = await fetch(request);
    if (answer.ok) await kept.put(request, answer.clone());
    return answer;
  } catch {
    return (await kept.match(request, { ignoreSearch: true })) ?? missing();
  }
}

/** The network's page where there is one, so that a new build is seen at once; else the one whose files are kept with it. */
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    const kept = await caches.open(VERSION);
    return (await kept.match(request, { ignoreSearch: true })) ?? (await kept.match('./')) ?? missing();
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const root = new URL('./', self.location.href).pathname;
  if (request.method !== 'GET' || url.origin !== self.location.origin || !url.pathname.startsWith(root)) return;
  if (url.pathname.startsWith(`${root}data/`)) event.respondWith(bars(request));
  else if (request.mode === 'navigate') event.respondWith(page(request));
  // Every other file has the hash of its content in its name.
  else event.respondWith((async () => (await caches.match(request)) ?? fetch(request))());
});
