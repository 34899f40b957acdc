// The reader of Compound III against recorded results of the compiled contract, through a stub: its contracts are in no npm package.
// Aave v3 and Morpho Blue are read from real contracts on a local chain: viem/*.test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as plimsoll from 'plimsoll/full';
import { isReadError, listMorphoBlueMarkets, readAaveV3, readCompoundV3, readMorphoBlue } from 'plimsoll/viem';
import { createPublicClient, custom } from 'viem';
import { COMET, recorded, USER } from './viem/recorded_comet.mjs';

const { cases } = JSON.parse(readFileSync(new URL('../../core/tests/contract/compound_v3/comet.json', import.meta.url), 'utf8'));
const configs = new Map(cases.filter(({ kind }) => kind === 'config').map((config) => [config.id, config]));
const of = (kind) => cases.filter((each) => each.kind === kind);

async function read({ config, input }, elapsed) {
  return { compoundV3: await readCompoundV3(recorded(configs.get(config), input, elapsed), { comet: COMET, user: USER }) };
}

/** The fields of a market that its configuration fixes, as the contract answered them. */
function configured({ input, expected }) {
  const curve = (side) => {
    const rate = (name) => expected[`${side}PerSecondInterestRate${name}`];
    return { kink: input[`${side}Kink`], base: rate('Base'), slopeLow: rate('SlopeLow'), slopeHigh: rate('SlopeHigh') };
  };
  const same = ['storeFrontPriceFactor', 'trackingIndexScale', 'baseTrackingSupplySpeed', 'baseTrackingBorrowSpeed', 'baseMinForRewards', 'baseBorrowMin', 'targetReserves'];
  const copied = Object.fromEntries(same.map((name) => [name, input[name]]));
  return { baseAsset: 'base', baseFactor: 'base', baseDecimals: Number(input.baseDecimals), supplyCurve: curve('supply'), borrowCurve: curve('borrow'), ...copied };
}

describe('Compound III, recorded results of the compiled contract through a stub, no contract', () => {
  it('accounts as stored: the verdict is the recorded isLiquidatable, also one unit of a price around each boundary', async (test) => {
    let [accounts, prices] = [0, 0];
    for (const { config, input, expected, boundaries, id } of of('account')) {
      // The contract's view reads the indices as stored: so at the very second.
      const position = await read({ config, input }, 0);
      const { elapsedSeconds, ...totals } = input.totals;
      const market = { ...configured(configs.get(config)), basePrice: input.basePrice, ...totals, elapsedSeconds: 0 };
      assert.deepEqual(position.compoundV3.market, market, id);
      for (const [place, { asset, price, balance, totalSupplyAsset }] of input.collateral.entries()) {
        const { scale, ...factors } = configs.get(config).expected.assets[asset];
        const names = { asset: `asset ${asset}`, factor: `asset ${asset}`, decimals: scale.length - 1 };
        assert.deepEqual(position.compoundV3.collaterals[place], { ...names, price, balance, totalSupplyAsset, ...factors }, id);
      }
      assert.equal(plimsoll.positionHealth(position).liquidatable, expected.isLiquidatable, id);
      accounts += 1;
      for (const { which, asset, boundaryPrice, points } of boundaries.filter(({ which }) => which === 'liquidation')) {
        const name = `asset ${asset}`;
        const own = plimsoll.positionBoundaries(position).find((found) => found.asset === name).boundary;
        assert.deepEqual([own.kind, own.price], ['at', boundaryPrice], `${id} ${which} ${asset}`);
        for (const { price, isLiquidatable } of points) {
          const collateral = input.collateral.map((row) => (row.asset === asset ? { ...row, price } : row));
          const moved = await read({ config, input: { ...input, collateral } }, 0);
          assert.equal(plimsoll.positionHealth(moved).liquidatable, isLiquidatable, `${id} ${asset} at ${price}`);
          prices += 1;
        }
      }
    }
    test.diagnostic(`${accounts} recorded accounts, ${prices} recorded verdicts around their boundaries`);
    assert.ok(accounts > 20 && prices > 50, 'the recorded cases are not what they were');
  });

  it('absorptions after interest: the account and the market afterwards are the recorded ones', async (test) => {
    let absorbed = 0;
    for (const { config, input, expected, id } of of('absorb')) {
      const position = await read({ config, input }, Number(input.totals.elapsedSeconds));
      assert.equal(plimsoll.positionHealth(position).liquidatable, expected.revert === undefined, id);
      if (expected.revert !== undefined) continue;
      const call = { collateral: position.compoundV3.collaterals[0].asset, debt: 'base', receiveShares: false };
      const { market, collaterals, ...account } = plimsoll.positionLiquidation(position, call).position.compoundV3;
      for (const field of ['principal', 'baseTrackingIndex', 'baseTrackingAccrued']) assert.equal(account[field], expected.user[field], `${id} ${field}`);
      for (const [field, value] of Object.entries(expected.totals)) assert.equal(String(market[field]), value, `${id} ${field}`);
      for (const { asset, value } of expected.totalSupplyAssetAfter) assert.equal(collaterals.find((one) => one.asset === `asset ${asset}`).totalSupplyAsset, value, id);
      absorbed += 1;
    }
    test.diagnostic(`${absorbed} recorded absorptions, every field equal`);
    assert.ok(absorbed >= 10, 'the recorded cases are not what they were');
  });
});

