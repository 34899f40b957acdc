// The entry `plimsoll/full` in node.
import * as bindings from '../pkg/full/plimsoll_bg.js';
import { loadNow } from './sync.mjs';

loadNow(bindings, new URL('../pkg/full/plimsoll_bg.wasm', import.meta.url));

export * from '../pkg/full/plimsoll.js';
export { default } from './sync.mjs';
export { isRiskError } from './errors.mjs';
