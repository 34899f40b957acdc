import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  advice,
  defaultAdviceOptions,
  forecastBars,
  jointAdvice,
  jointForecast,
  jointHealth,
  positionAccount,
  positionBoundaries,
  positionHealth,
} from '../../../wasm/pkg/full/node.mjs';
import { visit } from '../scripts/browser.mjs';
import { check, numbersOf, overflow, ROW, same, serious, settled, shot, shown, simulated, WARM_UP } from './harness.mjs';

const example = JSON.parse(await readFile(new URL('../../position.json', import.meta.url), 'utf8'));
const history = (seed) => simulated(seed).slice(0, WARM_UP * ROW);
const now = (bars) => bars[bars.length - ROW] + 3600;

/** The answer about an account that ETH alone drives, at the hour at which the page opens. */
function alone(position) {
  const bars = history(7);
  return advice(positionAccount(position), forecastBars(bars), { ...defaultAdviceOptions(), now: now(bars) });
}

async function enter(page, way, fields = {}) {
  await page.locator('#enter').click();
  await page.locator(`input[name=way][value=${way}]`).check();
  for (const [id, value] of Object.entries(fields)) {
    const field = page.locator(`#${id}`);
    if ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await page.locator('#account-take').click();
}

const taken = (page) => page.locator('#account').waitFor({ state: 'hidden', timeout: 30_000 });

/** Two assets against dollars. */
const TWO = {
  'collateral-1-asset': 'BTC',
  'collateral-1-amount': '0.3',
  'collateral-1-price': '60000',
  'collateral-1-factor': 'BTC',
  'collateral-1-threshold': '78',
  'collateral-1-ltv': '73',
  'debt-0-amount': '29000',
};

export function accounts(place) {
  check('is typed in for Aave v3, and has the package’s numbers at the prices typed', async () => {
    const { page, messages } = await visit(place.browser, place.plain);
    await enter(page, 'aaveV3', { rate: '0' });
    await taken(page);
    const user = structuredClone(example);
    for (const reserve of user.reserves) reserve.currentVariableBorrowRate = '0';
    user.reserves[0].currentLiquidityRate = '0';
    same(await shown(page), alone({ aaveV3: user }));
    assert.equal(await page.locator('#holding').innerText(), '10\u00a0ETH supplied to Aave v3, 14,000\u00a0USDC borrowed');
    assert.match(await page.locator('#log').innerText(), /Aave v3 at .* not liquidatable, health factor 1\.482142857142857142/);
    assert.equal(await page.locator('#own').isChecked(), true);
    // An example again, then the own account again.
    await page.locator('input[value=risky]').check();
    assert.match(await page.locator('#holding').innerText(), /Aave v3\.7/);
    await page.locator('#own').check();
    same(await shown(page), alone({ aaveV3: user }));
    assert.deepEqual(messages, []);
    await page.close();
  });

  for (const [way, venue, threshold] of [
    ['morphoBlue', 'Morpho Blue', '86'],
    ['compoundV3', 'Compound III', '83'],
  ]) {
    check(`is typed in for ${venue}, whose own rule gives the health`, async () => {
      const { page, messages } = await visit(place.browser, place.plain);
      await enter(page, way, { 'collateral-0-threshold': threshold, rate: '0' });
      await taken(page);
      const { leverage, liquidationPrice } = await shown(page);
      assert.equal(leverage, 25_000 / 11_000);
      const boundary = 14_000 / 10 / (Number(threshold) / 100);
      assert.ok(Math.abs(liquidationPrice - boundary) < 1e-6, `${liquidationPrice} against ${boundary}`);
      const health = String((25_000n * BigInt(threshold) * 10n ** 16n) / 14_000n);
      assert.ok((await page.locator('#log').innerText()).includes(`${venue} at`));
      assert.ok((await page.locator('#log').innerText()).includes(`health factor ${health[0]}.${health.slice(1, 17)}`), await page.locator('#log').innerText());
      await settled(page);
      assert.deepEqual(messages, []);
      await page.close();
    });
  }

  check('is pasted as the record of any venue; a wrong one is refused by the field’s name', async () => {
    const { page, messages } = await visit(place.browser, place.plain);
    const vectors = JSON.parse(await readFile(new URL('../../../core/tests/vectors/venue_maker.json', import.meta.url), 'utf8'));
    const { position } = vectors.cases[0].in;
    await enter(page, 'json', { json: '{ "aaveV3": ' });
    await page.locator('#account-error', { hasText: 'This is not JSON' }).waitFor();
    const misspelt = structuredClone(example);
    misspelt.reservs = misspelt.reserves;
    await page.locator('#json').fill(JSON.stringify({ aaveV3: misspelt }));
    await page.locator('#account-take').click();
    await page.locator('#account-error', { hasText: 'reservs' }).waitFor();
    await page.locator('#json').fill(JSON.stringify(position));
    await page.locator('#account-take').click();
    await taken(page);
    assert.match(await page.locator('#holding').innerText(), /supplied to Maker/);
    const log = await page.locator('#log').innerText();
    const exact = positionHealth(position).healthFactor;
    assert.ok(log.includes(`${exact.slice(0, -18) || '0'}.${exact.slice(-18).padStart(18, '0')}`), log);
    const [first] = positionBoundaries(position);
    if (first.boundary.kind === 'at') assert.ok(log.includes('is the last safe price'));
    assert.deepEqual(messages, []);
    await page.close();
  });

  for (const [width, colorScheme] of [[390, 'light'], [1440, 'light'], [390, 'dark'], [1440, 'dark']]) {
    check(`over two assets is simulated in a worker with the package’s numbers, at ${width} px, ${colorScheme}`, async (t) => {
      const { page, messages } = await visit(place.browser, place.plain, { viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
      await page.locator('#enter').click();
      assert.deepEqual(await serious(page), []);
      await shot(page, `enter-${width}-${colorScheme}`, false);
      await page.locator('#account-cancel').click();
      const start = Date.now();
      await enter(page, 'aaveV3', TWO);
      await taken(page);
      t.diagnostic(`entered to answered, with the whole package loaded: ${Date.now() - start} ms`);
      const joint = jointForecast([{ factor: 'ETH', bars: history(7) }, { factor: 'BTC', bars: history(8) }]);
      const position = typedTwo();
      const scenario = { seed: 1, paths: 10_000, horizonHours: 24 };
      const answer = jointAdvice(positionAccount(position), joint, { ...defaultAdviceOptions(), now: now(history(7)) }, scenario);
      const numbers = await shown(page);
      const due = numbersOf({ ...answer, liquidationPrice: answer.liquidationPrices[0].price, thresholds: [] });
      assert.deepEqual({ ...numbers, marks: [] }, due);
      assert.deepEqual(numbers.marks, answer.thresholds.map(({ healthFactor }) => healthFactor));
      await page.locator('#region svg').waitFor();
      await settled(page);
      assert.match(await page.locator('#region-facts').innerText(), /ETH alone\s+\$[\d,.]+\s+BTC alone\s+\$[\d,.]+\s+Both in proportion\s+ETH \$[\d,.]+ and BTC \$[\d,.]+/);
      assert.equal(await overflow(page), 0);
      assert.deepEqual(await serious(page), []);
      await shot(page, `two-${width}-${colorScheme}`);
      const { points } = jointHealth(positionAccount(position), joint, { ...scenario, horizonHours: 168 });
      await page.locator('#ahead + p + details summary').click();
      const rows = await page.locator('#ahead-numbers tbody tr').allInnerTexts();
      const two = (value) => value.toFixed(2);
      const told = ({ healthFactor, low, high }) => (two(low) === two(high) ? two(healthFactor) : `${two(healthFactor)} (${two(low)} to ${two(high)})`);
      assert.deepEqual(rows.map((row) => row.split('\t')), points.map(({ hours, lowest }) => [`${hours}\u00a0h`, ...lowest.map(told)]));
      await page.locator('#ahead + p + details summary').click();
      // The slider says its leverage at once, the simulation follows.
      await page.locator('#debt').focus();
      await page.keyboard.press('Home');
      assert.match(await page.locator('#debt-value').innerText(), /^\$0 owed · 1\.00× leverage$/);
      await page.locator('#sentence', { hasText: 'Nothing is owed' }).waitFor();
      await page.keyboard.press('End');
      assert.match(await page.locator('#debt-value').innerText(), /^\$40,850 owed · 20\.00× leverage$/);
      await page.locator('#level', { hasText: 'Liquidatable' }).waitFor();
      assert.match(await page.locator('#log').innerText(), /Aave v3, the account as entered, at .* not liquidatable/);
      assert.deepEqual(messages, []);
      await page.close();
    });
  }

  check('is read through a browser’s wallet; here by a stub in the reader’s place', async () => {
    const { page, messages } = await visit(place.browser, place.chain);
    await page.evaluate(() => {
      window.ethereum = {
        request: async ({ method }) =>
          ({ eth_requestAccounts: ['0x00000000000000000000000000000000000000aa'], eth_chainId: '0x5', eth_getBlockByNumber: { number: '0x2a', timestamp: '0x684ff300' } })[method],
      };
    });
    const pool = '0x00000000000000000000000000000000000000bb';
    await page.locator('#enter').click();
    await page.locator('input[name=way][value=connect]').check();
    assert.equal(await page.locator('#wallets input').isChecked(), true);
    await page.locator('#chain-venue').selectOption('aaveV3');
    await page.locator('#elsewhere summary').click();
    await page.locator('#contract-aaveV3').fill(pool);
    await page.locator('#account-take').click();
    await taken(page);
    assert.deepEqual(await page.evaluate(() => window.asked), { pool, user: '0x00000000000000000000000000000000000000aa', blockNumber: '42' });
    assert.match(await page.locator('#origin').innerText(), /^Account 0x0000…00aa, read at block 42 of chain 5, 16 Jun 2025, \d\d:\d\d.UTC\. .* from simulated bars of ETH, not from today’s market\.$/);
    assert.match(await page.locator('#holding').innerText(), /^10\swstETH supplied to Aave v3, 14,000\sUSDC borrowed$/);
    assert.match(await page.locator('#log').innerText(), /wstETH moves with ETH; USDC is the dollar/);
    const user = structuredClone(example);
    user.reserves[0].asset = 'wstETH';
    same(await shown(page), alone({ aaveV3: user }));
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('says in a sentence what is missing to read a chain', async () => {
    const { page } = await visit(place.browser, place.chain);
    const says = async (text) => {
      await page.locator('#account-take').click();
      await page.locator('#account-error', { hasText: text }).waitFor();
    };
    await enter(page, 'connect', {});
    await says('Enter the address of an RPC endpoint');
    await page.locator('#rpc').fill('http://127.0.0.1:9');
    await says('Enter the address of the account: an RPC endpoint does not know whose it is');
    await page.locator('#user').fill('0x1234');
    await says('The address of an account is 0x and 40 digits from 0 to f; this is 0x1234.');
    await page.locator('#user').fill('0x00000000000000000000000000000000000000aa');
    await page.locator('#chain-venue').selectOption('morphoBlue');
    await page.locator('#market').fill('0xabc');
    await says('The id of a market is 0x and 64 digits from 0 to f; this is 0xabc.');
    assert.equal(await page.locator('#wallets-note').innerText(), 'No wallet was found in this browser.');
    await page.keyboard.press('Escape');
    await page.locator('#account').waitFor({ state: 'hidden' });
    await page.close();
  });
}

/** The two assets of `TWO` as a record, written out by hand. */
function typedTwo() {
  const ray = `1${'0'.repeat(27)}`;
  const reserve = { liquidationBonusBps: 10_500, liquidityIndex: ray, variableBorrowIndex: ray, currentLiquidityRate: '0', currentVariableBorrowRate: '0', elapsedSeconds: 0, scaledVariableDebt: '0', usedAsCollateral: true, isBorrowing: false };
  return {
    aaveV3: {
      revision: 'v3.7',
      reserves: [
        { ...reserve, id: 0, asset: 'ETH', factor: 'ETH', decimals: 18, price: '250000000000', ltvBps: 8050, liquidationThresholdBps: 8300, scaledATokenBalance: '10000000000000000000' },
        { ...reserve, id: 1, asset: 'BTC', factor: 'BTC', decimals: 18, price: '6000000000000', ltvBps: 7300, liquidationThresholdBps: 7800, scaledATokenBalance: '300000000000000000' },
        { ...reserve, id: 2, asset: 'USDC', decimals: 6, price: '100000000', ltvBps: 0, liquidationThresholdBps: 0, scaledATokenBalance: '0', scaledVariableDebt: '29000000000', currentVariableBorrowRate: '55000000000000000000000000', usedAsCollateral: false, isBorrowing: true },
      ],
    },
  };
}