describe('what a read is asked for is looked at before anything is sent', () => {
  const [pool, user, marketId] = [COMET, USER, `0x${'1'.repeat(64)}`];
  const silent = createPublicClient({ transport: custom({ request: () => assert.fail('something was sent') }) });
  const wrongSum = '0x87870bca3F3fD6335C3F4ce8392D69350B4fA4E2';
  const cases = [
    [readAaveV3, { pool, user: '0x1234' }, 'invalid_address', 'user'],
    [readAaveV3, { pool, user: 'vitalik.eth' }, 'invalid_address', 'user'],
    [readAaveV3, { pool, user: wrongSum }, 'invalid_address', 'user'],
    [readAaveV3, { pool }, 'invalid_address', 'user'],
    [readAaveV3, { user }, 'invalid_address', 'pool'],
    [readAaveV3, { pool, user, also: [user, '0x12'] }, 'invalid_address', 'also[1]'],
    [readAaveV3, { pool, user, factors: { '0x12': null } }, 'invalid_address', 'factors'],
    [readCompoundV3, { comet: 5, user }, 'invalid_address', 'comet'],
    [readMorphoBlue, { morpho: '', user, marketId }, 'invalid_address', 'morpho'],
    [listMorphoBlueMarkets, { morpho: pool, user: null }, 'invalid_address', 'user'],
    [readAaveV3, undefined, 'invalid_option', 'options'],
    [readAaveV3, { pool, user, limit: true }, 'invalid_option', 'limit'],
    [readAaveV3, { pool, user, blocknumber: 1n }, 'invalid_option', 'blocknumber'],
    [readAaveV3, { pool, user, blockNumber: 1 }, 'invalid_option', 'blockNumber'],
    [readAaveV3, { pool, user, revision: 'v9' }, 'invalid_option', 'revision'],
    [readAaveV3, { pool, user, limits: 1 }, 'invalid_option', 'limits'],
    [readAaveV3, { pool, user, also: user }, 'invalid_option', 'also'],
    [readCompoundV3, { comet: pool, user, factors: null }, 'invalid_option', 'factors'],
    [readCompoundV3, { comet: pool, user, limits: true }, 'invalid_option', 'limits'],
    [readMorphoBlue, { morpho: pool, user, marketId: '0x12' }, 'invalid_option', 'marketId'],
    [readMorphoBlue, { morpho: pool, user }, 'invalid_option', 'marketId'],
    [listMorphoBlueMarkets, { morpho: pool, user, fromBlock: 1 }, 'invalid_option', 'fromBlock'],
  ];
  for (const [read, options, code, option] of cases) {
    it(`${code} ${option}`, async () => {
      const error = await read(silent, options).then(() => assert.fail('a record'), (problem) => problem);
      assert.ok(isReadError(error), String(error));
      assert.deepEqual([error.code, error.option, error.message.includes(`\`${option}\``)], [code, option, true], error.message);
    });
  }

  it('an address in lower case, and factors by any case, are taken', async () => {
    const sent = createPublicClient({ transport: custom({ request: () => Promise.reject(new Error('sent')) }, { retryCount: 0 }) });
    await assert.rejects(readAaveV3(sent, { pool, user: wrongSum.toLowerCase(), factors: { [wrongSum]: 'ETH' }, revision: 'v3.7' }), /sent/);
  });
});
