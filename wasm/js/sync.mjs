// Node: loaded on import, synchronously, so that the first call needs no await.
import { readFileSync } from 'node:fs';

/** Loads the `.wasm` at `address` into its glue. */
export function loadNow(bindings, address) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(address)), { './plimsoll_bg.js': bindings });
  bindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
}

/** Is there so that code for the browser runs unchanged; the module is loaded already. */
export default async function init() {}
