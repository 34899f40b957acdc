// Users of real Aave v3 contracts on a local chain: what is read and computed here is what the contracts answer, digit for digit.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as plimsoll from 'plimsoll/full';
import { readAaveV3 } from 'plimsoll/viem';
import { ASSETS, BALANCE, CATEGORIES, market30, market36 } from './aave_v3_market.mjs';
import { startChain } from './node.mjs';
import { random } from './random.mjs';

const USERS = 32;
const DAY = 86_400;
const WAD = 10n ** 18n;
const MOST = 2n ** 256n - 1n;

/** Tokens for about so many dollars. */
const tokensFor = (draw, place, dollars) => draw.amount(((dollars / ASSETS[place].price) * 10 ** ASSETS[place].decimals));

async function supply(chain, market, user, place, amount) {
  const token = market.tokens[place];
  await token.write(user, 'mint', user, amount);
  await token.write(user, 'approve', market.pool.address, amount);
  await market.pool.write(user, 'supply', token.address, amount, user, 0);
}

/** One user as the draws have it: collaterals, perhaps a category, debts up to a share of what the pool would lend. */
async function open(chain, market, draw, user) {
  const category = draw.chance(0.5) ? CATEGORIES[draw.whole(0, 1)] : undefined;
  if (category) await market.pool.write(user, 'setUserEMode', category.id);
  const places = [...ASSETS.keys()];
  const backing = new Set([...draw.some(places, 0.4), ...(category ? draw.some(category.members, 0.5) : [])]);
  for (const place of backing) await supply(chain, market, user, place, tokensFor(draw, place, draw.between(50, 200_000)));
  if (backing.size > 1 && draw.chance(0.3)) {
    const [place] = backing;
    await market.pool.write(user, 'setUserUseReserveAsCollateral', market.tokens[place].address, false);
  }
  for (const place of draw.chance(0.1) ? [] : draw.some(category ? category.members : places, 0.35)) {
    const [, , available] = await market.pool.read('getUserAccountData', [user]);
    const share = BigInt(draw.whole(10, 98));
    const price = await market.feeds[place].read('price');
    const amount = (available * share * 10n ** BigInt(ASSETS[place].decimals)) / (100n * price);
    // Rounding may leave a last unit that is not lent.
    if (amount > 1n) await market.pool.write(user, 'borrow', market.tokens[place].address, amount - 1n, 2n, 0, user);
  }
}

/** The user's reading against every answer that the contracts give at the same block. */
async function compare(chain, market, revision, user) {
  const blockNumber = await chain.rpc.getBlockNumber({ cacheTime: 0 });
  const record = await readAaveV3(chain.client, { pool: market.pool.address, user, blockNumber });
  assert.equal(record.revision, revision);
  const ours = plimsoll.aaveV3Account(record);
  const [collateral, debt, available, threshold, ltv, health] = await market.pool.read('getUserAccountData', [user], { blockNumber });
  const mine = [ours.totalCollateralBase, ours.totalDebtBase, ours.availableBorrowsBase, ours.currentLiquidationThresholdBps, ours.ltvBps, ours.healthFactor];
  assert.deepEqual(mine, [collateral, debt, available, threshold, ltv, health].map(String));
  assert.equal(ours.liquidatable, health < WAD);
  for (const { id, normalizedIncome, normalizedDebt, aTokenBalance, variableDebt } of ours.reserves) {
    const asset = market.tokens[id].address;
    const { aTokenAddress, variableDebtTokenAddress } = await market.pool.read('getReserveData', [asset], { blockNumber });
    const balance = (address) => chain.rpc.readContract({ address, abi: BALANCE, functionName: 'balanceOf', args: [user], blockNumber });
    const index = (name) => market.pool.read(`getReserveNormalized${name}`, [asset], { blockNumber });
    const theirs = [await index('Income'), await index('VariableDebt'), await balance(aTokenAddress), await balance(variableDebtTokenAddress)];
    assert.deepEqual([normalizedIncome, normalizedDebt, aTokenBalance, variableDebt], theirs.map(String));
  }
  return { record, health };
}

/** The pool's refusal of a liquidation: by its name from 3.3, by its number before. */
const HEALTHY = ['HealthFactorNotBelowThreshold', '45'];

/**
 * Moves one price to the boundary that was computed for the time of the coming block, then one unit beyond: the contract's verdict must
 * flip, in its view and in whether it lets a liquidation begin.
 */
async function flip(chain, market, revision, user, { record }, wait) {
  const later = plimsoll.positionLater({ aaveV3: record }, wait).aaveV3;
  const start = await chain.now();
  let flips = 0;
  for (const { reserveId, side, boundary } of plimsoll.aaveV3Boundaries(later)) {
    // Where the category brings the price, no reserve's price moves alone.
    const category = CATEGORIES.find(({ id }) => id === record.eMode?.id);
    if (boundary.kind !== 'at' || (category?.id === market.sharedPrice && category?.members.includes(reserveId))) continue;
    const across = side === 'collateral' ? 'isBorrowing' : 'usedAsCollateral';
    const other = record.reserves.find((reserve) => reserve.id !== reserveId && reserve[across]);
    const [safe, beyond] = [BigInt(boundary.price), BigInt(boundary.price) + (side === 'collateral' ? -1n : 1n)];
    for (const [price, liquidatable] of [[safe, false], [beyond, true]]) {
      const before = await chain.snapshot();
      await chain.nextAt(start + wait);
      await market.feeds[reserveId].write(chain.owner, 'set', price);
      const { health } = await compare(chain, market, revision, user);
      assert.equal(health < WAD, liquidatable, `${side} ${reserveId} at ${price}: ${health}`);
      const [seized, repaid] = side === 'collateral' ? [reserveId, other.id] : [other.id, reserveId];
      const call = ['liquidationCall', market.tokens[seized].address, market.tokens[repaid].address, user, MOST, false];
      assert.equal(HEALTHY.includes(await market.pool.refusal(chain.whale, ...call)), !liquidatable);
      await chain.revert(before);
    }
    flips += 1;
  }
  return flips;
}

