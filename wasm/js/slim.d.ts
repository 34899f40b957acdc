import type { CompiledModule, InitSource } from './index.js';

export * from '../pkg/plimsoll.js';
export { isRiskError } from './index.js';
export type { CompiledModule, InitSource } from './index.js';

/** Loads the module from what the caller brings, such as the bytes of `plimsoll/plimsoll.wasm`; later calls return the same promise. */
export default function init(source: InitSource | Promise<InitSource>): Promise<void>;

/** Loads the module at once, where that is allowed: in node, in workers, at the edge. Does nothing when it is loaded already. */
export function initSync(source: CompiledModule | ArrayBuffer | ArrayBufferView): void;
