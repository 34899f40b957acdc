// Accounts of a real Compound III market on a local chain. Its contracts are in no npm package, so this runs where PLIMSOLL_COMET names a
// checkout of compound-finance/comet; elsewhere ../viem.test.mjs reads recorded results of the same contract.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as plimsoll from 'plimsoll/full';
import { readCompoundV3 } from 'plimsoll/viem';
import { BASE, compoundV3 as build, skip, supply } from './compound_v3_market.mjs';
import { startChain } from './node.mjs';
import { random } from './random.mjs';

const USERS = 24;
const DAY = 86_400;
const WAD = 10n ** 18n;

async function open(venue, draw, user) {
  let power = 0n;
  for (const asset of draw.some(venue.collaterals, 0.12)) {
    const price = await asset.feed.read('price');
    const amount = draw.amount((draw.between(50, 100_000) / Number(price)) * 10 ** (asset.decimals + 8));
    await supply(venue, user, asset, amount);
    power += (((amount * price) / 10n ** BigInt(asset.decimals)) * 8n) / 10n;
  }
  // 8 decimals to the base token's 6.
  await venue.comet.write(user, 'withdraw', venue.base.token.address, (power * BigInt(draw.whole(300, 995))) / 100_000n);
}

/** The account's reading against the market's view, which is of the last second at which interest was counted. */
async function compare(chain, { comet, base }, user) {
  const compoundV3 = await readCompoundV3(chain.client, { comet: comet.address, user });
  const stored = { compoundV3: { ...compoundV3, market: { ...compoundV3.market, elapsedSeconds: 0 } } };
  assert.equal(plimsoll.positionHealth(stored).liquidatable, await comet.read('isLiquidatable', [user]));
  const now = plimsoll.positionHealth({ compoundV3 });
  const owed = await comet.read('borrowBalanceOf', [user]);
  assert.equal(now.required, String((owed * (await base.feed.read('price'))) / 10n ** 6n));
  return { position: { compoundV3 }, liquidatable: now.liquidatable };
}

/** Every field that an absorption leaves: the contract's after its own, ours after ours. */
async function absorb(chain, { comet }, user, position) {
  const call = { collateral: position.compoundV3.collaterals[0].asset, debt: BASE.symbol, receiveShares: false };
  const { market, principal, baseTrackingIndex, baseTrackingAccrued } = plimsoll.positionLiquidation(position, call).position.compoundV3;
  await comet.write(chain.owner, 'absorb', chain.owner, [user]);
  const account = await comet.read('userBasic', [user]);
  assert.deepEqual([principal, baseTrackingIndex, baseTrackingAccrued], account.slice(0, 3).map(String));
  const { lastAccrualTime, pauseFlags, ...totals } = await comet.read('totalsBasic');
  for (const [field, value] of Object.entries(totals)) assert.equal(market[field], String(value), field);
}

/** At the price computed for the coming block's time nobody may absorb the account; one unit beyond, somebody does. */
async function flip(chain, venue, user, { position }, wait) {
  const later = plimsoll.positionLater(position, wait);
  const start = await chain.now();
  let flips = 0;
  for (const { asset, side, boundary } of plimsoll.positionBoundaries(later)) {
    if (boundary.kind !== 'at') continue;
    const beyond = BigInt(boundary.price) + (side === 'collateral' ? -1n : 1n);
    for (const [price, liquidatable] of [[BigInt(boundary.price), false], [beyond, true]]) {
      const before = await chain.snapshot();
      await venue.feeds.get(asset).write(chain.owner, 'set', price);
      await chain.nextAt(start + wait);
      if (liquidatable) await absorb(chain, venue, user, plimsoll.positionAtPrices(later, [{ asset, price: String(price) }]));
      else await venue.comet.write(user, 'accrueAccount', user);
      if (!liquidatable) assert.equal((await compare(chain, venue, user)).liquidatable, false, `${asset} at ${price}`);
      if (!liquidatable) assert.equal(await venue.comet.refusal(chain.owner, 'absorb', chain.owner, [user]), 'NotLiquidatable');
      await chain.revert(before);
    }
    flips += 1;
  }
  return flips;
}

describe('Compound III, compiled from the sources that PLIMSOLL_COMET names', () => {
  it(`${USERS} seeded accounts: verdicts and debts equal the contract's; at our boundary and one beyond it flips`, { skip }, async (test) => {
    const draw = random(5);
    const chain = await startChain((end) => test.after(end));
    const venue = await build(chain, draw);
    await supply(venue, chain.account(0), venue.base, 3n * 10n ** 12n);
    const users = Array.from({ length: USERS }, (_, number) => chain.account(number + 1));
    for (const user of users) {
      await open(venue, draw, user);
      await chain.nextAt((await chain.now()) + draw.whole(1, DAY));
    }
    for (const { feed } of venue.collaterals) await feed.write(chain.owner, 'set', ((await feed.read('price')) * BigInt(draw.whole(80_000, 105_000))) / 100_000n + 3n);
    await chain.nextAt((await chain.now()) + 30 * DAY);
    await chain.mine();

    let [liquidatable, flips, beyond] = [0, 0, 0];
    for (const user of users) {
      const found = await compare(chain, venue, user);
      if (found.liquidatable) liquidatable += 1;
      if (found.position.compoundV3.collaterals.some(({ asset }) => /1[67]$/.test(asset))) beyond += 1;
      flips += await flip(chain, venue, user, found, draw.whole(1, DAY));
    }
    test.diagnostic(`${USERS} accounts, ${liquidatable} liquidatable, ${beyond} with a collateral beyond the sixteenth`);
    test.diagnostic(`${flips} boundaries, each side of each equal, and as many absorptions`);
    assert.ok(flips > USERS && liquidatable > 0 && beyond > 0, 'the draws do not show what they should');
  });
});
