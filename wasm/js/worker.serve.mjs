// The worker's side of the conversation: calls come in, answers, progress and refusals go out.
import { go } from './worker.jobs.mjs';

/**
 * Answers calls until the thread ends. `load(name)` gives the loaded modules that a function needs, `pause()` lets messages in between
 * two slices; several calls take turns.
 */
export function serve({ post, load, pause }) {
  const running = new Set();
  return (message) => {
    // Others may post to the thread as well: what is no call is passed over.
    const { id, cancel, name, args, wants } = Object(message);
    if (id !== undefined) return answer(id, name, args, wants);
    return void running.delete(cancel);
  };

  async function answer(id, name, args, wants) {
    running.add(id);
    try {
      const faces = await load(name);
      if (!running.has(id)) return;
      const result = await go(faces, name, args, {
        stopped: () => !running.has(id),
        pause,
        progress(done, soFar) {
          if (wants.progress || wants.soFar) post({ id, done, soFar: wants.soFar ? soFar() : undefined });
        },
      });
      if (running.has(id)) post({ id, result }, buffers(result));
    } catch (error) {
      if (running.has(id)) post({ id, error: described(error) });
    } finally {
      running.delete(id);
    }
  }
}

/** Bytes need no copy on their way. */
function buffers(result) {
  return [result, result?.model].filter((value) => value instanceof Uint8Array).map((bytes) => bytes.buffer);
}

/** A copy of an error loses what is its own: its code and the code's data. */
function described(error) {
  return error instanceof Error ? { ...error, name: error.name, message: error.message } : { name: 'Error', message: String(error) };
}
