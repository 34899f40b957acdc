// The part of Aave v3 that is read; the same at every revision unless said otherwise.
import { parseAbi } from 'viem';

export const POOL = /* @__PURE__ */ parseAbi([
  'struct Reserve { uint256 configuration; uint128 liquidityIndex; uint128 currentLiquidityRate; uint128 variableBorrowIndex; uint128 currentVariableBorrowRate; uint128 currentStableBorrowRate; uint40 lastUpdateTimestamp; uint16 id; address aTokenAddress; address stableDebtTokenAddress; address variableDebtTokenAddress; address interestRateStrategyAddress; uint128 accruedToTreasury; uint128 unbacked; uint128 isolationModeTotalDebt; }',
  'struct Category { uint16 ltv; uint16 liquidationThreshold; uint16 liquidationBonus; address priceSource; string label; }',
  'struct CollateralConfig { uint16 ltv; uint16 liquidationThreshold; uint16 liquidationBonus; }',
  'function ADDRESSES_PROVIDER() view returns (address)',
  'function POOL_REVISION() view returns (uint256)',
  'function getReservesList() view returns (address[])',
  'function getReserveAddressById(uint16 id) view returns (address)',
  'function getUserConfiguration(address user) view returns (uint256)',
  'function getUserEMode(address user) view returns (uint256)',
  'function getReserveData(address asset) view returns (Reserve)',
  // From 3.1.
  'function getVirtualUnderlyingBalance(address asset) view returns (uint128)',
  // From 3.3.
  'function getReserveDeficit(address asset) view returns (uint256)',
  // Until 3.1 all there is of a category; later only kept.
  'function getEModeCategoryData(uint8 id) view returns (Category)',
  // From 3.2.
  'function getEModeCategoryCollateralConfig(uint8 id) view returns (CollateralConfig)',
  'function getEModeCategoryCollateralBitmap(uint8 id) view returns (uint128)',
  'function getEModeCategoryBorrowableBitmap(uint8 id) view returns (uint128)',
  // From 3.6.
  'function getEModeCategoryLtvzeroBitmap(uint8 id) view returns (uint128)',
  // From 3.7.
  'function getIsEModeCategoryIsolated(uint8 id) view returns (bool)',
]);

export const PROVIDER = /* @__PURE__ */ parseAbi(['function getPriceOracle() view returns (address)']);
export const ORACLE = /* @__PURE__ */ parseAbi(['function getAssetPrice(address asset) view returns (uint256)']);
export const SCALED = /* @__PURE__ */ parseAbi(['function scaledBalanceOf(address user) view returns (uint256)']);
