// The entry that has the monitor, in an instance of its own because the package does not show its memory.
import { readFileSync } from 'node:fs';
import { face } from '../files.mjs';

const made = {};

/** An instance of an entry, and what its memory holds: bytes, and JavaScript values. One of each entry, for the glue has but one memory. */
export function instance(entry) {
  return (made[entry] ??= load(entry));
}

async function load(entry) {
  const plimsoll = await import(new URL(`pkg/${entry}/plimsoll_bg.js`, face));
  const module = new WebAssembly.Module(readFileSync(new URL(`pkg/${entry}/plimsoll_bg.wasm`, face)));
  const { exports } = new WebAssembly.Instance(module, { './plimsoll_bg.js': plimsoll });
  plimsoll.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  const held = () => ({ bytes: exports.memory.buffer.byteLength, references: exports.__wbindgen_externrefs.length });
  return { plimsoll, held };
}

export const { plimsoll } = await instance('live');
