// Compound III: what each contestant does for many accounts of one market. Every answer is health factors.
import { CompoundV3Answers, CompoundV3Rows } from '../../js/rows/index.mjs';
import { fromBook } from '../book.mjs';
import { random } from '../random.mjs';

const WAD = 10n ** 18n;
const INDEX_SCALE = 10n ** 15n;

const curve = { kink: '900000000000000000', base: '475646879', slopeLow: '870624048', slopeHigh: '107813292744' };
/** A market with nothing to accrue, as the package reads it. */
export const market = {
  baseAsset: 'USDC', baseDecimals: 6, basePrice: '99992000', supplyCurve: curve, borrowCurve: curve, storeFrontPriceFactor: '600000000000000000',
  trackingIndexScale: '1000000000000000', baseTrackingSupplySpeed: '0', baseTrackingBorrowSpeed: '0', baseMinForRewards: '1000000000000',
  baseBorrowMin: '100000000', targetReserves: '0', baseSupplyIndex: '1154621487905312', baseBorrowIndex: '1204897655018437',
  trackingSupplyIndex: '0', trackingBorrowIndex: '0', totalSupplyBase: '380000000000000', totalBorrowBase: '320000000000000', elapsedSeconds: 0,
};
const collateral = (asset, decimals, price, borrow, liquidate) => ({
  asset, decimals, price: String(price), factor: asset, borrowCollateralFactor: `${borrow}00000000000000`, liquidateCollateralFactor: `${liquidate}00000000000000`,
  liquidationFactor: '930000000000000000', supplyCap: '500000000000000000000000', totalSupplyAsset: '150000000000000000000000', balance: '0',
});
export const collaterals = [collateral('COMP', 18, 4_512_000_000n, 6_500, 7_000), collateral('WBTC', 8, 6_012_345_678_901n, 8_000, 8_500), collateral('WETH', 18, 251_234_567_890n, 8_250, 8_950)];
const example = { principal: -14_000_000_000n, balances: [10n * 10n ** 18n, 7_123_456n, 7_123_456_789_012_345_678n] };

const positionOf = ({ principal, balances }) => ({
  compoundV3: {
    market, principal: String(principal), baseTrackingIndex: '0', baseTrackingAccrued: '0',
    collaterals: collaterals.map((one, place) => ({ ...one, balance: String(balances[place]) })),
  },
});

/** What the sums by hand read, as BigInts and as numbers. */
const terms = collaterals.map((one) => ({ price: BigInt(one.price), scale: 10n ** BigInt(one.decimals), share: BigInt(one.liquidateCollateralFactor) }));
const base = { index: BigInt(market.baseBorrowIndex), price: BigInt(market.basePrice), scale: 10n ** BigInt(market.baseDecimals) };
const weights = terms.map(({ price, scale, share }) => (Number(price) / Number(scale)) * (Number(share) / 1e18));
const perPrincipal = (Number(base.index) / 1e15) * (Number(base.price) / Number(base.scale));

/** The health factor by hand, with the contract's rounding: everything down. */
function healthByHand({ principal, balances }) {
  const required = (((-principal * base.index) / INDEX_SCALE) * base.price) / base.scale;
  const backing = terms.reduce((sum, { price, scale, share }, place) => sum + (((balances[place] * price) / scale) * share) / WAD, 0n);
  return (backing * WAD) / required;
}

export function many({ plimsoll }, count) {
  const next = random(11);
  const some = (amount) => (amount * BigInt(500 + Math.floor(next() * 1000))) / 1000n;
  const accounts = Array.from({ length: count }, () => ({ principal: some(example.principal), balances: example.balances.map(some) }));
  const ours = accounts.map(positionOf);
  const rows = new CompoundV3Rows(collaterals, count).pushAll(accounts).bytes();
  const again = new CompoundV3Rows(collaterals, count);
  const floats = Float64Array.from(accounts.flatMap(({ principal, balances }) => [-Number(principal), ...balances.map(Number)]));
  return {
    right: () => ours.map((position) => BigInt(plimsoll.positionHealth(position).healthFactor)),
    contestants: [
      { who: 'plimsoll', how: '`compoundV3Book`: packed bytes in; both verdicts and health out', exact: true, run: () => plimsoll.compoundV3Book(market, collaterals, rows), read: (bytes) => fromBook(bytes, CompoundV3Answers) },
      {
        who: 'plimsoll',
        how: '`CompoundV3Rows`, `compoundV3Book`, `CompoundV3Answers`: BigInts packed; both verdicts and healths as columns out',
        run() {
          const { verdicts, healthFactors, mayBorrow } = new CompoundV3Answers(plimsoll.compoundV3Book(market, collaterals, again.clear().pushAll(accounts).bytes()));
          return [verdicts, healthFactors, mayBorrow];
        },
        read: ([, healths]) => [...healths],
      },
      { who: 'plimsoll', how: '`positionHealth` for each', exact: true, run: () => ours.map((position) => plimsoll.positionHealth(position).healthFactor), read: (all) => all.map(BigInt) },
      { who: 'BigInt', how: 'BigInts in, health out', exact: true, run: () => accounts.map(healthByHand), read: (all) => all },
      {
        who: 'f64',
        how: 'one `Float64Array` in, one out',
        run() {
          const out = new Float64Array(count);
          for (let row = 0, at = 0; row < count; row += 1, at += 4) {
            out[row] = (floats[at + 1] * weights[0] + floats[at + 2] * weights[1] + floats[at + 3] * weights[2]) / (floats[at] * perPrincipal);
          }
          return out;
        },
        read: (all) => [...all],
      },
    ],
  };
}
