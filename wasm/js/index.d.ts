import type { RiskError } from '../pkg/plimsoll.js';
import type { Platform } from './platform.js';

export * from '../pkg/plimsoll.js';

/** A compiled module, `WebAssembly.Module`: an object of which the compiler knows nothing more. */
export type CompiledModule = object & (typeof globalThis extends { WebAssembly: { Module: { prototype: infer Value } } } ? Value : unknown);

/** What `init` loads from: by default the `.wasm` file beside the package's own code. */
export type InitSource = string | Platform<'URL'> | Platform<'Request'> | Platform<'Response'> | ArrayBuffer | ArrayBufferView | CompiledModule;

/**
 * Loads the module. In pages and workers, call and await it once before any other function; later calls return the same promise.
 * In node, Deno, Bun and at the edge the module is loaded on import, and this does nothing.
 */
export default function init(source?: InitSource | Promise<InitSource>): Promise<void>;

/**
 * Says whether an error comes from Plimsoll; then `error.code` is a `RiskErrorCode`, and each code has its own data.
 *
 * ```ts
 * try { advice(account, forecast, options); }
 * catch (error) { if (isRiskError(error) && error.code === 'out_of_range') console.log(error.field, error.expected); else throw error; }
 * ```
 */
export function isRiskError(error: unknown): error is Error & { readonly name: 'RiskError' } & Readonly<RiskError>;
