// How accounts are read: in how many requests, at which block, under which names; and what a read that fails says.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { aaveV3Account } from 'plimsoll/full';
import { isReadError, readAaveV3, readCompoundV3, readMorphoBlue } from 'plimsoll/viem';
import { createPublicClient, custom, defineChain, encodeAbiParameters, http, toFunctionSelector, zeroHash } from 'viem';
import { ASSETS, market30 } from './aave_v3_market.mjs';
import { mocks } from './compile.mjs';
import { startChain } from './node.mjs';

const [WETH, WBTC, USDC, DAI] = ASSETS.keys();
let chain, market, user, pool, stop;
after(() => stop());

before(async () => {
  chain = await startChain((end) => (stop = end));
  market = await market30(chain);
  pool = market.pool.address;
  user = chain.account(1);
  const [whale, supplies] = [chain.account(0), { [WBTC]: 5n * 10n ** 8n, [USDC]: 10n ** 12n }];
  for (const [who, place, amount] of [[whale, USDC, supplies[USDC]], [user, WBTC, supplies[WBTC]]]) {
    await market.tokens[place].write(who, 'mint', who, amount);
    await market.tokens[place].write(who, 'approve', pool, amount);
    await market.pool.write(who, 'supply', market.tokens[place].address, amount, who, 0);
  }
  await market.pool.write(user, 'borrow', market.tokens[USDC].address, 10n ** 11n, 2n, 0, user);
});

/** A client without the multicall contract, some of whose calls are answered otherwise. */
const withAnswers = (answer, retryCount = 0) =>
  createPublicClient({ transport: custom({ request: async (asked) => (await answer(asked)) ?? chain.rpc.request(asked) }, { retryCount }) });

const failing = async (read, code, message) => {
  const error = await read.then(() => assert.fail('the read gave a record'), (problem) => problem);
  assert.ok(isReadError(error), `${error.name}: ${error.message}`);
  assert.deepEqual([error.code, message.test(error.message)], [code, true], error.message);
  return error;
};

describe('reading an Aave v3 user', () => {
  it('takes four requests with a multicall, and gives the same record without one', async () => {
    const blockNumber = await chain.rpc.getBlockNumber({ cacheTime: 0 });
    const start = chain.requests.count;
    const record = await readAaveV3(chain.client, { pool, user, blockNumber });
    assert.equal(chain.requests.count - start, 4);
    assert.deepEqual(await readAaveV3(chain.rpc, { pool, user, blockNumber }), record);
    // A known chain's configuration on a local node: the contract that it promises is not there.
    const promised = { ...chain.client.chain, contracts: { multicall3: { address: chain.account(77) } } };
    assert.deepEqual(await readAaveV3(createPublicClient({ chain: promised, transport: http(chain.url) }), { pool, user, blockNumber }), record);
    // Not made yet at that block.
    const later = { ...chain.client.chain, contracts: { multicall3: { address: chain.account(77), blockCreated: 1e9 } } };
    assert.deepEqual(await readAaveV3(createPublicClient({ chain: later, transport: http(chain.url) }), { pool, user, blockNumber }), record);
  });

  it('reads the block that is asked for, not the latest', async () => {
    const blockNumber = await chain.rpc.getBlockNumber({ cacheTime: 0 });
    const record = await readAaveV3(chain.client, { pool, user, blockNumber });
    const kept = await chain.snapshot();
    await market.feeds[WBTC].write(chain.owner, 'set', 1_000n * 10n ** 8n);
    await chain.nextAt((await chain.now()) + 86_400);
    await chain.mine();
    assert.deepEqual(await readAaveV3(chain.client, { pool, user, blockNumber }), record);
    const now = await readAaveV3(chain.client, { pool, user });
    assert.equal(now.reserves[0].price, String(1_000n * 10n ** 8n));
    assert.ok(now.reserves[0].elapsedSeconds >= record.reserves[0].elapsedSeconds + 86_400);
    assert.equal(aaveV3Account(now).liquidatable, true);
    await chain.revert(kept);
  });

  it('names assets by their symbols, and drives them by the factors that are given', async () => {
    const [wbtc, usdc] = [market.tokens[WBTC].address, market.tokens[USDC].address];
    const names = ({ reserves }) => reserves.map(({ asset, factor }) => [asset, factor]);
    assert.deepEqual(names(await readAaveV3(chain.client, { pool, user })), [['WBTC', 'WBTC'], ['USDC', 'USDC']]);
    const factors = { [wbtc.toLowerCase()]: 'BTC', [usdc]: null };
    const record = await readAaveV3(chain.client, { pool, user, factors });
    assert.deepEqual(names(record), [['WBTC', 'BTC'], ['USDC', undefined]]);
    assert.equal('factor' in record.reserves[1], false);
  });

  it('reads further reserves on demand, each once, in the order of their ids', async () => {
    const also = [DAI, USDC, WETH].map((place) => market.tokens[place].address);
    const record = await readAaveV3(chain.client, { pool, user, also });
    assert.deepEqual(record.reserves.map(({ id }) => id), [WETH, WBTC, USDC, DAI]);
    assert.deepEqual(record.reserves.map(({ usedAsCollateral, isBorrowing }) => usedAsCollateral || isBorrowing), [false, true, true, false]);
    const without = aaveV3Account(await readAaveV3(chain.client, { pool, user }));
    assert.equal(aaveV3Account(record).healthFactor, without.healthFactor);
    await failing(readAaveV3(chain.client, { pool, user, also: [chain.account(5)] }), 'unknown_reserve', /leave it out of `also`/);
  });

  it('finds the reserves where a dropped one has shifted the list', async () => {
    const kept = await chain.snapshot();
    await market.configurator.write(chain.owner, 'dropReserve', market.tokens[WETH].address);
    const blockNumber = await chain.rpc.getBlockNumber({ cacheTime: 0 });
    const record = await readAaveV3(chain.client, { pool, user, blockNumber });
    assert.deepEqual(record.reserves.map(({ id, asset }) => [id, asset]), [[WBTC, 'WBTC'], [USDC, 'USDC']]);
    const [, , , , , health] = await market.pool.read('getUserAccountData', [user], { blockNumber });
    assert.equal(aaveV3Account(record).healthFactor, String(health));
    await chain.revert(kept);
  });

  it('takes a symbol of 32 bytes, and tells two tokens of one symbol apart', async () => {
    const kept = await chain.snapshot();
    // The tokens' code is replaced; decimals come from the pool.
    const [old, twin] = [market.tokens[WBTC].address, market.tokens[USDC].address];
    const code = await chain.rpc.getCode({ address: (await chain.deploy(mocks().OldToken)).address });
    await chain.rpc.request({ method: 'anvil_setCode', params: [old, code] });
    const names = async () => (await readAaveV3(chain.client, { pool, user })).reserves.map(({ asset, factor }) => [asset, factor]);
    assert.deepEqual(await names(), [['OLD', 'OLD'], ['USDC', 'USDC']]);
    await chain.rpc.request({ method: 'anvil_setCode', params: [twin, code] });
    assert.deepEqual(await names(), [old, twin].map((address) => [`OLD ${address}`, `OLD ${address}`]));
    await chain.revert(kept);
  });
});

