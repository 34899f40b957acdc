/** Name of the cache in which the service worker, too, keeps bars. */
const DATA = "plimsoll-data";

/** Has the page kept for use without a network; says so when it is. */
export async function keepOffline(say: (text: string) => void): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("sw.js");
    await navigator.serviceWorker.ready;
    say("Kept on this device: the page works without a network from now on.");
  } catch {
    say("This browser does not keep the page: it needs a network each time.");
  }
}

/** Keeps an answer that was read before the service worker ran. A full disk is no reason to fail. */
export async function keep(path: string, answer: Response): Promise<void> {
  try {
    await (await caches.open(DATA)).put(path, answer);
  } catch {
    // It is read anew next time.
  }
}
