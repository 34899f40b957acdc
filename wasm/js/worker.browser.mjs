// The entry `plimsoll/worker` in browsers: the long functions in a thread of their own.
import { connect } from './worker.client.mjs';

/** Starts a worker; its modules load with the first call that needs them. */
export function createWorker({ worker, source, trainSource } = {}) {
  // The form that bundlers look for: they build the file and put its address here.
  const thread = worker ?? new Worker(new URL('./worker.run.mjs', import.meta.url), { type: 'module', name: 'plimsoll' });
  thread.postMessage({ source, trainSource });
  return connect({
    listen({ hear, fail }) {
      thread.addEventListener('message', ({ data }) => hear(data));
      thread.addEventListener('messageerror', () => fail(new Error('the worker sent what cannot be read')));
      thread.addEventListener('error', ({ message }) => fail(new Error(`the worker could not start or stopped: ${message ?? 'its file did not load'}`)));
    },
    post: (message) => thread.postMessage(message),
    keep() {},
    end: () => thread.terminate(),
  });
}

export { isRiskError } from './errors.mjs';
