// The page with a wallet whose owner is in Morpho Blue, in Compound III, or in several venues at once, on one local chain with the
// protocols' real contracts. Compound III's are in no npm package: without PLIMSOLL_COMET the page reads recorded results through a stub.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, describe } from 'node:test';
import { ASSETS, market36 } from '../../../wasm/test/viem/aave_v3_market.mjs';
import { BASE, compoundV3, KINDS, skip as noComet, supply } from '../../../wasm/test/viem/compound_v3_market.mjs';
import { fund, morphoBlue } from '../../../wasm/test/viem/morpho_blue_market.mjs';
import { startChain } from '../../../wasm/test/viem/node.mjs';
import { random } from '../../../wasm/test/viem/random.mjs';
import { answering, COMET, USER } from '../../../wasm/test/viem/recorded_comet.mjs';
import { check, overflow, serious, settled, shot, skip } from './harness.mjs';
import { blockRead, decimals, openPage, readOnly, says, take, taken, verdict, withWallet } from './wallet.mjs';

const DAY = 86_400;
const WAD = 10n ** 18n;
const units = (amount, digits) => BigInt(Math.round(amount * 1e6)) * 10n ** BigInt(digits) / 1_000_000n;
const [WETH, , USDC] = ASSETS.keys();
const ends = [];
after(async () => {
  for (const end of ends.reverse()) await end();
});

let chain, aave, morpho, comet, users, site;
before(async () => {
  if (skip) return;
  site = await openPage((end) => ends.push(end));
  chain = await startChain((end) => ends.push(end));
  const draw = random(23);
  aave = await market36(chain);
  morpho = await morphoBlue(chain, draw);
  comet = noComet ? undefined : await compoundV3(chain, draw, KINDS);
  users = Object.fromEntries(['loop', 'sinking', 'lender', 'pair', 'loan', 'several', 'stranger'].map((name, at) => [name, chain.account(1 + at)]));
  await lend();
  const [dollars, pair] = morpho.markets;
  await borrow(dollars, users.loop, 10, 14_000);
  await borrow(dollars, users.sinking, 2, 4_290);
  await borrow(pair, users.pair, 0.5, 7);
  if (comet) await loan(users.loan);
  await borrow(dollars, users.several, 3, 5_500.5);
  await borrow(pair, users.several, 0.25, 3);
  await atAave(users.several, 4, 6_000);
  if (comet) await loan(users.several);
  // A day on, interest leaves no round number; the collateral of the first market falls.
  await dollars.oracle.write(chain.owner, 'set', ((await dollars.oracle.read('price')) * 97n) / 100n);
  await chain.nextAt((await chain.now()) + DAY);
  await chain.mine();
});

/** Somebody lends in every market. */
async function lend() {
  const whale = chain.account(0);
  for (const [market, amount] of [[morpho.markets[0], units(1e6, 6)], [morpho.markets[1], units(1e3, 18)]]) {
    for (const user of [whale, users.lender]) {
      await fund(morpho, user, market.loan, amount);
      await morpho.morpho.write(user, 'supply', market.params, amount, 0n, user, '0x');
    }
  }
  await aaveSupply(whale, USDC, units(1e6, 6));
  if (comet) await supply(comet, whale, comet.base, units(1e6, 6));
}

async function borrow(market, user, collateral, debt) {
  const digits = { WETH: 18, WBTC: 8, USDC: 6 };
  const held = units(collateral, digits[market.collateral]);
  await fund(morpho, user, market.collateral, held);
  await morpho.morpho.write(user, 'supplyCollateral', market.params, held, user, '0x');
  await morpho.morpho.write(user, 'borrow', market.params, units(debt, digits[market.loan]), 0n, user, user);
}

async function aaveSupply(user, place, amount) {
  const token = aave.tokens[place];
  await token.write(user, 'mint', user, amount);
  await token.write(user, 'approve', aave.pool.address, amount);
  await aave.pool.write(user, 'supply', token.address, amount, user, 0);
}

