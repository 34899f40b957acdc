import type { RiskError } from '../pkg/plimsoll.js';

export * from '../pkg/plimsoll.js';

/** What `init` loads from: by default the `.wasm` file beside the package's own code. */
export type InitSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the module. In browsers, call and await it once before any other function; later calls return the same promise.
 * In node the module is loaded on import, and this does nothing.
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
