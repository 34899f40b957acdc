// Rows into the packed books of `plimsoll/full`, and columns out of their answers. Only the layout: no module, no rule of a venue.
export { AaveV3Rows } from './aave_v3.mjs';
export { BookAnswers, CompoundV3Answers, stressColumns } from './answers.mjs';
export { CompoundV3Rows } from './compound_v3.mjs';
export { MorphoBlueRows } from './morpho_blue.mjs';
export { aaveV3Pool } from './pool.mjs';
export { isRiskError } from '../errors.mjs';
