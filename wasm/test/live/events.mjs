// What a monitor says, and a way to wait for one of it; and the sockets that it is given in node.
import WebSocket from 'ws';

/** How long an event may take, ms of the test's own time. */
const PATIENCE = 40_000;

/** The events so far, the listener that takes them, and `until`, which waits for one after the first `since`. */
export function heard() {
  const events = [];
  const waiting = new Set();
  const hear = (event) => {
    events.push(event);
    for (const one of waiting) one();
  };
  const until = (what, wanted, since = 0) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${what} did not come; the last events: ${JSON.stringify(events.slice(-8)).slice(0, 2_000)}`)), PATIENCE);
      const one = () => {
        const found = events.slice(since).find(wanted);
        if (!found) return;
        clearTimeout(late);
        waiting.delete(one);
        resolve(found);
      };
      waiting.add(one);
      one();
    });
  return { events, hear, until };
}

/** A browser's socket that is closed before it opens says so in an event; this one throws where nobody listens. */
export function socket(url) {
  const opened = new WebSocket(url);
  opened.on('error', () => {});
  return opened;
}

/** The errors that nobody catches while `work` is done: the test's own runner would take each for a failure. */
export async function uncaught(work) {
  const errors = [];
  process.setUncaughtExceptionCaptureCallback((error) => errors.push(error));
  try {
    await work();
    await new Promise(setImmediate);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
  return errors;
}
