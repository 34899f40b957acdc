// The same accounts through the libraries that front ends use today: every difference is explained by a rounding, with its size.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { AccrualPosition, MarketParams } from '@morpho-org/blue-sdk';
import * as plimsoll from 'plimsoll/full';
import { forMathUtils, user as example } from '../bench/account.mjs';
import { random } from '../bench/random.mjs';

const math = createRequire(import.meta.url)('@aave/math-utils');
const ACCOUNTS = 500;

const next = random(7);
const between = (low, high) => low + (high - low) * next();
const integer = (digits) => BigInt(Math.floor(between(10 ** 8, 10 ** 9))) * 10n ** BigInt(digits) + BigInt(Math.floor(next() * 1e8));

/** An account like the example with other amounts, prices and thresholds; indices as stored or an hour old. */
function account(revision, elapsedSeconds) {
  const reserves = example.reserves.map((reserve) => ({
    ...reserve,
    elapsedSeconds,
    price: String(BigInt(reserve.price) * BigInt(Math.floor(between(500, 1500))) / 1000n + BigInt(Math.floor(next() * 1000))),
    liquidationThresholdBps: Math.floor(between(7000, 9000)),
    ltvBps: 6500,
    scaledATokenBalance: reserve.scaledATokenBalance === '0' ? '0' : String(integer(reserve.decimals - 6)),
    scaledVariableDebt: reserve.scaledVariableDebt === '0' ? '0' : String(integer(reserve.decimals - 5)),
  }));
  return { revision, reserves };
}

/** A decimal string with up to 18 places as an integer. */
function wad(decimal) {
  const [whole, places = ''] = decimal.split('.');
  return BigInt(whole) * 10n ** 18n + BigInt(places.padEnd(18, '0').slice(0, 18) || '0');
}

/** |a − b| / b in parts of 1e18. */
const apart = (a, b) => ((a > b ? a - b : b - a) * 10n ** 18n) / b;
const relative = (parts) => `${(Number(parts) / 1e18).toExponential(2)}`;
const largest = (values) => values.reduce((most, value) => (value > most ? value : most), 0n);

/**
 * What the two may differ by, in parts of 1e18: they round balances half-up where v3.7 floors supplies and rounds debts up (a unit of the
 * token each), and floor values less often (a unit of the base currency each); the health factor has 18 places.
 */
function roundings({ reserves }, exact) {
  const [collateral, debt] = [BigInt(exact.totalCollateralBase), BigInt(exact.totalDebtBase)];
  let parts = 3n;
  for (const { price, decimals, usedAsCollateral } of reserves) {
    const unit = BigInt(price) / 10n ** BigInt(decimals) + 2n;
    parts += (unit * 10n ** 18n) / (usedAsCollateral ? collateral : debt) + 1n;
  }
  return parts;
}

/** Compares the two on seeded accounts; returns how often they are equal and the largest difference. */
function compare(elapsedSeconds, more) {
  const sizes = Array.from({ length: ACCOUNTS }, () => {
    const user = account('v3.7', elapsedSeconds);
    const exact = plimsoll.aaveV3Account(user);
    const ours = BigInt(exact.healthFactor);
    const theirs = wad(math.formatUserSummary(forMathUtils(math, user, elapsedSeconds)).healthFactor);
    const [size, most] = [apart(theirs, ours), roundings(user, exact) + more];
    assert.ok(size <= most, `${theirs} against ${ours}: ${relative(size)} is more than its roundings, ${relative(most)}`);
    return size;
  });
  const equal = sizes.filter((size) => size === 0n).length;
  assert.ok(equal < ACCOUNTS / 2, 'a library that is equal everywhere would need no explanation');
  return `${ACCOUNTS} accounts: ${equal} equal to the contract, largest relative difference ${relative(largest(sizes))}, none beyond its roundings`;
}

describe('@aave/math-utils beside Aave v3.7', () => {
  it('indices as stored: balances half-up, values not floored', (test) => test.diagnostic(compare(0, 0n)));
  // Their interest is the binomial of v3.0 to v3.3, in decimals; v3.4 and later have the series of e. An hour at a few percent a year: 1e-15.
  it('indices an hour old: another polynomial of the interest', (test) => test.diagnostic(compare(3_600, 1_000n)));
});

describe('@morpho-org/blue-sdk beside Morpho Blue', () => {
  const address = (digit) => `0x${digit.repeat(40)}`;
  const wad = 10n ** 18n;

  /** A position with nothing to accrue, as each of the two reads it. */
  function position() {
    const [totalSupplyAssets, totalBorrowAssets] = [integer(8), integer(7)];
    const stored = {
      totalSupplyAssets,
      totalSupplyShares: totalSupplyAssets * 10n ** 6n - integer(3),
      totalBorrowAssets,
      totalBorrowShares: totalBorrowAssets * 10n ** 6n - integer(4),
      fee: 0n,
      price: integer(24 - 8),
    };
    const lltv = BigInt(Math.floor(between(500, 980))) * 10n ** 15n;
    const user = { collateral: integer(10), borrowShares: integer(8), supplyShares: 0n };
    const params = new MarketParams({ loanToken: address('1'), collateralToken: address('2'), oracle: address('3'), irm: address('4'), lltv });
    const theirs = new AccrualPosition({ ...user, user: address('5'), marketId: params.id }, { ...stored, params, lastUpdate: 0n });
    const strings = (record) => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));
    const market = {
      ...strings(stored),
      lltv: String(lltv),
      borrowRate: '0',
      elapsedSeconds: 0,
      loanAsset: 'USDC',
      loanDecimals: 6,
      collateralAsset: 'WETH',
      collateralDecimals: 18,
    };
    return { theirs, ours: { morphoBlue: { ...strings(user), market } } };
  }

  it('verdicts and debts are equal; the liquidation price is another one, and the contract agrees with ours', (test) => {
    let [compared, prices, most] = [0, 0, 0n];
    for (let count = 0; count < ACCOUNTS; count += 1) {
      const { theirs, ours } = position();
      const health = plimsoll.positionHealth(ours);
      assert.equal(health.liquidatable, !theirs.isHealthy);
      assert.equal(health.required, String(theirs.borrowAssets));
      // Theirs rounds the power to borrow down before it divides; ours is the contract's sum over what is owed, in the last digit.
      assert.ok(apart(BigInt(health.healthFactor), theirs.healthFactor) < wad / 10n ** 15n, `${health.healthFactor} against ${theirs.healthFactor}`);
      const [{ boundary }] = plimsoll.positionBoundaries(ours);
      if (boundary.kind !== 'at') continue;
      compared += 1;
      const safe = (price) => !plimsoll.positionHealth(plimsoll.positionAtPrices(ours, [{ asset: 'WETH', price: String(price) }])).liquidatable;
      const exact = BigInt(boundary.price);
      assert.ok(safe(exact) && !safe(exact - 1n), 'ours is the smallest safe price');
      const distance = theirs.liquidationPrice > exact ? theirs.liquidationPrice - exact : exact - theirs.liquidationPrice;
      if (distance > 0n) prices += 1;
      if (distance > most) most = distance;
      assert.ok(apart(theirs.liquidationPrice, exact) < wad / 10n ** 9n, 'no farther than the power to borrow is rounded');
    }
    test.diagnostic(`${ACCOUNTS} positions: every verdict and debt equal; liquidation price another in ${prices} of ${compared}, by at most ${most} units of a price of 10^36`);
    assert.ok(prices > compared / 2, 'the difference that is explained here is gone');
  });
});
