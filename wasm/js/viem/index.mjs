// The entry `plimsoll/viem`: reads accounts through the caller's viem client into the records that `plimsoll` and `plimsoll/full` take.
// Nothing here computes: what is read is named, and handed on.
export { readAaveV3 } from './aave_v3.mjs';
export { readCompoundV3 } from './compound_v3.mjs';
export { isReadError, ReadError } from './errors.mjs';
export { listMorphoBlueMarkets, readMorphoBlue } from './morpho_blue.mjs';
