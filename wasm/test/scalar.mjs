// The full module compiled without SIMD, which `cargo xtask` builds beside the package for the tests and the benches.
import { readFileSync } from 'node:fs';
import { isRiskError } from '../js/errors.mjs';
import { loadNow } from '../js/load.mjs';

/** Loads it; its functions are those of `plimsoll/full`. */
export async function loadScalar() {
  const bindings = await import('../scalar/plimsoll_bg.js');
  loadNow(bindings, 'scalar', readFileSync(new URL('../scalar/plimsoll_bg.wasm', import.meta.url)));
  return { ...bindings, isRiskError };
}
