// A Compound III market on a local chain, compiled from the checkout of compound-finance/comet that PLIMSOLL_COMET names.
import { stringToHex } from 'viem';
import { COMET, compiled, mocks } from './compile.mjs';

const WAD = 10n ** 18n;

/** Why there is none, where there is no checkout. */
export const skip = process.env.PLIMSOLL_COMET ? false : 'its contracts are in no npm package: name a checkout of compound-finance/comet in PLIMSOLL_COMET';

export const BASE = { symbol: 'USDC', decimals: 6, price: 1 };
export const KINDS = [
  { symbol: 'WETH', decimals: 18, price: 2_500 },
  { symbol: 'WBTC', decimals: 8, price: 61_000 },
  { symbol: 'LINK', decimals: 18, price: 14 },
];
/** So many collaterals that the last ones are in the second word of an account's bits. */
const COLLATERALS = Array.from({ length: 18 }, (_, place) => ({ ...KINDS[place % KINDS.length], symbol: `${KINDS[place % KINDS.length].symbol}${place}` }));

const FACTORS = { borrowCollateralFactor: 8n * 10n ** 17n + 123n, liquidateCollateralFactor: 85n * 10n ** 16n, liquidationFactor: 93n * 10n ** 16n };
const CURVES = {
  supplyKink: 9n * 10n ** 17n,
  supplyPerYearInterestRateSlopeLow: 39n * 10n ** 15n,
  supplyPerYearInterestRateSlopeHigh: 3n * WAD,
  supplyPerYearInterestRateBase: 1n,
  borrowKink: 85n * 10n ** 16n,
  borrowPerYearInterestRateSlopeLow: 35n * 10n ** 15n,
  borrowPerYearInterestRateSlopeHigh: 3n * WAD,
  borrowPerYearInterestRateBase: 15n * 10n ** 15n,
};
const REWARDS = { trackingIndexScale: 10n ** 15n, baseTrackingSupplySpeed: 810_185_185_185n, baseTrackingBorrowSpeed: 402_083_333_333n, baseMinForRewards: 10n ** 9n };
const LIMITS = { storeFrontPriceFactor: 6n * 10n ** 17n, baseBorrowMin: 100n, targetReserves: 5n * 10n ** 12n };

/** A market of Compound III with its tokens and feeds, over these collaterals. */
export async function compoundV3(chain, draw, assets = COLLATERALS) {
  // Its own build settings.
  const files = ['CometWithExtendedAssetList', 'CometExtAssetList', 'AssetListFactory'].map((name) => `${COMET}contracts/${name}.sol`);
  const all = compiled('0.8.15', { optimizer: { enabled: true, runs: 1 }, viaIR: true }, files);
  const { Token, Feed } = mocks();
  const { owner, deploy } = chain;
  const listed = [];
  for (const { symbol, decimals, price } of [BASE, ...assets]) {
    const token = await deploy(Token, [symbol, decimals]);
    listed.push({ symbol, decimals, token, feed: await deploy(Feed, [BigInt(price) * 10n ** 8n + BigInt(draw.whole(0, 999))]) });
  }
  const [base, ...collaterals] = listed;
  const lists = await deploy(all.AssetListFactory);
  const name = stringToHex('test', { size: 32 });
  const extension = await deploy(all.CometExtAssetList, [{ name32: name, symbol32: name }, lists.address]);
  const place = ({ token, feed, decimals }) => ({ asset: token.address, priceFeed: feed.address, decimals, ...FACTORS, supplyCap: 10n ** 30n });
  const config = {
    ...{ governor: owner, pauseGuardian: owner, extensionDelegate: extension.address, ...CURVES, ...REWARDS, ...LIMITS },
    ...{ baseToken: base.token.address, baseTokenPriceFeed: base.feed.address, assetConfigs: collaterals.map(place) },
  };
  const core = all.CometWithExtendedAssetList;
  const { address } = await deploy(core, [config]);
  // What the market does not know itself, its extension answers for it.
  const more = all.CometExtAssetList.abi.filter((each) => each.name === 'totalsBasic');
  const comet = chain.contract(address, [...core.abi, ...more]);
  await comet.write(owner, 'initializeStorage');
  return { comet, base, collaterals, feeds: new Map(listed.map(({ symbol, feed }) => [symbol, feed])) };
}

/** Mints a token and supplies it. */
export async function supply({ comet }, user, { token }, amount) {
  await token.write(user, 'mint', user, amount);
  await token.write(user, 'approve', comet.address, amount);
  await comet.write(user, 'supply', token.address, amount);
}
