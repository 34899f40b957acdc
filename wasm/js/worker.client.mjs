// The caller's side of the conversation: one promise for each call.

/** The long functions, each with the number of its arguments; what follows them are the options of the call. `call` is any other. */
const FUNCTIONS = {
  firstPassage: 4,
  jointFirstPassage: 3,
  portfolioFirstPassage: 3,
  liquidationScan: 2,
  aaveV3Book: 2,
  aaveV3BookStress: 3,
  refit: 2,
  call: 2,
};

/**
 * A worker's functions, over a thread that can `post(message)`, `end()`, and `keep(busy)` the process alive; it calls `hear(message)`
 * and `fail(error)` of the `listen` that it is given.
 */
export function connect(thread) {
  const waiting = new Map();
  let last = 0;
  let ended;

  thread.listen({ hear, fail: end });

  function call(name, args, { signal, onProgress, onSoFar } = {}) {
    return new Promise((resolve, reject) => {
      if (ended) throw ended;
      signal?.throwIfAborted();
      const id = (last += 1);
      thread.post({ id, name, args, wants: { progress: onProgress !== undefined, soFar: onSoFar !== undefined } });
      const abort = () => {
        thread.post({ cancel: id });
        settle(id)?.reject(signal.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      waiting.set(id, { resolve, reject, onProgress, onSoFar, forget: () => signal?.removeEventListener('abort', abort) });
      thread.keep(true);
    });
  }

  function settle(id) {
    const one = waiting.get(id);
    one?.forget();
    waiting.delete(id);
    if (waiting.size === 0) thread.keep(false);
    return one;
  }

  function hear({ id, done, soFar, result, error }) {
    if (error !== undefined) settle(id)?.reject(Object.assign(new Error(error.message), error));
    else if (done === undefined) settle(id)?.resolve(result);
    else {
      const one = waiting.get(id);
      if (soFar !== undefined) one?.onSoFar?.(soFar);
      one?.onProgress?.(done);
    }
  }

  function end(error) {
    ended ??= error;
    for (const id of [...waiting.keys()]) settle(id).reject(ended);
  }

  function terminate() {
    end(new Error('the worker was terminated: call `createWorker()` for another'));
    thread.end();
  }

  const methods = Object.entries(FUNCTIONS).map(([name, count]) => [name, (...given) => call(name, given.slice(0, count), given[count])]);
  const worker = { ...Object.fromEntries(methods), terminate };
  if (Symbol.dispose) worker[Symbol.dispose] = terminate;
  return worker;
}
