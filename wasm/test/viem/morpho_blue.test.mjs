// Positions in a real Morpho Blue on a local chain: what is read and computed here is what the contract does, digit for digit.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as plimsoll from 'plimsoll/full';
import { isReadError, listMorphoBlueMarkets, readMorphoBlue } from 'plimsoll/viem';
import { createPublicClient, custom, encodeAbiParameters, toFunctionSelector, zeroHash } from 'viem';
import { fund, MARKETS, morphoBlue as build, tokensFor } from './morpho_blue_market.mjs';
import { startChain } from './node.mjs';
import { random } from './random.mjs';

const USERS = 16;
const DAY = 86_400;
const WAD = 10n ** 18n;
const SCALE = 10n ** 36n;
const MOST = 2n ** 256n - 1n;

/** One position as the draws have it; some lend in the same market, some owe nothing. */
async function open(venue, market, draw, user) {
  const collateral = tokensFor(draw, market.collateral, draw.between(50, 500_000));
  await fund(venue, user, market.collateral, collateral);
  await venue.morpho.write(user, 'supplyCollateral', market.params, collateral, user, '0x');
  if (draw.chance(0.25)) {
    const lent = tokensFor(draw, market.loan, draw.between(10, 1_000));
    await fund(venue, user, market.loan, lent);
    await venue.morpho.write(user, 'supply', market.params, lent, 0n, user, '0x');
  }
  if (draw.chance(0.1)) return;
  const most = (((collateral * (await market.oracle.read('price'))) / SCALE) * market.lltv) / WAD;
  const debt = (most * BigInt(draw.whole(100, 999))) / 1_000n;
  await venue.morpho.write(user, 'borrow', market.params, debt, 0n, user, user);
}

/** The position's reading against the contract's own library of accrued balances, and against whether it lets anybody liquidate. */
async function compare(chain, venue, market, user) {
  const blockNumber = await chain.rpc.getBlockNumber({ cacheTime: 0 });
  const morphoBlue = await readMorphoBlue(chain.client, { morpho: venue.morpho.address, marketId: market.id, user, blockNumber });
  const ours = plimsoll.positionHealth({ morphoBlue });
  const ask = (name) => venue.lens.read(name, [venue.morpho.address, market.params, user], { blockNumber });
  const [owed, lent, price] = [await ask('owed'), await ask('lent'), await market.oracle.read('price', [], { blockNumber })];
  assert.equal(ours.required, String(owed));
  assert.equal(ours.equity, String((BigInt(morphoBlue.collateral) * price) / SCALE + lent - owed));
  const refusal = await venue.morpho.refusal(chain.whale, 'liquidate', market.params, user, 1n, 0n, '0x');
  assert.equal(refusal, ours.liquidatable ? undefined : 'position is healthy');
  return { morphoBlue, liquidatable: ours.liquidatable, owed };
}

/** As with Aave: at the price that is computed for the coming block's time the contract refuses to liquidate, one unit below it agrees. */
async function flip(chain, venue, market, user, { morphoBlue }, wait) {
  const [{ boundary } = {}] = plimsoll.positionBoundaries(plimsoll.positionLater({ morphoBlue }, wait));
  if (boundary?.kind !== 'at') return 0;
  const start = await chain.now();
  for (const [price, liquidatable] of [[BigInt(boundary.price), false], [BigInt(boundary.price) - 1n, true]]) {
    const before = await chain.snapshot();
    await chain.nextAt(start + wait);
    await market.oracle.write(chain.owner, 'set', price);
    assert.equal((await compare(chain, venue, market, user)).liquidatable, liquidatable, `at ${price}`);
    await chain.revert(before);
  }
  return 1;
}

