// A stub in the place of a chain with one Compound III market: answers calls with what the compiled contract had stored and answered when
// its vectors were recorded. It is no contract: it can show that a reading is put together right, not that the contract is asked right.
import { createPublicClient, custom, decodeFunctionData, encodeFunctionResult, numberToHex, pad, parseAbi } from 'viem';

export const COMET = pad('0xc0', { size: 20 });
export const USER = pad('0x05e4', { size: 20 });
const BASE = pad('0xba', { size: 20 });
const BASE_FEED = pad('0xfeed', { size: 20 });
const token = (place) => pad(numberToHex(0x1000 + place), { size: 20 });
const feed = (place) => pad(numberToHex(0xf000 + place), { size: 20 });

// From the contract's own interfaces, apart from the reader's.
const ABI = parseAbi([
  'struct TotalsBasic { uint64 baseSupplyIndex; uint64 baseBorrowIndex; uint64 trackingSupplyIndex; uint64 trackingBorrowIndex; uint104 totalSupplyBase; uint104 totalBorrowBase; uint40 lastAccrualTime; uint8 pauseFlags; }',
  'struct AssetInfo { uint8 offset; address asset; address priceFeed; uint64 scale; uint64 borrowCollateralFactor; uint64 liquidateCollateralFactor; uint64 liquidationFactor; uint128 supplyCap; }',
  'function getAssetInfo(uint8 i) view returns (AssetInfo)',
  'function getPrice(address priceFeed) view returns (uint)',
  'function baseToken() view returns (address)',
  'function baseTokenPriceFeed() view returns (address)',
  'function supplyKink() view returns (uint)',
  'function supplyPerSecondInterestRateSlopeLow() view returns (uint)',
  'function supplyPerSecondInterestRateSlopeHigh() view returns (uint)',
  'function supplyPerSecondInterestRateBase() view returns (uint)',
  'function borrowKink() view returns (uint)',
  'function borrowPerSecondInterestRateSlopeLow() view returns (uint)',
  'function borrowPerSecondInterestRateSlopeHigh() view returns (uint)',
  'function borrowPerSecondInterestRateBase() view returns (uint)',
  'function storeFrontPriceFactor() view returns (uint)',
  'function trackingIndexScale() view returns (uint)',
  'function baseTrackingSupplySpeed() view returns (uint)',
  'function baseTrackingBorrowSpeed() view returns (uint)',
  'function baseMinForRewards() view returns (uint)',
  'function baseBorrowMin() view returns (uint)',
  'function targetReserves() view returns (uint)',
  'function totalsBasic() view returns (TotalsBasic)',
  'function userBasic(address) view returns (int104 principal, uint64 baseTrackingIndex, uint64 baseTrackingAccrued, uint16 assetsIn, uint8 _reserved)',
  'function userCollateral(address, address) view returns (uint128 balance, uint128 _reserved)',
  'function totalsCollateral(address) view returns (uint128 totalSupplyAsset, uint128 _reserved)',
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
]);

const STORED = 1_700_000_000n;
const CHAIN_ID = numberToHex(31_337);

/** A client of a chain whose market is as one recorded case found it, so many seconds after it was stored. */
export const recorded = (...stored) => createPublicClient({ transport: custom({ request: answering(...stored) }, { retryCount: 0 }) });

const symbolOf = (at) => (at === undefined ? 'base' : `asset ${at}`);

/** What answers that chain's requests; `symbol` names the collateral of a place, or the base asset. */
export function answering(config, { totals, user, basePrice, collateral }, elapsed, symbol = symbolOf) {
  const { input, expected } = config;
  const big = (record) => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, BigInt(value)]));
  const held = new Map(collateral.map((row) => [Number(row.asset), row]));
  const flags = [...held.keys()].reduce((bits, place) => bits | (1 << place), 0);
  const place = (address, of) => expected.assets.findIndex((_, at) => of(at) === address.toLowerCase());
  const answers = {
    getAssetInfo: ([at]) => {
      const info = big(expected.assets[at]);
      return { ...info, offset: at, asset: token(at), priceFeed: feed(at) };
    },
    getPrice: ([address]) => BigInt(address.toLowerCase() === BASE_FEED ? basePrice : held.get(place(address, feed)).price),
    baseToken: () => BASE,
    baseTokenPriceFeed: () => BASE_FEED,
    totalsBasic: () => ({ ...big(totals), lastAccrualTime: Number(STORED), pauseFlags: 0 }),
    userBasic: () => [BigInt(user.principal), BigInt(user.baseTrackingIndex), BigInt(user.baseTrackingAccrued), flags & 0xffff, flags >> 16],
    userCollateral: ([, address]) => [BigInt(held.get(place(address, token)).balance), 0n],
    totalsCollateral: ([address]) => [BigInt(held.get(place(address, token)).totalSupplyAsset), 0n],
  };
  // What is left are numbers of the configuration: as the contract answered them where it changed them, else as it was given them.
  const number = (name) => BigInt(expected[name] ?? input[name]);
  function call({ to: address, data }) {
    const to = address.toLowerCase();
    const { functionName, args } = decodeFunctionData({ abi: ABI, data });
    const at = place(to, token);
    const names = { symbol: () => symbol(to === BASE ? undefined : at), decimals: () => Number(to === BASE ? input.baseDecimals : input.assets[at].decimals) };
    const result = to === COMET ? (answers[functionName] ?? (() => number(functionName))) : names[functionName];
    return encodeFunctionResult({ abi: ABI, functionName, result: result(args ?? []) });
  }
  const block = { number: '0x1', timestamp: numberToHex(STORED + BigInt(elapsed)), transactions: [] };
  return async ({ method, params }) => {
    if (method === 'eth_chainId') return CHAIN_ID;
    if (method === 'eth_getBlockByNumber') return block;
    if (method !== 'eth_call') throw new Error(`the stub does not know ${method}`);
    try {
      return call(params[0]);
    } catch {
      throw Object.assign(new Error('execution reverted'), { code: 3, data: '0x' });
    }
  };
}
