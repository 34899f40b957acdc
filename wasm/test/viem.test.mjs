// The reader of Compound III against recorded results of the compiled contract, through a stub: its contracts are in no npm package.
// Aave v3 and Morpho Blue are read from real contracts on a local chain: viem/*.test.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as plimsoll from 'plimsoll/full';
import { readCompoundV3 } from 'plimsoll/viem';
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
