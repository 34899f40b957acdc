// What steps at a reserve are checked against: flags and caps, everybody's balances, the rate curve.
import { parseAbi } from 'viem';
import { POOL } from './aave_v3_abi.mjs';
import { bits } from './bits.mjs';

const TOKEN = /* @__PURE__ */ parseAbi(['function balanceOf(address user) view returns (uint256)', 'function scaledTotalSupply() view returns (uint256)']);
const RATES = /* @__PURE__ */ parseAbi([
  // From 3.1.
  'struct Curve { uint16 optimalUsageRatio; uint32 baseVariableBorrowRate; uint32 variableRateSlope1; uint32 variableRateSlope2; }',
  'function getInterestRateDataBps(address reserve) view returns (Curve)',
  // At 3.0 a contract for each curve, in ray.
  'function OPTIMAL_USAGE_RATIO() view returns (uint256)',
  'function getBaseVariableBorrowRate() view returns (uint256)',
  'function getVariableRateSlope1() view returns (uint256)',
  'function getVariableRateSlope2() view returns (uint256)',
]);

const OWN_CURVE = ['OPTIMAL_USAGE_RATIO', 'getBaseVariableBorrowRate', 'getVariableRateSlope1', 'getVariableRateSlope2'];

/** A basis point, in ray. */
const BPS = 10n ** 23n;

/** The calls for one reserve; a pool answers those of its revision. */
export function limitCalls(pool, { asset, aTokenAddress, variableDebtTokenAddress, interestRateStrategyAddress }) {
  const optional = (address, abi, functionName, ...args) => ({ address, abi, functionName, args, optional: true });
  return [
    { address: aTokenAddress, abi: TOKEN, functionName: 'scaledTotalSupply' },
    { address: variableDebtTokenAddress, abi: TOKEN, functionName: 'scaledTotalSupply' },
    { address: asset, abi: TOKEN, functionName: 'balanceOf', args: [aTokenAddress] },
    optional(pool, POOL, 'getVirtualUnderlyingBalance', asset),
    optional(pool, POOL, 'getReserveDeficit', asset),
    optional(interestRateStrategyAddress, RATES, 'getInterestRateDataBps', asset),
    ...OWN_CURVE.map((name) => optional(interestRateStrategyAddress, RATES, name)),
  ];
}

/** How many they are. */
export const LIMIT_CALLS = 6 + OWN_CURVE.length;

/** The record's `limits` and `pool`; no `pool` where a curve is not in whole basis points, as the record has it. */
export function limitsOf({ configuration, isolationModeTotalDebt, accruedToTreasury }, [supplied, owed, held, accounted, deficit, given, ...own]) {
  const flag = (place) => bits(configuration, place, 1) === 1;
  const limits = {
    active: flag(56),
    frozen: flag(57),
    paused: flag(60),
    borrowingEnabled: flag(58),
    supplyCap: String(bits(configuration, 116, 36)),
    borrowCap: String(bits(configuration, 80, 36)),
    debtCeiling: String(bits(configuration, 212, 40)),
    isolationModeTotalDebt: String(isolationModeTotalDebt),
    borrowableInIsolation: flag(61),
    siloedBorrowing: flag(62),
  };
  const curve = given ? Object.values(given) : own.every((ray) => ray !== undefined && ray % BPS === 0n) ? own.map((ray) => Number(ray / BPS)) : undefined;
  if (curve === undefined) return { limits };
  const [optimalUsageRatioBps, baseVariableBorrowRateBps, variableRateSlope1Bps, variableRateSlope2Bps] = curve;
  const pool = {
    scaledATokenTotalSupply: String(supplied),
    scaledVariableDebtTotalSupply: String(owed),
    virtualUnderlyingBalance: String(accounted ?? held),
    deficit: String(deficit ?? 0n),
    accruedToTreasury: String(accruedToTreasury),
    reserveFactorBps: bits(configuration, 64, 16),
    optimalUsageRatioBps,
    baseVariableBorrowRateBps,
    variableRateSlope1Bps,
    variableRateSlope2Bps,
  };
  return { limits, pool };
}