async function atAave(user, collateral, debt) {
  await aaveSupply(user, WETH, units(collateral, 18));
  await aave.pool.write(user, 'borrow', aave.tokens[USDC].address, units(debt, 6), 2n, 0, user);
}

/** Two collaterals against dollars in Compound III. */
async function loan(user) {
  const [ether, bitcoin] = comet.collaterals;
  await supply(comet, user, ether, units(5, 18));
  await supply(comet, user, bitcoin, units(0.1, 8));
  await comet.comet.write(user, 'withdraw', comet.base.token.address, units(11_111.5, 6));
}

/** What Morpho's own libraries answer at a block, and whether it lets anybody liquidate. */
async function morphos({ params }, user, blockNumber) {
  const ask = (name) => morpho.lens.read(name, [morpho.morpho.address, params, user], { blockNumber });
  const [most, owed] = [await ask('most'), await ask('owed')];
  const refusal = await morpho.morpho.refusal(chain.account(0), 'liquidate', params, user, 1n, 0n, '0x');
  const liquidatable = refusal !== 'position is healthy';
  return { liquidatable, health: decimals((most * WAD) / owed), counted: most, required: owed };
}

/** What Compound III answers at a block: its debt, and its own sum of its collaterals, each step rounded down as in `isLiquidatable`. */
async function comets(user, blockNumber) {
  const read = (name, args = []) => comet.comet.read(name, args, { blockNumber });
  const base = await read('getPrice', [comet.base.feed.address]);
  const required = ((await read('borrowBalanceOf', [user])) * base) / 10n ** BigInt(BASE.decimals);
  let counted = 0n;
  for (const place of comet.collaterals.keys()) {
    const { asset, priceFeed, scale, liquidateCollateralFactor } = await read('getAssetInfo', [place]);
    const [balance] = await read('userCollateral', [user, asset]);
    counted += (((balance * (await read('getPrice', [priceFeed]))) / scale) * liquidateCollateralFactor) / WAD;
  }
  const refusal = await comet.comet.refusal(chain.owner, 'absorb', chain.owner, [user]);
  return { liquidatable: refusal !== 'NotLiquidatable', health: decimals((counted * WAD) / required), counted, required };
}

const point = (value, digits) => `${value / 10n ** BigInt(digits)}.${String(value % 10n ** BigInt(digits)).padStart(digits, '0')}`;

/** The page's figures are the contract's, digit for digit, and the drawing's are those rounded. */
async function same(page, venue, user, ask, digits, unit) {
  const { counted, required, ...answer } = await ask(await blockRead(page, user));
  assert.deepEqual(await verdict(page, venue), { ...answer, counted: point(counted, digits), required: point(required, digits), unit });
  const line = await page.locator('plimsoll-line').evaluate(({ advice }) => advice.healthFactor);
  // What the model reads is not cut to units of the token that is owed: of six decimals, a hundred of its dollars' eight.
  const unit6 = digits === 8 ? 100 / Number(required) : 1 / Number(required);
  assert.ok(Math.abs(line / Number(answer.health) - 1) <= unit6, `${line} against ${answer.health}`);
  return answer.health;
}

