// Positions in a real Morpho Blue on a local chain: what is read and computed here is what the contract does, digit for digit.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as plimsoll from 'plimsoll/full';
import { isReadError, readMorphoBlue } from 'plimsoll/viem';
import { createPublicClient, custom, encodeAbiParameters, keccak256, toFunctionSelector, zeroAddress, zeroHash } from 'viem';
import { compiled } from './compile.mjs';
import { startChain } from './node.mjs';
import { random } from './random.mjs';

const USERS = 16;
const DAY = 86_400;
const WAD = 10n ** 18n;
const SCALE = 10n ** 36n;
const MOST = 2n ** 256n - 1n;

const TOKENS = { WETH: [18, 2_500], WBTC: [8, 61_000], USDC: [6, 1], DAI: [18, 1], wstETH: [18, 2_900] };

/** Loan, collateral, LLTV, the protocol's share of the interest; the last charges no interest at all. */
const MARKETS = [
  { loan: 'USDC', collateral: 'WETH', lltv: 860_000_000_000_000_000n, fee: 100_000_000_000_000_000n, rated: true },
  { loan: 'WETH', collateral: 'WBTC', lltv: 770_000_000_000_000_000n, fee: 0n, rated: true },
  { loan: 'DAI', collateral: 'wstETH', lltv: 945_000_000_000_000_000n, fee: 0n, rated: false },
];

const SOURCES = '@morpho-org/morpho-blue/src';
const FIELDS = ['address', 'address', 'address', 'address', 'uint256'].map((type) => ({ type }));

async function build(chain, draw) {
  const all = compiled('0.8.19', { optimizer: { enabled: true, runs: 200 } }, [
    `${SOURCES}/Morpho.sol`,
    `${SOURCES}/mocks/IrmMock.sol`,
    './MorphoLens.sol',
    './Mocks.sol',
  ]);
  const { owner, deploy } = chain;
  const [morpho, lens, model] = [await deploy(all.Morpho, [owner]), await deploy(all.MorphoLens), await deploy(all.IrmMock)];
  for (const irm of [model.address, zeroAddress]) await morpho.write(owner, 'enableIrm', irm);
  await morpho.write(owner, 'setFeeRecipient', chain.account(900));
  const tokens = {};
  for (const [symbol, [decimals]] of Object.entries(TOKENS)) tokens[symbol] = await deploy(all.Token, [symbol, decimals]);
  const markets = [];
  for (const { loan, collateral, lltv, fee, rated } of MARKETS) {
    const [[loanDecimals, loanPrice], [decimals, price]] = [TOKENS[loan], TOKENS[collateral]];
    const ratio = BigInt(Math.floor((price / loanPrice) * 1e9)) * 10n ** BigInt(36 + loanDecimals - decimals - 9);
    const oracle = await deploy(all.Feed, [ratio + BigInt(draw.whole(0, 999_999))]);
    const params = [tokens[loan].address, tokens[collateral].address, oracle.address, rated ? model.address : zeroAddress, lltv];
    await morpho.write(owner, 'enableLltv', lltv);
    await morpho.write(owner, 'createMarket', params);
    if (fee > 0n) await morpho.write(owner, 'setFee', params, fee);
    markets.push({ id: keccak256(encodeAbiParameters(FIELDS, params)), params, oracle, loan, collateral, lltv });
  }
  return { morpho, lens, tokens, markets };
}

const tokensFor = (draw, symbol, dollars) => draw.amount((dollars / TOKENS[symbol][1]) * 10 ** TOKENS[symbol][0]);

async function fund({ tokens, morpho }, user, symbol, amount) {
  await tokens[symbol].write(user, 'mint', user, amount);
  await tokens[symbol].write(user, 'approve', morpho.address, amount);
}

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

/** How a position is read: in three requests, the same record without a multicall, a rate at target where the model has one. */
async function ways(chain, { morpho }, { market, user }) {
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
