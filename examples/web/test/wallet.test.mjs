// The page with a wallet: an EIP-1193 provider in the page that forwards to a local chain on which Aave's real contracts are deployed.
// Read by the package's own `plimsoll/viem`; what the page shows is what the contract answers at the same block.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe } from 'node:test';
import { market30, market36 } from '../../../wasm/test/viem/aave_v3_market.mjs';
import { startChain } from '../../../wasm/test/viem/node.mjs';
import { launch, visit } from '../scripts/browser.mjs';
import { built, check, overflow, serious, settled, shot, skip } from './harness.mjs';
import { serve } from './server.mjs';
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

let aave36, aave30, site, browser, empty;
before(async () => {
  if (skip) return;
  const dist = await built();
  ends.push(() => rm(dist, { recursive: true, force: true }));
  site = await serve(dist);
  ends.push(site.close);
  browser = await launch();
  ends.push(() => browser.close());
  [aave36, aave30] = [await place(market36), await place(market30)];
  empty = await startChain((end) => ends.push(end));
});

/** The page with a wallet in it that shows an account of a chain, or refuses as wallets do. */
async function withWallet({ url }, account, options) {
  const { page, messages } = await visit(browser, site.address, options);
  const wallet = (more) => page.evaluate((given) => Object.assign(window.wallet, given), more);
  await page.evaluate(() => {
    window.wallet = { asked: [] };
    let id = 0;
    window.ethereum = {
      async request({ method, params = [] }) {
        const { url, account, refuses, asked } = window.wallet;
        asked.push(method);
        if (method === 'eth_requestAccounts') {
          if (refuses) throw refuses;
          return account ? [account] : [];
        }
        const body = JSON.stringify({ jsonrpc: '2.0', id: (id += 1), method, params });
        const { result, error } = await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json();
        if (error) throw error;
        return result;
      },
    };
  });
  await wallet({ url, account });
  await page.locator('#enter').click();
  await page.locator('input[name=way][value=connect]').check();
  assert.equal(await page.locator('#through-wallet').isChecked(), true, 'a wallet that is there is offered first');
  return { page, messages, wallet };
}

async function take(page, contract) {
  if (contract) await page.locator('#contract').fill(contract);
  await page.locator('#account-take').click();
}

const taken = (page) => page.locator('#account').waitFor({ state: 'hidden', timeout: 30_000 });

async function says(page, contract, text) {
  await take(page, contract);
  await page.locator('#account-error:not(:empty)').waitFor();
  assert.equal(await page.locator('#account-error').innerText(), text);
}

/** What the contract answers at the block that the page says it has read. */
async function contracts({ chain, pool }, user, page) {
  const log = await page.locator('#log').innerText();
  const [, shown, block] = /^(0x[0-9a-fA-F]{40}), at block (\d+) of chain 31337, /m.exec(log) ?? assert.fail(log);
  assert.equal(shown, user);
  const origin = `Account ${user.slice(0, 6)}…${user.slice(-4)}, read at block ${block} of chain 31337`;
  assert.ok((await page.locator('#origin').innerText()).startsWith(origin), origin);
  const [collateral, debt, , , , health] = await pool.read('getUserAccountData', [user], { blockNumber: BigInt(block) });
  assert.equal(await chain.rpc.getBlockNumber({ cacheTime: 0 }), BigInt(block));
  return { collateral: Number(collateral) / USD, debt: Number(debt) / USD, health };
}

const decimals = (units) => `${units / WAD}.${String(units % WAD).padStart(18, '0')}`;

for (const [revision, at] of [['3.6', () => aave36], ['3.0', () => aave30]]) {
  describe(`an account of Aave v${revision}, read through a wallet`, () => {
    for (const [name, width] of [['loop', 1440], ['two', 390], ['two', 1440], ['eMode', 1440], ['sinking', 390]]) {
      check(`${name}, at ${width} px: the health of the contract, digit for digit`, async (t) => {
        const { chain, pool, users } = at();
        const { page, messages } = await withWallet(chain, users[name], { viewport: { width, height: 900 }, reducedMotion: 'reduce' });
        await take(page, pool.address);
        await taken(page);
        await settled(page);
        const answer = await contracts(at(), users[name], page);
        const log = await page.locator('#log').innerText();
        const [, verdict, health] = /Aave v3 at the block that was read: (liquidatable|not liquidatable), health factor (\d+\.\d{18})$/m.exec(log) ?? assert.fail(log);
        assert.equal(health, decimals(answer.health));
        assert.equal(verdict, answer.health < WAD ? 'liquidatable' : 'not liquidatable');
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
        const methods = await page.evaluate(() => [...new Set(window.wallet.asked)].sort());
        assert.deepEqual(methods, ['eth_call', 'eth_chainId', 'eth_getBlockByNumber', 'eth_requestAccounts'], 'nothing is signed or sent');
        assert.equal(await overflow(page), 0);
        assert.deepEqual(await serious(page), []);
        assert.deepEqual(messages, []);
        t.diagnostic(`health ${health}, $${answer.debt} owed`);
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
      const { page, messages, wallet } = await withWallet(aave36.chain, undefined);
      const holding = await page.locator('#holding').innerText();
      await wallet({ refuses });
      await says(page, aave36.pool.address, text);
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
      const { page, messages, wallet } = await withWallet(empty, aave36.users.loop, { viewport: { width, height: 900 } });
      const { address } = aave36.pool;
      await says(page, '', 'The wallet is on chain 31337, where this page does not know the pool of Aave v3: enter its address, or switch the wallet to Ethereum.');
      await says(page, address, `The wallet is on chain 31337, where there is no contract at ${address}. Switch the wallet to the chain of your account, or enter the address of the pool on chain 31337.`);
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
    const { page, messages } = await withWallet(aave36.chain, aave36.users.loop);
    const { address } = aave36.token;
    await says(page, address, `The contract at ${address} on chain 31337 is not a pool of Aave v3. Enter the address of the pool.`);
    assert.deepEqual(messages, []);
    await page.close();
  });
});

describe('an account without a load line', () => {
  check('no position: says so, and the example stays', async () => {
    const { page, messages } = await withWallet(aave36.chain, aave36.users.stranger);
    const holding = await page.locator('#holding').innerText();
    await says(page, aave36.pool.address, 'This account holds nothing and owes nothing, so it has no load line. Choose another account in the wallet, or type in its address.');
    assert.equal(await page.locator('#holding').innerText(), holding);
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('supplies alone: nothing is owed, and the venue says the same', async () => {
    const { page, messages } = await withWallet(aave36.chain, aave36.users.lender);
    await take(page, aave36.pool.address);
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
    const { page, messages } = await withWallet(aave36.chain, aave36.users.dollars);
    await take(page, aave36.pool.address);
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
