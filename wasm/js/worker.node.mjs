// The entry `plimsoll/worker` in node: the long functions in a thread of their own.
import { Worker } from 'node:worker_threads';
import { connect } from './worker.client.mjs';

/** Starts a worker; it keeps the process alive only while it has something to do. */
export function createWorker() {
  // Without the process's own flags: some, such as those of `node --eval`, are refused for a file.
  const thread = new Worker(new URL('./worker.run.node.mjs', import.meta.url), { name: 'plimsoll', execArgv: [] });
  thread.unref();
  return connect({
    listen({ hear, fail }) {
      thread.on('message', hear);
      thread.on('error', (error) => fail(new Error(`the worker could not start or stopped: ${error.message}`)));
      thread.on('exit', (code) => fail(new Error(`the worker stopped with code ${code}`)));
    },
    post: (message) => thread.postMessage(message),
    keep: (busy) => (busy ? thread.ref() : thread.unref()),
    end: () => void thread.terminate(),
  });
}

export { isRiskError } from './errors.mjs';
