// One account of five reserves, in the forms that the contestants read, and Aave v3.7's health written by hand in BigInt.

const RAY = 10n ** 27n;
const HALF_RAY = RAY / 2n;
const YEAR = 31_536_000n;
const ELAPSED = 3_600;

function reserve(id, asset, decimals, price, threshold, supplied, owed) {
  return {
    id,
    asset,
    decimals,
    price,
    ...(price === '100000000' ? {} : { factor: asset }),
    ltvBps: threshold - 300,
    liquidationThresholdBps: threshold,
    liquidationBonusBps: 10500,
    liquidityIndex: '1034562145982374598237459823',
    variableBorrowIndex: '1056214598237459823745982374',
    currentLiquidityRate: '20000000000000000000000000',
    currentVariableBorrowRate: '27000000000000000000000000',
    elapsedSeconds: ELAPSED,
    scaledATokenBalance: supplied,
    scaledVariableDebt: owed,
    usedAsCollateral: supplied !== '0',
    isBorrowing: owed !== '0',
  };
}

export const user = {
  revision: 'v3.7',
  reserves: [
    reserve(0, 'ETH', 18, '250000000000', 8300, '7123456789012345678', '0'),
    reserve(1, 'BTC', 8, '6100000000000', 7800, '21345678', '0'),
    reserve(2, 'LINK', 18, '1412345678', 7600, '312345678901234567890', '0'),
    reserve(3, 'USDC', 6, '100000000', 7800, '0', '14123456789'),
    reserve(4, 'DAI', 18, '100000000', 7700, '0', '3123456789012345678901'),
  ],
};

const rayMul = (a, b) => (a * b + HALF_RAY) / RAY;

/** Strings to BigInts: what a caller does once for each answer of the chain. */
export function parsed(account) {
  return account.reserves.map((each) => ({
    unit: 10n ** BigInt(each.decimals),
    price: BigInt(each.price),
    threshold: BigInt(each.liquidationThresholdBps),
    liquidityIndex: BigInt(each.liquidityIndex),
    borrowIndex: BigInt(each.variableBorrowIndex),
    liquidityRate: BigInt(each.currentLiquidityRate),
    borrowRate: BigInt(each.currentVariableBorrowRate),
    elapsed: BigInt(each.elapsedSeconds),
    supplied: BigInt(each.scaledATokenBalance),
    owed: BigInt(each.scaledVariableDebt),
    used: each.usedAsCollateral,
  }));
}

/** Balances and debts now, with the contract's rounding of v3.5 to v3.7, beside what they are valued by. */
export function accrued(reserves) {
  return reserves.map((each) => {
    const earned = RAY + (each.liquidityRate * each.elapsed) / YEAR;
    const x = (each.borrowRate * each.elapsed) / YEAR;
    const owed = RAY + x + rayMul(x, x / 2n + rayMul(x, x / 6n));
    return valued(each, rayMul(earned, each.liquidityIndex), rayMul(owed, each.borrowIndex));
  });
}

/** One reserve's tokens at indices that are known. */
export function valued({ supplied, owed, price, unit, threshold, used }, liquidityIndex, borrowIndex) {
  const product = owed * borrowIndex;
  return { balance: (supplied * liquidityIndex) / RAY, debt: product === 0n ? 0n : (product - 1n) / RAY + 1n, price, unit, threshold, used };
}

/** The health factor of tokens, 18 decimals, with the contract's rounding. */
export function healthOf(tokens) {
  let [weighted, debt] = [0n, 0n];
  for (const each of tokens) {
    if (each.used) weighted += ((each.balance * each.price) / each.unit) * each.threshold;
    const value = each.debt * each.price;
    debt += value === 0n ? 0n : (value - 1n) / each.unit + 1n;
  }
  return (weighted * 10n ** 18n + debt / 2n) / debt / 10_000n;
}

/** The health factor of v3.5 to v3.7 from what the chain has stored. */
export const healthByHand = (reserves) => healthOf(accrued(reserves));

/** An account as `@aave/math-utils` reads it: the pool's reserves, formatted once, and the user's. */
export function forMathUtils(math, account = user, elapsed = ELAPSED) {
  const now = 1_750_000_000;
  const market = { currentTimestamp: now, marketReferencePriceInUsd: '100000000', marketReferenceCurrencyDecimals: 8 };
  const reserves = account.reserves.map((each) => ({
    originalId: each.id,
    id: each.asset,
    symbol: each.asset,
    name: each.asset,
    decimals: each.decimals,
    underlyingAsset: each.asset,
    usageAsCollateralEnabled: true,
    reserveFactor: '1000',
    baseLTVasCollateral: String(each.ltvBps),
    reserveLiquidationThreshold: String(each.liquidationThresholdBps),
    reserveLiquidationBonus: String(each.liquidationBonusBps),
    liquidityIndex: each.liquidityIndex,
    variableBorrowIndex: each.variableBorrowIndex,
    liquidityRate: each.currentLiquidityRate,
    variableBorrowRate: each.currentVariableBorrowRate,
    availableLiquidity: '1000000000000000000000000',
    totalScaledVariableDebt: '1000000000000000000000000',
    lastUpdateTimestamp: now - elapsed,
    borrowCap: '0',
    supplyCap: '0',
    debtCeiling: '0',
    debtCeilingDecimals: 2,
    isolationModeTotalDebt: '0',
    virtualUnderlyingBalance: '0',
    deficit: '0',
    priceInMarketReferenceCurrency: each.price,
  }));
  const formattedReserves = math.formatReserves({ reserves, ...market });
  const userReserves = account.reserves.map((each) => ({
    underlyingAsset: each.asset,
    scaledATokenBalance: each.scaledATokenBalance,
    scaledVariableDebt: each.scaledVariableDebt,
    usageAsCollateralEnabledOnUser: each.usedAsCollateral,
  }));
  return { ...market, userReserves, formattedReserves, userEmodeCategoryId: 0 };
}
