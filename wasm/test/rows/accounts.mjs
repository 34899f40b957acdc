// Seeded accounts of any size for each book, in the records of the one-account calls and as rows; some revert, some owe nothing.
import { user } from '../../bench/account.mjs';
import { wordsFrom } from '../../bench/random.mjs';
import { collaterals as listed, market as comet } from '../../bench/versus/compound.mjs';
import { positionOf } from '../../bench/versus/morpho.mjs';

const HUGE = String(2n ** 220n);

function draws(seed) {
  const word = wordsFrom(seed);
  const upTo = (count) => word() % count;
  const wide = () => [0, 32, 64, 96].reduce((sum, shift) => sum | (BigInt(word()) << BigInt(shift)), 0n);
  /** Usual amounts, none, and any of up to 128 bits. */
  const amount = (usual) => [() => (usual * BigInt(500 + upTo(1_000))) / 1_000n, () => (usual * BigInt(upTo(3_000))) / 1_000n, () => 0n, () => wide() >> BigInt(upTo(128))][upTo(8) % 5 % 4]();
  return { upTo, amount };
}

/** Reserves at both ends of the configuration and between; the last has a price that no product of it fits. */
const IDS = [0, 1, 31, 32, 64, 127];
const USUAL = [10n ** 19n, 30_000_000n, 400n * 10n ** 18n, 14_000_000_000n, 3n * 10n ** 21n, 1n];
const reserves = [...user.reserves, { ...user.reserves[0], asset: 'ODD', price: HUGE, factor: 'ODD' }].map((one, place) => ({ ...one, id: IDS[place] }));
const eMode = (id, liquidationThresholdBps, ids) => ({
  id, ltvBps: 9_000, liquidationThresholdBps, liquidationBonusBps: 10_100, ltvzeroBitmap: '0', isolated: false,
  collateralBitmap: String(ids.reduce((map, each) => map | (1n << BigInt(each)), 0n)), borrowableBitmap: String(2n ** 128n - 1n),
});
export const pool = { revision: 'v3.7', reserves, eModes: [eMode(1, 9_300, [0, 32]), eMode(255, 9_500, [31])] };

export function aaveUsers(count) {
  const { upTo, amount } = draws(1);
  return Array.from({ length: count }, () => {
    const chosen = pool.eModes[upTo(6)];
    return {
      revision: pool.revision,
      ...(chosen && { eMode: chosen }),
      reserves: reserves
        .map((one, place) => {
          const flags = place === 5 && upTo(20) > 0 ? 0 : upTo(4);
          return {
            ...one,
            scaledATokenBalance: String(amount(USUAL[place])),
            scaledVariableDebt: String(amount(USUAL[place] / 2n)),
            usedAsCollateral: (flags & 2) !== 0,
            isBorrowing: (flags & 1) !== 0,
          };
        })
        .filter(() => upTo(4) > 0),
    };
  });
}

/** A user's record as the pool's getters answer it. */
export function aaveRow(record) {
  const of = (id) => record.reserves.find((one) => one.id === id);
  const configuration = record.reserves.reduce((bits, { id, isBorrowing, usedAsCollateral }) => bits | (BigInt((isBorrowing ? 1 : 0) | (usedAsCollateral ? 2 : 0)) << BigInt(2 * id)), 0n);
  return {
    configuration,
    ...(record.eMode && { eMode: record.eMode.id }),
    scaledATokenBalances: IDS.map((id) => BigInt(of(id)?.scaledATokenBalance ?? 0)),
    scaledVariableDebts: IDS.map((id) => of(id)?.scaledVariableDebt ?? '0'),
  };
}

const { market } = positionOf().morphoBlue;
export const markets = [
  market,
  { ...market, elapsedSeconds: 86_400, borrowRate: '1585489599' },
  { ...market, totalSupplyAssets: String(2n ** 128n - 1n), totalBorrowAssets: String(2n ** 128n - 1n), totalBorrowShares: String(2n ** 128n - 1n) },
  { ...market, price: HUGE },
];

export function morphoRows(count) {
  const { upTo, amount } = draws(2);
  return Array.from({ length: count }, () => {
    const place = upTo(markets.length);
    const most = BigInt(markets[place].totalBorrowShares);
    const shares = amount(12_345_678_901_234_567n);
    return { market: place, borrowShares: shares > most ? most : shares, collateral: amount(7_123_456_789_012_345_678n) };
  });
}

export const morphoPosition = ({ market: place, borrowShares, collateral }) => ({
  morphoBlue: { market: markets[place], supplyShares: '0', borrowShares: String(borrowShares), collateral: String(collateral) },
});

/** The last has no price: who owes and holds it cannot be judged where the others do not cover the debt. */
export const collaterals = [...listed, { ...listed[2], asset: 'ODD', factor: 'ODD', price: '0' }];
export { comet };

export function compoundRows(count) {
  const { upTo, amount } = draws(3);
  const odd = () => (upTo(10) === 0 ? 10n ** 18n : 0n);
  return Array.from({ length: count }, () => {
    // 104 bits with the sign.
    const principal = amount(20_000_000_000n) >> (upTo(2) === 0 ? 25n : 0n) & ((1n << 103n) - 1n);
    return { principal: upTo(8) === 0 ? principal : -principal, balances: [amount(10n ** 19n), amount(7_000_000n), amount(7n * 10n ** 18n), odd()] };
  });
}

export const compoundPosition = ({ principal, balances }) => ({
  compoundV3: {
    market: comet, principal: String(principal), baseTrackingIndex: '0', baseTrackingAccrued: '0',
    collaterals: collaterals.map((one, place) => ({ ...one, balance: String(balances[place]) })),
  },
});
