// The entry that has the monitor, in an instance of its own because the package does not show its memory.
import { readFileSync } from 'node:fs';
import { face } from '../files.mjs';

export const plimsoll = await import(new URL('pkg/live/plimsoll_bg.js', face));
const module = new WebAssembly.Module(readFileSync(new URL('pkg/live/plimsoll_bg.wasm', face)));
export const { exports } = new WebAssembly.Instance(module, { './plimsoll_bg.js': plimsoll });
plimsoll.__wbg_set_wasm(exports);
exports.__wbindgen_start();

/** Bytes of the module's memory, and JavaScript values that it holds. */
export function held() {
  return { bytes: exports.memory.buffer.byteLength, references: exports.__wbindgen_externrefs.length };
}
