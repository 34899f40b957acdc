// The bytes of rows and answers, as the core's books document them (`core/src/venue/book.rs` and the `book.rs` of each venue). Said
// here once for JavaScript; the test of the rows holds them to the module.

/** An amount of a row, the lowest byte first. */
export const AMOUNT = 16;
/** An answer: the verdict, then the health factor in 32 bytes, the lowest first. */
export const ANSWER = 33;
/** An answer of Compound III: one byte more, whether the account may borrow. */
export const COMPOUND_V3_ANSWER = ANSWER + 1;

/** Keys of the records that are packed as rows. */
export const AAVE_V3_POOL = ['revision', 'reserves', 'eModes'];
export const AAVE_V3_USER = ['revision', 'eMode', 'reserves', 'eModes'];
export const AAVE_V3_EMODE = ['id', 'ltvBps', 'liquidationThresholdBps', 'liquidationBonusBps', 'collateralBitmap', 'ltvzeroBitmap', 'isolated', 'borrowableBitmap'];
export const AAVE_V3_RESERVE = [
  ...['id', 'asset', 'decimals', 'price', 'factor', 'ltvBps', 'liquidationThresholdBps', 'liquidationBonusBps', 'liquidityIndex'],
  ...['variableBorrowIndex', 'currentLiquidityRate', 'currentVariableBorrowRate', 'elapsedSeconds', 'scaledATokenBalance'],
  ...['scaledVariableDebt', 'usedAsCollateral', 'isBorrowing', 'liquidationProtocolFeeBps', 'limits', 'pool'],
];
export const MORPHO_BLUE_POSITION = ['market', 'supplyShares', 'borrowShares', 'collateral', 'preLiquidation'];
export const COMPOUND_V3_POSITION = ['market', 'collaterals', 'principal', 'baseTrackingIndex', 'baseTrackingAccrued'];
export const COMPOUND_V3_COLLATERAL = [
  ...['asset', 'decimals', 'price', 'factor', 'borrowCollateralFactor', 'liquidateCollateralFactor', 'liquidationFactor'],
  ...['supplyCap', 'totalSupplyAsset', 'balance'],
];

/** Of an Aave v3 row the user's configuration, and the place of the eMode behind it. */
export const CONFIGURATION = 32;
export const aaveV3Row = (reserves) => CONFIGURATION + 1 + 2 * AMOUNT * reserves;

/** Of a Morpho Blue row the market's place. */
export const PLACE = 4;
export const MORPHO_BLUE_ROW = PLACE + 2 * AMOUNT;

export const compoundV3Row = (collaterals) => AMOUNT * (1 + collaterals);
