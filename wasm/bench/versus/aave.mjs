// Aave v3.7: what each contestant does for one account, for many, and over a grid of prices. Every answer is health factors.
import { AaveV3Rows, BookAnswers } from '../../js/rows/index.mjs';
import { accrued, forMathUtils, healthByHand, healthOf, parsed, user, valued } from '../account.mjs';
import { fromBook } from '../book.mjs';
import { random } from '../random.mjs';

const RESERVES = user.reserves.length;

/** Accounts of the example's pool: the same reserves held and owed, in seeded amounts that no f64 holds exactly. */
function accounts(count) {
  const next = random(7);
  const some = (amount) => (amount === '0' ? '0' : String((BigInt(amount) * BigInt(500 + Math.floor(next() * 1000))) / 1000n + BigInt(Math.floor(next() * 1e6))));
  return Array.from({ length: count }, () => ({
    ...user,
    reserves: user.reserves.map((each) => ({ ...each, scaledATokenBalance: some(each.scaledATokenBalance), scaledVariableDebt: some(each.scaledVariableDebt) })),
  }));
}

/** What an f64 loop reads: for each reserve, what a unit supplied weighs and what a unit owed costs. */
function weights(reserves) {
  const [supply, debt] = [new Float64Array(RESERVES), new Float64Array(RESERVES)];
  parsed({ reserves }).forEach((each, place) => {
    const tokens = valued({ ...each, supplied: 10n ** 27n, owed: 10n ** 27n }, ...indices(each));
    const price = Number(each.price) / Number(each.unit);
    supply[place] = (Number(tokens.balance) / 1e27) * price * (Number(each.threshold) / 1e4);
    debt[place] = (Number(tokens.debt) / 1e27) * price;
  });
  return { supply, debt };
}

/** Both indices now: those of a unit of 27 digits. */
function indices(each) {
  const [{ balance, debt }] = accrued([{ ...each, supplied: 10n ** 27n, owed: 10n ** 27n }]);
  return [balance, debt];
}

const amounts = (list) => Float64Array.from(list.flatMap(({ reserves }) => [...reserves.map((each) => Number(each.scaledATokenBalance)), ...reserves.map((each) => Number(each.scaledVariableDebt))]));

function healthOfFloats(rows, from, { supply, debt }) {
  let [weighted, owed] = [0, 0];
  for (let place = 0; place < RESERVES; place += 1) {
    weighted += rows[from + place] * supply[place];
    owed += rows[from + RESERVES + place] * debt[place];
  }
  return weighted / owed;
}

export function one({ plimsoll, math }) {
  const theirs = forMathUtils(math);
  const [bigints, floats, unit] = [parsed(user), amounts([user]), weights(user.reserves)];
  return {
    right: () => [BigInt(plimsoll.aaveV3Account(user).healthFactor)],
    contestants: [
      { who: 'plimsoll', how: '`aaveV3Account`: decimal strings in; verdict, health, every balance and total out', exact: true, run: () => plimsoll.aaveV3Account(user), read: ({ healthFactor }) => [BigInt(healthFactor)] },
      { who: '@aave/math-utils', how: '`formatUserSummary`: the pool formatted once before; every balance and total out', run: () => math.formatUserSummary(theirs), read: ({ healthFactor }) => [Number(healthFactor)] },
      { who: 'BigInt', how: 'decimal strings in, health alone out', exact: true, run: () => healthByHand(parsed(user)), read: (health) => [health] },
      { who: 'BigInt', how: 'BigInts in, health alone out', exact: true, run: () => healthByHand(bigints), read: (health) => [health] },
      { who: 'f64', how: 'amounts and weights as `Float64Array`, health alone out', run: () => healthOfFloats(floats, 0, unit), read: (health) => [health] },
    ],
  };
}

