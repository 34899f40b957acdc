// The page with a wallet: an EIP-1193 provider in the page that forwards to a local chain on which Aave's real contracts are deployed.
// Read by the package's own `plimsoll/viem`; what the page shows is what the contract answers at the same block.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { market30, market36 } from '../../../wasm/test/viem/aave_v3_market.mjs';
import { startChain } from '../../../wasm/test/viem/node.mjs';
import { check, overflow, serious, settled, shot, skip } from './harness.mjs';
import { blockRead, decimals, openPage, readOnly, says, take, taken, verdict, withWallet } from './wallet.mjs';
import { openAccounts } from './wallet-accounts.mjs';

const DAY = 86_400;
const USD = 10 ** 8;
const WAD = 10n ** 18n;
const ends = [];
after(async () => {
  for (const end of ends.reverse()) await end();
});

/** A chain with a market and its accounts, a day on: interest leaves no round number. */
async function place(market) {
  const chain = await startChain((end) => ends.push(end));
  const { pool, tokens, feeds } = await market(chain);
  const users = await openAccounts(chain, { pool, tokens, feeds });
  await chain.nextAt((await chain.now()) + DAY);
  await chain.mine();
  return { chain, pool, users, token: tokens[0] };
}

let aave36, aave30, site, empty;
before(async () => {
  if (skip) return;
  site = await openPage((end) => ends.push(end));
  [aave36, aave30] = [await place(market36), await place(market30)];
  empty = await startChain((end) => ends.push(end));
});

/** What the contract answers at the block that the page says it has read. */
async function contracts({ chain, pool }, user, page) {
  const blockNumber = await blockRead(page, user);
  const [collateral, debt, , , , health] = await pool.read('getUserAccountData', [user], { blockNumber });
  assert.equal(await chain.rpc.getBlockNumber({ cacheTime: 0 }), blockNumber);
  return { collateral: Number(collateral) / USD, debt: Number(debt) / USD, health };
}

const pool = ({ pool: { address } }) => ({ aaveV3: address });

for (const [revision, at] of [['3.6', () => aave36], ['3.0', () => aave30]]) {
  describe(`an account of Aave v${revision}, read through a wallet`, () => {
    for (const [name, width] of [['loop', 1440], ['two', 390], ['two', 1440], ['eMode', 1440], ['sinking', 390]]) {
      check(`${name}, at ${width} px: the health of the contract, digit for digit`, async (t) => {
        const { chain, users } = at();
        const { page, messages } = await withWallet(site, chain, users[name], { viewport: { width, height: 900 }, reducedMotion: 'reduce' });
        await take(page, pool(at()));
        await taken(page);
        await settled(page);
        const answer = await contracts(at(), users[name], page);
        const stands = await verdict(page, 'Aave v3');
        assert.deepEqual([stands.health, stands.liquidatable, stands.unit], [decimals(answer.health), answer.health < WAD, 'US dollars']);
        // The load line and the slider round the same number, and what is owed.
        const line = await page.locator('plimsoll-line').evaluate(({ advice }) => advice.healthFactor);
        // Until 3.4 the contract cuts the average threshold to whole basis points; what the model reads is not cut.
        const cut = revision === '3.0' ? (1e-4 * answer.collateral) / answer.debt : 0;
        const above = line - Number(answer.health) / 1e18;
        assert.ok(above >= -1e-12 * line && above <= cut + 1e-12 * line, `${line} against ${answer.health}`);
        const due = `health factor ${(Number(answer.health) / 1e18).toFixed(2)}`;
        assert.ok((await page.locator('#debt').getAttribute('aria-valuetext')).endsWith(due), due);
        const owed = Number((await page.locator('#debt-value').innerText()).replaceAll(',', '').match(/^\$([\d.]+) owed/)[1]);
        assert.ok(Math.abs(owed - answer.debt) <= 0.5, `${owed} owed, the contract says ${answer.debt}`);
        await readOnly(page);
        assert.equal(await overflow(page), 0);
        assert.deepEqual(await serious(page), []);
        assert.deepEqual(messages, []);
        t.diagnostic(`health ${stands.health}, $${answer.debt} owed`);
        const said = await page.locator('#sentence').innerText();
        if (name === 'eMode') assert.match(said, /^What is held and what is owed are taken as moving together with ETH, so nothing liquidates this position while they do\./);
        if (name === 'sinking') assert.match(said, /^This position can be liquidated now: its health factor is 0\.97, below 1\./);
        await shot(page, `wallet-${revision}-${name}-${width}`);
        await page.evaluate(() => window.scrollTo(0, 0));
        await shot(page, `wallet-${revision}-${name}-${width}-top`, false);
        await page.close();
      });
    }
  });
}