/** Which markets an account is in: those that it put collateral into, the latest first; of who lends alone, none. */
async function listed(chain, venue, user, market) {
  const { morpho, tokens, markets } = venue;
  const list = (more) => listMorphoBlueMarkets(chain.client, { morpho: morpho.address, user, ...more });
  assert.deepEqual(await list(), [market.id]);
  assert.deepEqual(await list({ user: chain.whale }), []);
  const blockNumber = await chain.rpc.getBlockNumber({ cacheTime: 0 });
  const other = markets.find(({ id }) => id !== market.id);
  for (const amount of [10n, 20n]) {
    await fund(venue, user, other.collateral, amount);
    await morpho.write(user, 'supplyCollateral', other.params, amount, user, '0x');
  }
  assert.deepEqual(await list(), [other.id, market.id]);
  assert.deepEqual(await list({ blockNumber }), [market.id]);
  assert.deepEqual(await list({ fromBlock: blockNumber }), [other.id]);
  await morpho.write(user, 'withdrawCollateral', other.params, 30n, user, user);
  assert.deepEqual(await list(), [other.id, market.id], 'closed since');
  const elsewhere = (address, code) => assert.rejects(list({ morpho: address }), (error) => isReadError(error) && error.code === code);
  await elsewhere(tokens.WETH.address, 'wrong_contract');
  await elsewhere(user, 'no_contract');
}

/** How a position is read: in three requests, the same record without a multicall, a rate at target where the model has one. */
async function ways(chain, venue, { market, user }) {
  const { morpho } = venue;
  const blockNumber = await chain.rpc.getBlockNumber({ cacheTime: 0 });
  const options = { morpho: morpho.address, marketId: market.id, user, blockNumber };
  const start = chain.requests.count;
  const record = await readMorphoBlue(chain.client, options);
  assert.equal(chain.requests.count - start, 3);
  assert.deepEqual(await readMorphoBlue(chain.rpc, options), record);
  const asked = toFunctionSelector('rateAtTarget(bytes32)');
  const rate = encodeAbiParameters([{ type: 'int256' }], [1_268_391_679n]);
  const request = async (call) => (call.params?.[0]?.data?.startsWith(asked) ? rate : chain.rpc.request(call));
  const adaptive = await readMorphoBlue(createPublicClient({ transport: custom({ request }) }), options);
  assert.deepEqual(adaptive, { ...record, market: { ...record.market, rateAtTarget: '1268391679' } });
  await listed(chain, venue, user, market);
  await assert.rejects(readMorphoBlue(chain.client, { ...options, marketId: zeroHash }), (error) => isReadError(error) && error.code === 'unknown_market');
}

describe('Morpho Blue, compiled from the sources of @morpho-org/morpho-blue', () => {
  it(`${USERS} seeded positions in each of ${MARKETS.length} markets: debts and verdicts equal the contract's; at our boundary and one below it flips`, async (test) => {
    const draw = random(17);
    const chain = await startChain((end) => test.after(end));
    const venue = await build(chain, draw);
    chain.whale = chain.account(0);
    for (const market of venue.markets) {
      const lent = tokensFor(draw, market.loan, 8e6);
      await fund(venue, chain.whale, market.loan, 2n * lent);
      await venue.morpho.write(chain.whale, 'supply', market.params, lent, 0n, chain.whale, '0x');
      await venue.tokens[market.loan].write(chain.whale, 'approve', venue.morpho.address, MOST);
    }
    const positions = venue.markets.flatMap((market, place) =>
      Array.from({ length: USERS }, (_, number) => ({ market, user: chain.account(100 * place + number + 1) })),
    );
    for (const { market, user } of positions) {
      await open(venue, market, draw, user);
      await chain.nextAt((await chain.now()) + draw.whole(1, DAY));
    }
    for (const { oracle } of venue.markets) {
      await oracle.write(chain.owner, 'set', ((await oracle.read('price')) * BigInt(draw.whole(80_000, 100_000))) / 100_000n + 7n);
    }
    await chain.nextAt((await chain.now()) + 30 * DAY);
    await chain.mine();

    let [indebted, liquidatable, flips] = [0, 0, 0];
    for (const { market, user } of positions) {
      const found = await compare(chain, venue, market, user);
      if (found.owed > 0n) indebted += 1;
      if (found.liquidatable) liquidatable += 1;
      flips += await flip(chain, venue, market, user, found, draw.whole(1, DAY));
    }
    test.diagnostic(`${positions.length} positions, ${indebted} with debts, ${liquidatable} liquidatable; ${flips} boundaries, each side of each equal`);
    await ways(chain, venue, positions[0]);
    assert.ok(flips > positions.length / 2 && liquidatable > 0 && liquidatable < indebted, 'the draws do not show what they should');
  });
});
