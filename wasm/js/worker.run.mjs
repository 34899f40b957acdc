// The worker's own file in browsers.
import initFull, * as full from '../pkg/full/browser.mjs';
import initTrain, * as train from '../pkg/train/browser.mjs';
import { serve } from './worker.serve.mjs';

const { port1, port2 } = new MessageChannel();
const paused = [];
port1.onmessage = () => paused.shift()();

/** A message to oneself comes after those that are already here; a timer would wait 4 ms. */
function pause() {
  return new Promise((resolve) => {
    paused.push(resolve);
    port2.postMessage(undefined);
  });
}

let sources = {};

async function load(name) {
  if (name === 'refit') await initTrain(sources.trainSource);
  else await initFull(sources.source);
  return { full, train };
}

const receive = serve({ post: (message, transfer = []) => postMessage(message, transfer), load, pause });
addEventListener('message', ({ data }) => {
  // What others post to the thread is not for it.
  if (Object(data) !== data) return;
  if ('source' in data) sources = data;
  else receive(data);
});