describe('an account of Morpho Blue, read through a wallet', () => {
  for (const [name, width] of [['loop', 1440], ['loop', 390], ['sinking', 390]]) {
    check(`${name}, at ${width} px: found without its market’s id, the health of the contract, digit for digit`, async (t) => {
      const { page, messages } = await withWallet(site, chain, users[name], { viewport: { width, height: 900 }, reducedMotion: 'reduce' });
      await take(page, { morphoBlue: morpho.morpho.address });
      await taken(page);
      await settled(page);
      const [dollars] = morpho.markets;
      const health = await same(page, 'Morpho Blue', users[name], (block) => morphos(dollars, users[name], block), 6, 'USDC');
      const liquidatable = name === 'sinking';
      assert.equal(/can be liquidated now/.test(await page.locator('#sentence').innerText()), liquidatable);
      assert.match(await page.locator('#holding').innerText(), liquidatable ? /^2\sWETH supplied to Morpho Blue, 4,290/ : /^10\sWETH supplied to Morpho Blue, 14,00\d\sUSDC borrowed$/);
      assert.equal(await page.locator('#mine-field').isVisible(), false, 'there is one position');
      await readOnly(page);
      assert.equal(await overflow(page), 0);
      assert.deepEqual(await serious(page), []);
      assert.deepEqual(messages, []);
      t.diagnostic(`health ${health}`);
      await shot(page, `wallet-morpho-${name}-${width}`);
      await page.close();
    });
  }

  check('by the id of a market; another id, another contract, and who lends alone are refused in words', async () => {
    const { page, messages, wallet } = await withWallet(site, chain, users.loop);
    const address = morpho.morpho.address;
    await page.locator('#chain-venue').selectOption('morphoBlue');
    await page.locator('#market').fill(`0x${'ab'.repeat(32)}`);
    await says(page, { morphoBlue: address }, `Morpho Blue on chain 31337 has no market 0x${'ab'.repeat(32)}. Enter another id, or leave it empty to find the account’s markets.`);
    await page.locator('#market').fill('0x12');
    await says(page, { morphoBlue: address }, 'The id of a market is 0x and 64 digits from 0 to f; this is 0x12.');
    await page.locator('#market').fill('');
    const token = morpho.tokens.WETH.address;
    await says(page, { morphoBlue: token }, `The contract at ${token} on chain 31337 is not a Morpho contract of Morpho Blue. Enter the address of the Morpho contract.`);
    await wallet({ account: users.lender });
    await says(page, { morphoBlue: address }, 'This account holds nothing and owes nothing, so it has no load line. Choose another account in the wallet, or type in its address.');
    await wallet({ account: users.loop });
    await page.locator('#market').fill(morpho.markets[0].id);
    await take(page, { morphoBlue: address });
    await taken(page);
    await same(page, 'Morpho Blue', users.loop, (block) => morphos(morpho.markets[0], users.loop, block), 6, 'USDC');
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('of a market that is quoted in ether: says its health, and that it draws no line of dollar prices', async () => {
    const { page, messages } = await withWallet(site, chain, users.pair);
    const holding = await page.locator('#holding').innerText();
    await says(
      page,
      { morphoBlue: morpho.morpho.address },
      'Morpho Blue, health 1.34: WBTC against WETH. This market’s prices are in WETH and the page’s chances are of dollar prices, so it draws no load line.',
    );
    assert.equal(await page.locator('#holding').innerText(), holding);
    assert.deepEqual(messages, []);
    await page.close();
  });
});

describe('an account of Compound III, read through a wallet', () => {
  for (const width of [390, 1440]) {
    check(`at ${width} px, real contracts: the health of the contract, digit for digit`, async (t) => {
      if (noComet) return t.skip(noComet);
      const { page, messages } = await withWallet(site, chain, users.loan, { viewport: { width, height: 900 }, reducedMotion: 'reduce' });
      await take(page, { compoundV3: comet.comet.address });
      await taken(page);
      await settled(page);
      const health = await same(page, 'Compound III', users.loan, (block) => comets(users.loan, block), 8, 'US dollars');
      assert.match(await page.locator('#holding').innerText(), /^5\sWETH and 0\.1\sWBTC supplied to Compound III, 11,11\d\sUSDC borrowed$/);
      await readOnly(page);
      assert.equal(await overflow(page), 0);
      assert.deepEqual(await serious(page), []);
      assert.deepEqual(messages, []);
      t.diagnostic(`health ${health}`);
      await shot(page, `wallet-compound-${width}`);
      await page.close();
    });
  }

  check('recorded results of the compiled contract through a stub, no contract: the recorded verdicts and debts', async (t) => {
    const { cases } = JSON.parse(readFileSync(new URL('../../../core/tests/contract/compound_v3/comet.json', import.meta.url), 'utf8'));
    const configs = new Map(cases.filter(({ kind }) => kind === 'config').map((config) => [config.id, config]));
    const held = cases.filter(({ kind, input }) => kind === 'account' && input.collateral.some(({ balance }) => balance !== '0') && input.user.principal.startsWith('-'));
    const chosen = [true, false].map((liquidatable) => held.find(({ expected }) => expected.isLiquidatable === liquidatable));
    for (const { config, input, expected } of chosen) {
      const symbol = (at) => (at === undefined ? 'USDC' : ['WETH', 'WBTC', 'LINK'][at] ?? `COL${at}`);
      const stub = await rpc(answering(configs.get(config), input, 0, symbol));
      const { page, messages } = await withWallet(site, stub, USER);
      await take(page, { compoundV3: COMET });
      await taken(page);
      const { liquidatable, required } = await verdict(page, 'Compound III');
      assert.equal(liquidatable, expected.isLiquidatable);
      // The debt at the indices as stored, rounded up in the base asset and then down in dollars, as the contract does.
      const { baseBorrowIndex } = input.totals;
      const debt = -BigInt(input.user.principal) * BigInt(baseBorrowIndex);
      const owed = debt / 10n ** 15n;
      const scale = 10n ** BigInt(configs.get(config).input.baseDecimals);
      assert.equal(required, point((owed * BigInt(input.basePrice)) / scale, 8));
      t.diagnostic(`${liquidatable ? 'liquidatable' : 'not liquidatable'}, ${required} required`);
      assert.deepEqual(messages, []);
      await page.close();
      await stub.close();
    }
  });

  check('with the address of another contract: refused in a sentence', async () => {
    const { page, messages } = await withWallet(site, chain, users.loop);
    const { address } = morpho.morpho;
    await says(page, { compoundV3: '' }, 'The wallet is on chain 31337, where this page does not know the market of Compound III: enter its address, or switch the wallet to Ethereum.');
    await says(page, { compoundV3: address }, `The contract at ${address} on chain 31337 is not a market of Compound III. Enter the address of the market.`);
    assert.deepEqual(messages, []);
    await page.close();
  });
});

/** An RPC endpoint of one answering function. */
async function rpc(request) {
  const server = createServer(async (asked, response) => {
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'content-type': 'application/json' };
    if (asked.method === 'OPTIONS') return response.writeHead(204, headers).end();
    let text = '';
    for await (const part of asked) text += part;
    const { id, method, params } = JSON.parse(text);
    const answer = await request({ method, params }).then((result) => ({ result }), ({ code, message, data }) => ({ error: { code, message, data } }));
    return response.writeHead(200, headers).end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  ends.push(close);
  return { url: `http://127.0.0.1:${server.address().port}/`, close };
}

describe('an owner of positions in several venues', () => {
  for (const width of [390, 1440]) {
    check(`is offered all of them, the nearest to liquidation first, and each has its contract’s health, at ${width} px`, async (t) => {
      const { page, messages } = await withWallet(site, chain, users.several, { viewport: { width, height: 900 }, reducedMotion: 'reduce' });
      const contracts = { aaveV3: aave.pool.address, morphoBlue: morpho.morpho.address, ...(comet ? { compoundV3: comet.comet.address } : {}) };
      await take(page, contracts, 'all');
      await taken(page);
      const names = await page.locator('#mine option').allInnerTexts();
      const found = names.map((name) => /^(.+), health (\d+\.\d+): (\w+(?: and \w+)?) against (\w+)(, in WETH)?$/.exec(name) ?? assert.fail(name));
      const venues = found.map(([, venue, , held, owed]) => `${venue} ${held} ${owed}`);
      const due = ['Aave v3 WETH USDC', 'Morpho Blue WBTC WETH', 'Morpho Blue WETH USDC', ...(comet ? ['Compound III WETH and WBTC USDC'] : [])];
      assert.deepEqual([...venues].sort(), due.sort());
      const healths = found.map(([, , health]) => Number(health));
      assert.deepEqual(healths, [...healths].sort((a, b) => a - b));
      assert.deepEqual(await page.locator('#mine option:disabled').allInnerTexts(), names.filter((name) => name.endsWith('in WETH')));
      const note = await page.locator('#mine-note').innerText();
      assert.match(note, /This market’s prices are in WETH/);
      assert.equal(/does not know the market of Compound III/.test(note), comet === undefined, 'what was not looked into is said');
      const asks = {
        'Morpho Blue': [(block) => morphos(morpho.markets[0], users.several, block), 6, 'USDC'],
        'Compound III': [(block) => comets(users.several, block), 8, 'US dollars'],
        'Aave v3': [async (blockNumber) => {
          const [collateral, debt, , threshold, , health] = await aave.pool.read('getUserAccountData', [users.several], { blockNumber });
          return { liquidatable: health < WAD, health: decimals(health), counted: (collateral * threshold) / 10_000n, required: debt };
        }, 8, 'US dollars'],
      };
      for (const [place, [, venue, health, , , quoted]] of found.entries()) {
        if (quoted) continue;
        await page.locator('#mine').selectOption(String(place));
        await page.locator('#log', { hasText: `${venue} at the block that was read` }).waitFor();
        const whole = await same(page, venue, users.several, ...asks[venue]);
        assert.equal(Number(whole).toFixed(2), health);
        t.diagnostic(`${venue}: ${whole}`);
      }
      await settled(page);
      assert.equal(await overflow(page), 0);
      assert.deepEqual(await serious(page), []);
      await readOnly(page);
      await page.evaluate(() => window.scrollTo(0, 0));
      await shot(page, `wallet-several-${width}`, false);
      // An example hides them, one's own shows them again.
      await page.locator('input[value=safe]').check();
      assert.equal(await page.locator('#mine-field').isVisible(), false);
      await page.locator('#own').check();
      assert.equal(await page.locator('#mine-field').isVisible(), true);
      assert.deepEqual(messages, []);
      await page.close();
    });
  }

  check('without any: says so once; without a known contract: says what to enter', async () => {
    const { page, messages } = await withWallet(site, chain, users.stranger);
    await says(page, {}, 'The wallet is on chain 31337, where this page knows no contract: enter the address of one at least, or switch the wallet to Ethereum.');
    const contracts = { aaveV3: aave.pool.address, morphoBlue: morpho.morpho.address };
    await says(
      page,
      contracts,
      'This account holds nothing and owes nothing, so it has no load line. Choose another account in the wallet, or type in its address. The wallet is on chain 31337, where this page does not know the market of Compound III: enter its address, or switch the wallet to Ethereum.',
    );
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('a node that refuses its log: the other venues are shown, and what was not looked into is said', async () => {
    const { page, messages } = await withWallet(site, chain, users.several);
    await page.evaluate(() => {
      const { request } = window.ethereum;
      window.ethereum.request = (asked) => (asked.method === 'eth_getLogs' ? Promise.reject({ code: -32_602, message: 'query exceeds max block range 1000' }) : request(asked));
    });
    await take(page, { aaveV3: aave.pool.address, morphoBlue: morpho.morpho.address });
    await taken(page);
    assert.match(await page.locator('#holding').innerText(), /supplied to Aave v3/);
    assert.match(await page.locator('#mine-note').innerText(), /^The markets of the account in Morpho Blue could not be listed \(.+\): enter the id of one\./);
    assert.deepEqual(messages, []);
    await page.close();
  });
});