describe('a wallet that does not give an account', () => {
  for (const [name, refuses, text] of [
    ['refuses', { code: 4001, message: 'User rejected the request.' }, 'The wallet refused to show an account. Nothing was read: allow it in the wallet, or type in the account’s address.'],
    ['is asked already', { code: -32002, message: 'Already processing eth_requestAccounts. Please wait.' }, 'The wallet is already asking about this page: answer there, then try again.'],
    ['is locked', undefined, 'The wallet shows no account: unlock it, or type in an address.'],
    ['fails for a reason of its own', { message: 'the extension was updated' }, 'the extension was updated'],
  ]) {
    check(`${name}: says so, shows what it showed before, and takes the account when it is given`, async () => {
      const { page, messages, wallet } = await withWallet(site, aave36.chain, undefined);
      const holding = await page.locator('#holding').innerText();
      await wallet({ refuses });
      await says(page, pool(aave36), text);
      assert.equal(await page.locator('#holding').innerText(), holding);
      assert.deepEqual(await page.evaluate(() => window.wallet.asked), ['eth_requestAccounts'], 'nothing is read');
      await wallet({ refuses: undefined, account: aave36.users.loop });
      await take(page);
      await taken(page);
      assert.match(await page.locator('#holding').innerText(), /^10\sWETH supplied to Aave v3, 14,000\sUSDC borrowed$/);
      assert.deepEqual(messages, []);
      await page.close();
    });
  }
});

describe('a wallet on another chain', () => {
  for (const width of [390, 1440]) {
    check(`says which chain it is on and what to do, at ${width} px; switched, the account is read`, async () => {
      const { page, messages, wallet } = await withWallet(site, empty, aave36.users.loop, { viewport: { width, height: 900 } });
      const { address } = aave36.pool;
      await says(page, { aaveV3: '' }, 'The wallet is on chain 31337, where this page does not know the pool of Aave v3: enter its address, or switch the wallet to Ethereum.');
      await says(page, { aaveV3: address }, `The wallet is on chain 31337, where there is no contract at ${address}. Switch the wallet to the chain of your account, or enter the address of the pool on chain 31337.`);
      assert.equal(await overflow(page), 0);
      assert.deepEqual(await serious(page), []);
      await shot(page, `wallet-elsewhere-${width}`, false);
      await wallet({ url: aave36.chain.url });
      await take(page);
      await taken(page);
      assert.deepEqual(messages, []);
      await page.close();
    });
  }

  check('or with the address of another contract: says which one is needed', async () => {
    const { page, messages } = await withWallet(site, aave36.chain, aave36.users.loop);
    const { address } = aave36.token;
    await says(page, { aaveV3: address }, `The contract at ${address} on chain 31337 is not a pool of Aave v3. Enter the address of the pool.`);
    assert.deepEqual(messages, []);
    await page.close();
  });
});

describe('an account without a load line', () => {
  check('no position: says so, and the example stays', async () => {
    const { page, messages } = await withWallet(site, aave36.chain, aave36.users.stranger);
    const holding = await page.locator('#holding').innerText();
    await says(page, pool(aave36), 'This account holds nothing and owes nothing, so it has no load line. Choose another account in the wallet, or type in its address.');
    assert.equal(await page.locator('#holding').innerText(), holding);
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('supplies alone: nothing is owed, and the venue says the same', async () => {
    const { page, messages } = await withWallet(site, aave36.chain, aave36.users.lender);
    await take(page, pool(aave36));
    await taken(page);
    assert.match(await page.locator('#sentence').innerText(), /^Nothing is owed, so no price can liquidate this position\./);
    const { health } = await contracts(aave36, aave36.users.lender, page);
    assert.equal(health, 2n ** 256n - 1n);
    assert.match(await page.locator('#log').innerText(), /Aave v3 at the block that was read: not liquidatable, health factor without bound, nothing is owed/);
    assert.equal(await page.locator('#debt').isDisabled(), true);
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('dollars alone: says that the pegs carry it, not that no price can hurt it', async () => {
    const { page, messages } = await withWallet(site, aave36.chain, aave36.users.dollars);
    await take(page, pool(aave36));
    await taken(page);
    assert.match(await page.locator('#sentence').innerText(), /^All of this account is taken as the dollar, so nothing liquidates it while the pegs hold\./);
    const { health } = await contracts(aave36, aave36.users.dollars, page);
    assert.ok((await page.locator('#log').innerText()).includes(`health factor ${decimals(health)}`));
    await settled(page);
    assert.deepEqual(messages, []);
    await shot(page, 'wallet-dollars-1440');
    await page.close();
  });
});
