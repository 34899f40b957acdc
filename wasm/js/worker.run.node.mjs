// The worker's own file in node.
import { setImmediate as pause } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { serve } from './worker.serve.mjs';

/** Each module loads with the first call that needs it. */
async function load(name) {
  return name === 'refit' ? { train: await import('../pkg/train/node.mjs') } : { full: await import('../pkg/full/node.mjs') };
}

parentPort.on('message', serve({ post: (message, transfer) => parentPort.postMessage(message, transfer), load, pause }));
