// Morpho Blue: what each contestant does for one position, for many of one market, and over a grid of prices. Every answer is health factors.
import { BookAnswers, MorphoBlueRows } from '../../js/rows/index.mjs';
import { fromBook } from '../book.mjs';
import { random } from '../random.mjs';

const WAD = 10n ** 18n;
const PRICE_SCALE = 10n ** 36n;
const [VIRTUAL_ASSETS, VIRTUAL_SHARES] = [1n, 10n ** 6n];

/** A market with nothing to accrue, as each of the contestants reads it. */
const stored = {
  totalSupplyAssets: 90_000_000_123_456n,
  totalSupplyShares: 88_000_000_000_000_765_432n,
  totalBorrowAssets: 70_000_000_654_321n,
  totalBorrowShares: 68_000_000_000_000_123_457n,
  fee: 0n,
  price: 2_512_345_678_901_234_567_890_123_456n,
};
const lltv = 860_000_000_000_000_000n;
const example = { collateral: 7_123_456_789_012_345_678n, borrowShares: 12_345_678_901_234_567n, supplyShares: 0n };

const strings = (record) => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));
const market = {
  ...strings(stored), lltv: String(lltv), borrowRate: '0', elapsedSeconds: 0, factor: 'ETH',
  loanAsset: 'USDC', loanDecimals: 6, collateralAsset: 'WETH', collateralDecimals: 18,
};
/** A position as Plimsoll reads it. */
export const positionOf = (user = example) => ({ morphoBlue: { ...strings(user), market } });

/** The same for blue-sdk. */
function theirsOf(morpho, user = example) {
  const address = (digit) => `0x${digit.repeat(40)}`;
  const params = new morpho.MarketParams({ loanToken: address('1'), collateralToken: address('2'), oracle: address('3'), irm: address('4'), lltv });
  return new morpho.AccrualPosition({ ...user, user: address('5'), marketId: params.id }, { ...stored, params, lastUpdate: 0n });
}

/** The health factor by hand, with the contract's rounding: the debt up, what may be borrowed down. */
function debtOf(borrowShares, { totalBorrowAssets, totalBorrowShares }) {
  return (borrowShares * (totalBorrowAssets + VIRTUAL_ASSETS) + totalBorrowShares + VIRTUAL_SHARES - 1n) / (totalBorrowShares + VIRTUAL_SHARES);
}
const healthAt = (collateral, price, debt) => (((((collateral * price) / PRICE_SCALE) * lltv) / WAD) * WAD) / debt;
const healthByHand = ({ collateral, borrowShares }, totals) => healthAt(collateral, totals.price, debtOf(borrowShares, totals));

/** What a unit of collateral allows to owe, and what a share owes. */
const perUnit = (Number(stored.price) / 1e36) * (Number(lltv) / 1e18);
const perShare = Number(stored.totalBorrowAssets + VIRTUAL_ASSETS) / Number(stored.totalBorrowShares + VIRTUAL_SHARES);

function parsed({ morphoBlue: { collateral, borrowShares, market: { totalBorrowAssets, totalBorrowShares, price } } }) {
  return [{ collateral: BigInt(collateral), borrowShares: BigInt(borrowShares) }, { totalBorrowAssets: BigInt(totalBorrowAssets), totalBorrowShares: BigInt(totalBorrowShares), price: BigInt(price) }];
}

export function one({ plimsoll, morpho }) {
  const [ours, theirs] = [positionOf(), theirsOf(morpho)];
  const floats = Float64Array.of(Number(example.collateral), Number(example.borrowShares));
  return {
    right: () => [BigInt(plimsoll.positionHealth(ours).healthFactor)],
    contestants: [
      { who: 'plimsoll', how: '`positionHealth`: decimal strings in; verdict, health and sums out', exact: true, run: () => plimsoll.positionHealth(ours), read: ({ healthFactor }) => [BigInt(healthFactor)] },
      { who: '@morpho-org/blue-sdk', how: '`healthFactor` of an `AccrualPosition` made before', exact: true, run: () => theirs.healthFactor, read: (health) => [health] },
      { who: '@morpho-org/blue-sdk', how: 'the same, and `isHealthy`, `ltv`, `liquidationPrice`', exact: true, run: () => [theirs.healthFactor, theirs.isHealthy, theirs.ltv, theirs.liquidationPrice], read: ([health]) => [health] },
      { who: 'BigInt', how: 'decimal strings in, health alone out', exact: true, run: () => healthByHand(...parsed(ours)), read: (health) => [health] },
      { who: 'BigInt', how: 'BigInts in, health alone out', exact: true, run: () => healthByHand(example, stored), read: (health) => [health] },
      { who: 'f64', how: 'amounts and weights as f64, health alone out', run: () => (floats[0] * perUnit) / (floats[1] * perShare), read: (health) => [health] },
    ],
  };
}

