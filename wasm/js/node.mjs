// Node: loaded on import, synchronously, so that the first call needs no await. `require('plimsoll')` gets this same module.
import { readFileSync } from 'node:fs';
import * as bindings from '../pkg/plimsoll_bg.js';

const bytes = readFileSync(new URL('../pkg/plimsoll_bg.wasm', import.meta.url));
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { './plimsoll_bg.js': bindings });
bindings.__wbg_set_wasm(exports);
exports.__wbindgen_start();

/** Is there so that code for the browser runs unchanged; the module is loaded already. */
export default async function init() {}

export * from '../pkg/plimsoll.js';
export { isRiskError } from './errors.mjs';
