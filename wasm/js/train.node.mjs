// The entry `plimsoll/train` in node.
import * as bindings from '../pkg/train/plimsoll_bg.js';
import { loadNow } from './sync.mjs';

loadNow(bindings, new URL('../pkg/train/plimsoll_bg.wasm', import.meta.url));

export * from '../pkg/train/plimsoll.js';
export { default } from './sync.mjs';
export { isRiskError } from './errors.mjs';