export function many({ plimsoll, morpho }, count) {
  const next = random(9);
  const some = (amount) => (amount * BigInt(500 + Math.floor(next() * 1000))) / 1000n + BigInt(Math.floor(next() * 1e6));
  const users = Array.from({ length: count }, () => ({ collateral: some(example.collateral), borrowShares: some(example.borrowShares), supplyShares: 0n }));
  const ours = users.map(positionOf);
  const theirs = users.map((user) => theirsOf(morpho, user));
  const rowed = users.map(({ borrowShares, collateral }) => ({ market: 0, borrowShares, collateral }));
  const rows = new MorphoBlueRows([market], count).pushAll(rowed).bytes();
  const again = new MorphoBlueRows([market], count);
  const floats = Float64Array.from(users.flatMap(({ collateral, borrowShares }) => [Number(collateral), Number(borrowShares)]));
  return {
    right: () => ours.map((position) => BigInt(plimsoll.positionHealth(position).healthFactor)),
    contestants: [
      { who: 'plimsoll', how: '`morphoBlueBook`: packed bytes in; verdict and health out', exact: true, run: () => plimsoll.morphoBlueBook([market], rows), read: (bytes) => fromBook(bytes) },
      {
        who: 'plimsoll',
        how: '`MorphoBlueRows`, `morphoBlueBook`, `BookAnswers`: BigInts packed; verdicts and healths as columns out',
        run() {
          const { verdicts, healthFactors } = new BookAnswers(plimsoll.morphoBlueBook([market], again.clear().pushAll(rowed).bytes()));
          return [verdicts, healthFactors];
        },
        read: ([, healths]) => [...healths],
      },
      { who: 'plimsoll', how: '`positionHealth` for each', exact: true, run: () => ours.map((position) => plimsoll.positionHealth(position).healthFactor), read: (all) => all.map(BigInt) },
      { who: '@morpho-org/blue-sdk', how: '`healthFactor` of positions made before', exact: true, run: () => theirs.map((position) => position.healthFactor), read: (all) => all },
      { who: 'BigInt', how: 'BigInts in, health out', exact: true, run: () => users.map((user) => healthByHand(user, stored)), read: (all) => all },
      {
        who: 'f64',
        how: 'one `Float64Array` in, one out',
        run() {
          const out = new Float64Array(count);
          for (let row = 0; row < count; row += 1) out[row] = (floats[2 * row] * perUnit) / (floats[2 * row + 1] * perShare);
          return out;
        },
        read: (all) => [...all],
      },
    ],
  };
}

export function grid({ plimsoll, morpho }, count) {
  // From half the price to one and a half, both sides of the line: integers that are numbers, which each contestant reads in its own form.
  const floatPrices = Float64Array.from({ length: count }, (_, point) => Number(stored.price / 2n + (stored.price * BigInt(point)) / BigInt(count)));
  const prices = Array.from(floatPrices, BigInt);
  const texts = prices.map(String);
  const watch = new plimsoll.Watch(positionOf());
  const debt = debtOf(example.borrowShares, stored);
  return {
    right: () => texts.map((price) => BigInt(plimsoll.positionHealth({ morphoBlue: { ...positionOf().morphoBlue, market: { ...market, price } } }).healthFactor)),
    contestants: [
      {
        who: 'plimsoll',
        how: "`Watch.healthGrid`: one `Float64Array` of prices in; the contract's verdicts as bytes and the healths as numbers out",
        run: () => watch.healthGrid(0, floatPrices).healthFactors,
        read: (all) => [...all],
      },
      {
        who: 'plimsoll',
        how: '`Watch.setPrice`: a decimal string in, the verdict out; then the health as a number out',
        run() {
          const out = new Float64Array(count);
          for (let point = 0; point < count; point += 1) {
            watch.setPrice('WETH', texts[point]);
            out[point] = watch.healthFactor();
          }
          return out;
        },
        read: (all) => [...all],
      },
      { who: '@morpho-org/blue-sdk', how: '`MarketUtils.getHealthFactor` at each price', exact: true, run: () => prices.map((price) => morpho.MarketUtils.getHealthFactor(example, { ...stored, price }, { lltv })), read: (all) => all },
      { who: 'BigInt', how: 'the debt worked out once; the health at each price', exact: true, run: () => prices.map((price) => healthAt(example.collateral, price, debt)), read: (all) => all },
      {
        who: 'f64',
        how: 'one `Float64Array` of prices in, one of healths out',
        run() {
          const out = new Float64Array(count);
          const moving = ((Number(example.collateral) / 1e36) * (Number(lltv) / 1e18)) / (Number(example.borrowShares) * perShare);
          for (let point = 0; point < count; point += 1) out[point] = floatPrices[point] * moving;
          return out;
        },
        read: (all) => [...all],
      },
    ],
  };
}
