// The entry that has the monitor, in an instance of its own because the package does not show its memory.
import { existsSync, readFileSync } from 'node:fs';
import { face } from '../files.mjs';

async function load(folder) {
  const bindings = await import(new URL(`${folder}plimsoll_bg.js`, face));
  if (!bindings.Monitor) return undefined;
  const module = new WebAssembly.Module(readFileSync(new URL(`${folder}plimsoll_bg.wasm`, face)));
  const { exports } = new WebAssembly.Instance(module, { './plimsoll_bg.js': bindings });
  bindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return { plimsoll: bindings, exports };
}

const found = (await load('pkg/')) ?? (existsSync(new URL('pkg/full/', face)) ? await load('pkg/full/') : undefined);
if (!found) throw new Error('no entry of the package has the monitor: build it with the feature `live`');
export const { plimsoll, exports } = found;

/** Bytes of the module's memory, and JavaScript values that it holds. */
export function held() {
  return { bytes: exports.memory.buffer.byteLength, references: exports.__wbindgen_externrefs.length };
}