describe('a read that fails says why and what to do', () => {
  it('no contract at the address, or none yet', async () => {
    const nothing = chain.account(9);
    const error = await failing(readAaveV3(chain.client, { pool: nothing, user }), 'no_contract', /no contract at 0x.* on chain 31337 at block \d+: pass/);
    assert.deepEqual([error.address, error.chainId, error.functionName], [nothing, 31_337, 'getReservesList']);
    await failing(readAaveV3(chain.rpc, { pool, user, blockNumber: 1n }), 'no_contract', /a block after it was deployed/);
    await failing(readMorphoBlue(chain.client, { morpho: nothing, marketId: zeroHash, user }), 'no_contract', /pass this chain's address/);
    await failing(readCompoundV3(chain.rpc, { comet: nothing, user }), 'no_contract', /pass this chain's address/);
  });

  it('another contract than the venue\'s', async () => {
    const token = market.tokens[WETH].address;
    for (const client of [chain.client, chain.rpc]) {
      await failing(readAaveV3(client, { pool: token, user }), 'wrong_contract', /does not answer getReservesList: pass the address of an Aave v3 pool/);
      await failing(readMorphoBlue(client, { morpho: pool, marketId: zeroHash, user }), 'wrong_contract', /of Morpho Blue/);
      await failing(readCompoundV3(client, { comet: pool, user }), 'wrong_contract', /of a Compound III market/);
    }
  });

  it('a client that is set to another chain than its node\'s', async () => {
    const other = defineChain({ ...chain.client.chain, id: 1, name: 'Ethereum', contracts: {} });
    const client = createPublicClient({ chain: other, transport: http(chain.url) });
    await failing(readAaveV3(client, { pool: chain.account(9), user }), 'wrong_chain', /set to chain 1 \(Ethereum\) but its node is of chain 31337/);
  });

  it('an oracle that reverts', async () => {
    const kept = await chain.snapshot();
    // Without a price Aave's oracle asks its fallback, which is not there.
    await market.feeds[WBTC].write(chain.owner, 'set', 0n);
    for (const client of [chain.client, chain.rpc]) {
      const error = await failing(readAaveV3(client, { pool, user }), 'reverted', /getAssetPrice at 0x.* reverted: .*do not act on an older one/);
      assert.equal(error.address, market.oracle.address);
    }
    await chain.revert(kept);
  });

  it('a revision that is not known, which the caller can name', async () => {
    const revision = toFunctionSelector('POOL_REVISION()');
    const answering = (value) => withAnswers(({ method, params }) => (method === 'eth_call' && params[0].data === revision ? value : undefined));
    const future = answering(encodeAbiParameters([{ type: 'uint256' }], [12n]));
    await failing(readAaveV3(future, { pool, user }), 'unknown_revision', /says revision 12, .*: pass `revision`/);
    assert.equal((await readAaveV3(future, { pool, user, revision: 'v3.7' })).revision, 'v3.7');
    await failing(readAaveV3(answering('0x'), { pool, user }), 'unknown_revision', /does not say its revision: pass `revision`/);
  });

  it('a broken connection is viem\'s error, also for what need not be answered', async () => {
    for (const [code, message] of [[-32_005, 'limit exceeded'], [-32_603, 'rate limited']]) {
      const selector = toFunctionSelector('POOL_REVISION()');
      const client = withAnswers(({ method, params }) => {
        if (method === 'eth_call' && params[0].data === selector) throw Object.assign(new Error(message), { code });
      });
      const error = await readAaveV3(client, { pool, user }).then(() => assert.fail('a record'), (problem) => problem);
      assert.ok(!isReadError(error) && typeof error.walk === 'function', `${error.name}: ${error.message}`);
    }
  });
});
