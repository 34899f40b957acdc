// One account of one Compound III market: the block, and two rounds of calls.
import { isAddressEqual, parseAbi } from 'viem';
import { blockOf, readAll, since, taker } from './calls.mjs';
import { checked } from './options.mjs';
import { decimalsCall, labelled, nameCalls, optional } from './tokens.mjs';

const COMET = /* @__PURE__ */ parseAbi([
  'struct AssetInfo { uint8 offset; address asset; address priceFeed; uint64 scale; uint64 borrowCollateralFactor; uint64 liquidateCollateralFactor; uint64 liquidationFactor; uint128 supplyCap; }',
  'struct Totals { uint64 baseSupplyIndex; uint64 baseBorrowIndex; uint64 trackingSupplyIndex; uint64 trackingBorrowIndex; uint104 totalSupplyBase; uint104 totalBorrowBase; uint40 lastAccrualTime; uint8 pauseFlags; }',
  'function baseToken() view returns (address)',
  'function baseTokenPriceFeed() view returns (address)',
  'function supplyKink() view returns (uint256)',
  'function supplyPerSecondInterestRateBase() view returns (uint256)',
  'function supplyPerSecondInterestRateSlopeLow() view returns (uint256)',
  'function supplyPerSecondInterestRateSlopeHigh() view returns (uint256)',
  'function borrowKink() view returns (uint256)',
  'function borrowPerSecondInterestRateBase() view returns (uint256)',
  'function borrowPerSecondInterestRateSlopeLow() view returns (uint256)',
  'function borrowPerSecondInterestRateSlopeHigh() view returns (uint256)',
  'function storeFrontPriceFactor() view returns (uint256)',
  'function trackingIndexScale() view returns (uint256)',
  'function baseTrackingSupplySpeed() view returns (uint256)',
  'function baseTrackingBorrowSpeed() view returns (uint256)',
  'function baseMinForRewards() view returns (uint256)',
  'function baseBorrowMin() view returns (uint256)',
  'function targetReserves() view returns (uint256)',
  'function totalsBasic() view returns (Totals)',
  'function userBasic(address user) view returns (int104 principal, uint64 baseTrackingIndex, uint64 baseTrackingAccrued, uint16 assetsIn, uint8 _reserved)',
  'function userCollateral(address user, address asset) view returns (uint128 balance, uint128 _reserved)',
  'function totalsCollateral(address asset) view returns (uint128 totalSupplyAsset, uint128 _reserved)',
  'function getAssetInfo(uint8 i) view returns (AssetInfo)',
  'function getPrice(address priceFeed) view returns (uint256)',
]);

/** Most collaterals that a market can list: 16, and 8 more in the markets with an extended list. */
const MOST_ASSETS = 24;

/** What a market is made with, under the record's own names. */
const FIELDS = [
  'storeFrontPriceFactor',
  'trackingIndexScale',
  'baseTrackingSupplySpeed',
  'baseTrackingBorrowSpeed',
  'baseMinForRewards',
  'baseBorrowMin',
  'targetReserves',
];
const CURVE = { base: 'PerSecondInterestRateBase', kink: 'Kink', slopeLow: 'PerSecondInterestRateSlopeLow', slopeHigh: 'PerSecondInterestRateSlopeHigh' };
const curveCalls = (side) => Object.values(CURVE).map((name) => `${side}${name}`);
const curveOf = (answers) => Object.fromEntries(Object.keys(CURVE).map((name, place) => [name, String(answers[place])]));

/** Reads an account and its market, at one block. */
export async function readCompoundV3(client, options) {
  const { comet, user, blockNumber, also = [], factors } = checked(options, ['comet', 'user'], ['blockNumber', 'also', 'factors']);
  const block = await blockOf(client, blockNumber);
  const ask = (functionName, args = [], more) => ({ address: comet, abi: COMET, functionName, args, ...more });
  const own = { identifies: 'a Compound III market (the Comet proxy)' };
  const [supplyNames, borrowNames] = [curveCalls('supply'), curveCalls('borrow')];
  const first = taker(
    await readAll(client, block, [
      ...['baseToken', 'baseTokenPriceFeed', 'totalsBasic'].map((name) => ask(name, [], own)),
      ask('userBasic', [user], own),
      ...[...supplyNames, ...borrowNames, ...FIELDS].map((name) => ask(name, [], own)),
      // How many there are is not known yet: those beyond the last revert.
      ...Array.from({ length: MOST_ASSETS }, (_, place) => ask('getAssetInfo', [place], { optional: true })),
    ]),
  );
  const [base, baseFeed, totals, [principal, baseTrackingIndex, baseTrackingAccrued, assetsIn, beyond]] = first(4);
  const [supplyCurve, borrowCurve] = [curveOf(first(supplyNames.length)), curveOf(first(borrowNames.length))];
  const fields = Object.fromEntries(first(FIELDS.length).map((value, place) => [FIELDS[place], String(value)]));
  const touched = assetsIn | (beyond << 16);
  const held = first(MOST_ASSETS).filter(
    (info, place) => info !== undefined && ((touched >> place) & 1 || also.some((asset) => isAddressEqual(asset, info.asset))),
  );

  const second = taker(
    await readAll(client, block, [
      decimalsCall(base),
      ...[baseFeed, ...held.map(({ priceFeed }) => priceFeed)].map((feed) => ask('getPrice', [feed])),
      ...held.map(({ asset }) => ask('userCollateral', [user, asset])),
      ...held.map(({ asset }) => ask('totalsCollateral', [asset])),
      ...[base, ...held.map(({ asset }) => asset)].flatMap(nameCalls),
    ]),
  );
  const [[baseDecimals], [basePrice]] = [second(1), second(1)];
  const [prices, balances, supplies] = [second(held.length), second(held.length), second(held.length)];
  const [baseName, ...names] = labelled([base, ...held.map(({ asset }) => asset)], second(2 * (held.length + 1)), factors);
  return {
    market: {
      baseAsset: baseName.asset,
      baseDecimals,
      basePrice: String(basePrice),
      ...optional('baseFactor', baseName.factor),
      supplyCurve,
      borrowCurve,
      ...fields,
      baseSupplyIndex: String(totals.baseSupplyIndex),
      baseBorrowIndex: String(totals.baseBorrowIndex),
      trackingSupplyIndex: String(totals.trackingSupplyIndex),
      trackingBorrowIndex: String(totals.trackingBorrowIndex),
      totalSupplyBase: String(totals.totalSupplyBase),
      totalBorrowBase: String(totals.totalBorrowBase),
      elapsedSeconds: since(block, totals.lastAccrualTime),
    },
    collaterals: held.map((info, place) => ({
      asset: names[place].asset,
      // The scale is a power of ten.
      decimals: String(info.scale).length - 1,
      price: String(prices[place]),
      ...optional('factor', names[place].factor),
      borrowCollateralFactor: String(info.borrowCollateralFactor),
      liquidateCollateralFactor: String(info.liquidateCollateralFactor),
      liquidationFactor: String(info.liquidationFactor),
      supplyCap: String(info.supplyCap),
      totalSupplyAsset: String(supplies[place][0]),
      balance: String(balances[place][0]),
    })),
    principal: String(principal),
    baseTrackingIndex: String(baseTrackingIndex),
    baseTrackingAccrued: String(baseTrackingAccrued),
  };
}