/** The arguments of each step. */
const STEPS = {
  supply: (asset, amount, user) => [asset, amount, user, 0],
  withdraw: (asset, amount, user) => [asset, amount, user],
  borrow: (asset, amount, user) => [asset, amount, 2n, 0, user],
  repay: (asset, amount, user) => [asset, amount, 2n, user],
};

/**
 * One transaction beside the same step on what was read before it: afterwards everything that is read is equal, flags, indices, rates and
 * everybody's balances as well; or both refuse, from 3.3 by the same name.
 */
async function step(chain, market, revision, user, draw) {
  const [kind, place, wait] = [Object.keys(STEPS)[draw.whole(0, 3)], draw.whole(0, ASSETS.length - 1), draw.whole(1, DAY)];
  const [token, amount] = [market.tokens[place], tokensFor(draw, place, draw.between(1, 20_000))];
  await token.write(user, 'mint', user, amount);
  await token.write(user, 'approve', market.pool.address, amount);
  const read = () => readAaveV3(chain.client, { pool: market.pool.address, user, also: market.tokens.map(({ address }) => address), limits: true });
  const later = plimsoll.positionLater({ aaveV3: await read() }, wait);
  const ours = plimsoll.positionWhatIf(later, [{ [kind]: { asset: ASSETS[place].symbol, amount: String(amount) } }]);
  await chain.nextAt((await chain.now()) + wait);
  const call = [user, kind, ...STEPS[kind](token.address, amount, user)];
  const done = await market.pool.write(...call).then(() => true, () => false);
  assert.equal(ours.refused, !done, `${kind} of ${amount} ${ASSETS[place].symbol}: ${JSON.stringify(ours.steps)}`);
  if (done) assert.deepEqual(await read(), ours.position.aaveV3);
  else if (revision !== 'v3.0') assert.equal(ours.steps[0].refusal, await market.pool.refusal(...call));
  return done;
}

for (const [revision, build, source] of [
  ['v3.6', market36, 'compiled from the sources of @aave-dao/aave-v3-origin'],
  ['v3.0', market30, 'the artifacts of @aave/core-v3'],
]) {
  describe(`Aave ${revision}, ${source}`, () => {
    const shown = "health, totals, balances and indices equal the contract's; at our boundary and one beyond its verdict flips; steps are its transactions";
    it(`${USERS} seeded users: ${shown}`, async (test) => {
      const draw = random(revision === 'v3.6' ? 36 : 30);
      const chain = await startChain((end) => test.after(end));
      const market = await build(chain);
      chain.whale = chain.account(0);
      for (const place of ASSETS.keys()) {
        await supply(chain, market, chain.whale, place, tokensFor(draw, place, 5e7));
        await market.tokens[place].write(chain.whale, 'mint', chain.whale, tokensFor(draw, place, 5e7));
        await market.tokens[place].write(chain.whale, 'approve', market.pool.address, MOST);
      }
      const users = Array.from({ length: USERS }, (_, number) => chain.account(number + 1));
      for (const user of users) {
        await open(chain, market, draw, user);
        await chain.nextAt((await chain.now()) + draw.whole(1, 3 * DAY));
      }
      // Prices move by chance, and a month passes without anybody touching a reserve.
      for (const feed of market.feeds) {
        const moved = ((await feed.read('price')) * BigInt(draw.whole(85_000, 115_000))) / 100_000n + BigInt(draw.whole(0, 999));
        await feed.write(chain.owner, 'set', moved);
      }
      await chain.nextAt((await chain.now()) + 30 * DAY);
      await chain.mine();

      let [indebted, inCategory, liquidatable, flips, steps, refused] = [0, 0, 0, 0, 0, 0];
      for (const user of users) {
        const found = await compare(chain, market, revision, user);
        if (found.health < MOST) indebted += 1;
        if (found.health < WAD) liquidatable += 1;
        if (found.record.eMode) inCategory += 1;
        flips += await flip(chain, market, revision, user, found, draw.whole(1, DAY));
      }
      for (const user of [...users, ...users]) {
        if (await step(chain, market, revision, user, draw)) steps += 1;
        else refused += 1;
      }
      test.diagnostic(`${steps} steps equal the transactions in every field that is read, ${refused} refused by both`);
      test.diagnostic(`${USERS} users, ${indebted} with debts, ${inCategory} in a category, ${liquidatable} liquidatable; ${flips} boundaries, each side of each equal`);
      assert.ok(indebted > USERS / 2 && inCategory > USERS / 4 && flips > USERS && steps > USERS / 2 && refused > 0, 'the draws do not show what they should');
    });
  });
}
