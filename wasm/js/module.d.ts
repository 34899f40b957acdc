import type { CompiledModule } from './index.js';

/** The compiled module, on platforms that import modules, such as Cloudflare's: for `initSync` of the slim entries. */
declare const module: CompiledModule;
export default module;