export function many({ plimsoll, math }, count) {
  const list = accounts(count);
  const pool = { revision: user.revision, reserves: user.reserves, eModes: [] };
  const rows = list.reduce((all, account) => all.pushPosition(account), new AaveV3Rows(pool, count)).bytes();
  const again = new AaveV3Rows(pool, count);
  const theirs = forMathUtils(math);
  const users = list.map((account) => forMathUtils(math, account).userReserves);
  const reserves = parsed(user).map((each) => ({ ...each, indices: indices(each) }));
  const bigints = list.map((account) => account.reserves.map((each) => [BigInt(each.scaledATokenBalance), BigInt(each.scaledVariableDebt)]));
  const configuration = user.reserves.reduce((bits, { id, isBorrowing, usedAsCollateral }) => bits | (BigInt((isBorrowing ? 1 : 0) | (usedAsCollateral ? 2 : 0)) << BigInt(2 * id)), 0n);
  const getters = bigints.map((account) => ({ configuration, scaledATokenBalances: account.map(([supplied]) => supplied), scaledVariableDebts: account.map(([, owed]) => owed) }));
  const [floats, unit] = [amounts(list), weights(user.reserves)];
  return {
    right: () => list.map((account) => BigInt(plimsoll.aaveV3Account(account).healthFactor)),
    contestants: [
      { who: 'plimsoll', how: '`aaveV3Book`: packed bytes in; verdict and health out', exact: true, run: () => plimsoll.aaveV3Book(pool, rows), read: (bytes) => fromBook(bytes) },
      {
        who: 'plimsoll',
        how: '`AaveV3Rows`, `aaveV3Book`, `BookAnswers`: BigInts packed; verdicts and healths as columns out',
        run() {
          const { verdicts, healthFactors } = new BookAnswers(plimsoll.aaveV3Book(pool, again.clear().pushAll(getters).bytes()));
          return [verdicts, healthFactors];
        },
        read: ([, healths]) => [...healths],
      },
      { who: '@aave/math-utils', how: '`formatUserSummary` for each', run: () => users.map((userReserves) => math.formatUserSummary({ ...theirs, userReserves }).healthFactor), read: (all) => all.map(Number) },
      {
        who: 'BigInt',
        how: 'BigInts in, indices accrued once; health out',
        exact: true,
        run: () => bigints.map((account) => healthOf(account.map(([supplied, owed], place) => valued({ ...reserves[place], supplied, owed }, ...reserves[place].indices)))),
        read: (all) => all,
      },
      {
        who: 'f64',
        how: 'one `Float64Array` in, one out',
        run() {
          const out = new Float64Array(count);
          for (let row = 0; row < count; row += 1) out[row] = healthOfFloats(floats, row * 2 * RESERVES, unit);
          return out;
        },
        read: (all) => [...all],
      },
    ],
  };
}

export function grid({ plimsoll, math }, count) {
  // From $1,200 to $3,800, both sides of the line, in the feed's own integers.
  const prices = Array.from({ length: count }, (_, point) => 120_000_000_000 + Math.round((260_000_000_000 * point) / count));
  const at = (price) => ({ ...user, reserves: user.reserves.map((each, place) => (place === 0 ? { ...each, price: String(price) } : each)) });
  const watch = new plimsoll.Watch({ aaveV3: user });
  const theirs = forMathUtils(math);
  const tokens = accrued(parsed(user));
  const bigPrices = prices.map(BigInt);
  const strings = prices.map(String);
  const floatPrices = Float64Array.from(prices);
  const { supply, debt } = weights(user.reserves);
  const floats = amounts([user]);
  return {
    right: () => prices.map((price) => BigInt(plimsoll.aaveV3Account(at(price)).healthFactor)),
    contestants: [
      {
        who: 'plimsoll',
        how: "`Watch.healthGrid`: one `Float64Array` of prices in; the contract's verdicts as bytes and the healths as numbers out",
        run: () => watch.healthGrid(0, floatPrices).healthFactors,
        read: (all) => [...all],
      },
      {
        who: 'plimsoll',
        how: '`Watch.tick`: a price in, the verdict out; then the health as a number out',
        run() {
          const out = new Float64Array(count);
          for (let point = 0; point < count; point += 1) {
            watch.tick(0, prices[point]);
            out[point] = watch.healthFactor();
          }
          return out;
        },
        read: (all) => [...all],
      },
      {
        who: '@aave/math-utils',
        how: '`formatUserSummary` at each price, put in place of the last',
        run: () => strings.map((price) => {
          theirs.formattedReserves[0].priceInMarketReferenceCurrency = price;
          return math.formatUserSummary(theirs).healthFactor;
        }),
        read: (all) => all.map(Number),
      },
      {
        who: 'BigInt',
        how: 'tokens accrued once; the sums at each price',
        exact: true,
        run: () => bigPrices.map((price) => {
          tokens[0].price = price;
          return healthOf(tokens);
        }),
        read: (all) => all,
      },
      {
        who: 'f64',
        how: 'one `Float64Array` of prices in, one of healths out',
        run() {
          const out = new Float64Array(count);
          const moving = (floats[0] * supply[0]) / Number(user.reserves[0].price);
          let [still, owed] = [0, 0];
          for (let place = 0; place < RESERVES; place += 1) {
            if (place > 0) still += floats[place] * supply[place];
            owed += floats[RESERVES + place] * debt[place];
          }
          for (let point = 0; point < count; point += 1) out[point] = (floatPrices[point] * moving + still) / owed;
          return out;
        },
        read: (all) => [...all],
      },
    ],
  };
}
