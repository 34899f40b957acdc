// What the visitor chooses while the page still works on a choice before it, or leaves, or mistypes.
import assert from 'node:assert/strict';
import { visit } from '../scripts/browser.mjs';
import { check, shown } from './harness.mjs';

const TWO = { 'collateral-1-asset': 'BTC', 'collateral-1-amount': '0.3', 'collateral-1-price': '60000', 'collateral-1-factor': 'BTC', 'collateral-1-threshold': '78', 'collateral-1-ltv': '73', 'debt-0-amount': '29000' };

async function fill(page, fields) {
  for (const [id, value] of Object.entries(fields)) {
    const field = page.locator(`#${id}`);
    if ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
}

async function enter(page, way, fields = {}) {
  await page.locator('#enter').click();
  await page.locator(`input[name=way][value=${way}]`).check();
  await fill(page, fields);
  await page.locator('#account-take').click();
}

const taken = (page) => page.locator('#account').waitFor({ state: 'hidden', timeout: 30_000 });
const text = (page, id) => page.locator(`#${id}`).innerText();
const refused = (page, sentence) => page.locator('#account-error', { hasText: sentence }).waitFor();
const invalid = (page) => page.evaluate(() => [document.activeElement.id, document.activeElement.getAttribute('aria-invalid')]);

export function typed(place) {
  check('rows of one asset are added up', async () => {
    const { page } = await visit(place.browser, place.plain);
    await enter(page, 'aaveV3', { rate: '0', 'debt-0-amount': '10000', 'debt-1-asset': 'USDC', 'debt-1-amount': '10000', 'debt-1-price': '1' });
    await taken(page);
    assert.match(await text(page, 'holding'), /^10\sETH supplied to Aave v3, 20,000\sUSDC borrowed$/);
    assert.match(await text(page, 'log'), /health factor 1\.0375/);
    await enter(page, 'aaveV3', { 'debt-1-asset': '', 'collateral-1-asset': 'ETH', 'collateral-1-amount': '5.5', 'collateral-1-price': '2500', 'collateral-1-factor': 'ETH', 'collateral-1-threshold': '83', 'collateral-1-ltv': '80.5' });
    await taken(page);
    assert.match(await text(page, 'holding'), /^15\.5\sETH supplied to Aave v3, 10,000\sUSDC borrowed$/);
    await page.close();
  });

  check('a name with unseen characters turns no digits round, and small amounts are not 0', async () => {
    const { page, messages } = await visit(place.browser, place.plain);
    await enter(page, 'aaveV3', { 'collateral-0-asset': 'E\u202eTH\u200b', 'collateral-0-amount': '0.00000001', 'debt-0-amount': '0.000014' });
    await taken(page);
    assert.equal((await text(page, 'holding')).replaceAll('\u00a0', ' '), '0.00000001 ETH supplied to Aave v3, 0.000014 USDC borrowed');
    assert.doesNotMatch(await page.locator('main').innerText(), /[\u200b\u202e]/);
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('an account that no price saves is not said to have no liquidation price', async () => {
    const { page } = await visit(place.browser, place.plain);
    await enter(page, 'aaveV3', { 'collateral-0-threshold': '0', 'collateral-0-ltv': '0' });
    await taken(page);
    assert.match(await text(page, 'sentence'), /^This position can be liquidated now/);
    assert.match(await text(page, 'figures'), /Liquidation price\s+any\s+no price of ETH alone makes it safe/);
    await page.close();
  });

  check('rows that contradict each other, or that a venue has no room for, are refused by their name', async () => {
    const { page } = await visit(place.browser, place.plain);
    await enter(page, 'aaveV3', { 'collateral-1-asset': 'ETH', 'collateral-1-amount': '5', 'collateral-1-price': '2600', 'collateral-1-factor': 'ETH', 'collateral-1-threshold': '83', 'collateral-1-ltv': '80.5' });
    await refused(page, 'Held 2: ETH has another price than in Held 1');
    await fill(page, { 'collateral-1-price': '2500', 'collateral-1-threshold': '81' });
    await page.locator('#account-take').click();
    await refused(page, 'Held 2: ETH has another threshold than in Held 1');
    await fill(page, { 'collateral-1-asset': '', 'debt-0-asset': 'ETH', 'debt-0-amount': '2', 'debt-0-price': '9999', 'debt-0-factor': 'ETH' });
    await page.locator('#account-take').click();
    await refused(page, 'Owed 1: ETH has another price than in Held 1');
    await fill(page, { 'debt-0-asset': 'USDC', 'debt-0-amount': '14000', 'debt-0-price': '1', 'debt-0-factor': '', 'debt-1-asset': 'DAI', 'debt-1-amount': '5000' });
    for (const way of ['compoundV3', 'morphoBlue']) {
      await page.locator(`input[name=way][value=${way}]`).check();
      assert.equal(await page.locator('#debt-1').isVisible(), true, 'what is refused can be seen');
      await page.locator('#account-take').click();
      await refused(page, 'Owed 2: this venue’s account has room for 1 asset that is owed. Clear the name DAI');
    }
    await page.close();
  });

  check('a number that is none is refused by its field’s name, and the focus goes there', async () => {
    const { page } = await visit(place.browser, place.plain);
    await enter(page, 'aaveV3', { 'collateral-0-amount': '1,5' });
    await refused(page, 'Amount, held 1: 1,5 can be read in two ways');
    assert.deepEqual(await invalid(page), ['collateral-0-amount', 'true']);
    for (const [value, sentence] of [['', 'enter a number.'], ['ten', 'ten is not a number'], ['1.2.3', '1.2.3 is not a number'], ['-5', 'enter a number from 0']]) {
      await page.locator('#collateral-0-amount').fill(value);
      assert.equal(await page.locator('#collateral-0-amount').getAttribute('aria-invalid'), null);
      await page.locator('#account-take').click();
      await refused(page, `Amount, held 1: ${sentence}`);
    }
    for (const [fields, sentence] of [
      [{ 'collateral-0-amount': '10', 'collateral-0-threshold': '50', 'collateral-0-ltv': '80' }, 'Max LTV, %, held 1: no venue lends beyond the threshold, which is 50 here.'],
      [{ 'collateral-0-threshold': '83', 'collateral-0-price': '0.000000001' }, 'Price, $, held 1: enter a price of 0.00000001 or more'],
    ]) {
      await fill(page, fields);
      await page.locator('#account-take').click();
      await refused(page, sentence);
    }
    await fill(page, { 'collateral-0-price': '2500', 'collateral-0-amount': '10', rate: '' });
    await page.locator('#account-take').click();
    await refused(page, 'Interest on the debt, % a year: enter a number.');
    await page.locator('#account-cancel').click();
    await page.locator('#plan-gas').fill('1,000');
    await page.locator('#plan-form button').click();
    await page.locator('#plan-sentence', { hasText: 'Gas a step, $: 1,000 can be read in two ways' }).waitFor();
    assert.deepEqual(await invalid(page), ['plan-gas', 'true']);
    for (const [seed, sentence] of [['-1', 'enter a number from 0 to 4294967295'], ['4294967296', 'enter a number from 0 to 4294967295'], ['1.5', 'enter a number without decimals'], ['', 'enter a number']]) {
      await page.locator('#seed').fill(seed);
      await page.locator('#seed').press('Enter');
      await page.locator('#alert', { hasText: `Seed: ${sentence}` }).waitFor();
    }
    assert.match(await text(page, 'source'), /^Simulated, not a market: .* seed 7/);
    await page.locator('#seed').fill('8');
    await page.locator('#seed').press('Enter');
    await page.locator('#source', { hasText: 'seed 8' }).waitFor();
    assert.equal(await text(page, 'alert'), '');
    await page.close();
  });
}

export function tried(place) {
  check('the slider stays under the finger, whatever is tried and on whichever terms', async () => {
    for (const width of [320, 390, 800, 1000, 1440]) {
      const { page } = await visit(place.browser, place.plain, { viewport: { width, height: 844 } });
      for (const [alpha, horizon] of [['0.01', '24'], ['0.001', '168']]) {
        await page.locator('#alpha').selectOption(alpha);
        await page.locator('#horizon').selectOption(horizon);
        const places = await page.evaluate(() => {
          const slider = document.getElementById('debt');
          const tops = new Set();
          for (let value = 0; value <= Number(slider.max); value += 300) {
            slider.value = String(value);
            slider.dispatchEvent(new Event('input'));
            tops.add(Math.round(slider.getBoundingClientRect().top + window.scrollY));
          }
          return [...tops];
        });
        assert.equal(places.length, 1, `at ${width} px, ${alpha} within ${horizon} h, the slider stood at ${places.join(', ')} px`);
      }
      await page.close();
    }
  });

  check('another debt is said to be tried beside the real one, and one goes back by a key or the button', async () => {
    const { page, messages } = await visit(place.browser, place.plain);
    await enter(page, 'aaveV3', { rate: '0' });
    await taken(page);
    const real = await shown(page);
    const holding = await text(page, 'holding');
    assert.equal(await page.locator('#tried').isVisible(), false);
    assert.match(await text(page, 'debt-value'), /^\$14,000 owed/);
    await page.locator('#debt').focus();
    for (let press = 0; press < 60; press += 1) await page.keyboard.press('ArrowRight');
    assert.match(await text(page, 'tried-text'), /^Trying a debt of \$15,\d\d\d; yours is \$14,000\.$/);
    assert.equal(await text(page, 'holding'), holding, 'what is held and owed stays what was entered');
    assert.match(await text(page, 'origin'), /^Your account as entered, but with another debt, which is tried\./);
    for (let press = 0; press < 60; press += 1) await page.keyboard.press('ArrowLeft');
    assert.equal(await page.locator('#tried').isVisible(), false);
    assert.deepEqual(await shown(page), real);
    await page.keyboard.press('End');
    await page.locator('#debt-reset').click();
    assert.equal(await page.locator('#tried').isVisible(), false);
    assert.deepEqual(await shown(page), real);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'debt');
    // What is owed in ether is worth more when ether is.
    await enter(page, 'aaveV3', { 'collateral-0-asset': 'USDC', 'collateral-0-amount': '25000', 'collateral-0-price': '1', 'collateral-0-factor': '', 'debt-0-asset': 'ETH', 'debt-0-amount': '5', 'debt-0-price': '2500', 'debt-0-factor': 'ETH' });
    await taken(page);
    const before = await text(page, 'debt-value');
    for (let hour = 1; hour <= 3; hour += 1) await page.locator('#step').click();
    await page.locator('#clock', { hasText: 'hour 3 of' }).waitFor();
    assert.notEqual((await text(page, 'debt-value')).split(' ')[0], before.split(' ')[0]);
    await page.locator('input[value=safe]').check();
    await page.locator('#debt').focus();
    await page.keyboard.press('ArrowRight');
    assert.match(await text(page, 'tried-text'), /^Trying a debt of [\d,]+\sUSDC; the example’s is [\d,]+\sUSDC\.$/);
    assert.deepEqual(messages, []);
    await page.close();
  });
}

export function races(place) {
  check('an account that was overtaken by another choice changes nothing any more', async () => {
    const { page, messages } = await visit(place.browser, place.plain);
    await enter(page, 'aaveV3', TWO);
    await taken(page);
    await page.locator('input[value=safe]').check();
    const state = () => page.evaluate(() => ['holding', 'debt-max', 'source', 'debt-value'].map((id) => document.getElementById(id).textContent).concat(document.querySelector('input[name=preset]:checked').value, String(document.querySelector('#region-section').hidden)));
    await page.locator('#source', { hasText: 'ETH drawn by' }).waitFor();
    await page.locator('input[value=risky]').check();
    const risky = await state();
    await page.evaluate(() => {
      document.querySelector('#own').click();
      setTimeout(() => document.querySelector('input[value=risky]').click(), 30);
    });
    await page.waitForTimeout(2500);
    assert.deepEqual(await state(), risky);
    await page.locator('#debt').focus();
    await page.keyboard.press('ArrowRight');
    assert.match(await text(page, 'holding'), /Aave v3\.7, 16,200\sUSDC borrowed/);

    await page.locator('#own').check();
    await page.locator('#source', { hasText: 'seeds from 7' }).waitFor();
    await page.evaluate(() => {
      const seed = (value) => {
        document.querySelector('#seed').value = value;
        document.querySelector('#seed').dispatchEvent(new Event('change'));
      };
      seed('9');
      setTimeout(() => seed('10'), 20);
    });
    await page.locator('#source', { hasText: 'seeds from 10' }).waitFor();
    await page.waitForTimeout(1000);
    assert.match(await text(page, 'source'), /seeds from 10/);
    assert.equal(await page.locator('#seed').inputValue(), '10');
    assert.equal(await page.locator('main').getAttribute('data-busy'), null);
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('bars that are read slowly and then fail do not undo what was chosen meanwhile', async () => {
    const { page } = await visit(place.browser, place.recorded, { serviceWorkers: 'block' });
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route('**/data/SOL.csv', async (route) => {
      await held;
      await route.fulfill({ status: 500, body: 'no' });
    });
    await page.evaluate(() => document.querySelector('#asset').append(new Option('SOL', 'SOL')));
    await page.locator('#asset').selectOption('SOL');
    await page.locator('#asset').selectOption('simulator');
    await page.locator('#source', { hasText: 'Simulated' }).waitFor();
    release();
    await page.waitForTimeout(500);
    assert.match(await text(page, 'source'), /^Simulated/);
    assert.equal(await text(page, 'alert'), '');
    assert.equal(await page.locator('#asset').inputValue(), 'simulator');
    await page.close();
  });
}

const WALLET = () => {
  const answers = { eth_chainId: '0x5', eth_getBlockByNumber: { number: '0x2a', timestamp: '0x684ff300' } };
  window.ethereum = { request: ({ method }) => (method === 'eth_requestAccounts' ? new Promise((resolve) => (window.release = () => resolve(['0x00000000000000000000000000000000000000aa']))) : Promise.resolve(answers[method])) };
};

async function connects(page) {
  await page.locator('#enter').click();
  await page.locator('input[name=way][value=connect]').check();
  await page.locator('#chain-venue').selectOption('aaveV3');
  if ((await page.locator('#elsewhere').getAttribute('open')) === null) await page.locator('#elsewhere summary').click();
  await page.locator('#contract-aaveV3').fill('0x00000000000000000000000000000000000000bb');
  await page.locator('#account-take').click();
  await page.waitForFunction(() => window.release);
}

export function cancels(place) {
  check('a connection that was cancelled takes nothing over, whenever it answers', async () => {
    const { page, messages } = await visit(place.browser, place.chain);
    await page.evaluate(WALLET);
    const before = await text(page, 'holding');
    await connects(page);
    assert.match(await text(page, 'account-status'), /^Reading the account…/);
    assert.equal(await page.locator('#account-take').isDisabled(), true);
    await page.locator('#account-cancel').click();
    await page.locator('#enter').click();
    assert.equal(await page.locator('#account-take').isDisabled(), false);
    assert.equal(await text(page, 'account-status'), '');
    await page.evaluate(() => window.release());
    await page.waitForTimeout(1000);
    assert.equal(await page.locator('#account').isVisible(), true, 'the form that was opened again stays');
    assert.equal(await text(page, 'holding'), before);
    assert.equal(await page.locator('#own-choice').isVisible(), false);
    // Leaving by the Escape key ends it, too; the next connection is taken.
    await page.keyboard.press('Escape');
    await page.evaluate(() => delete window.release);
    await connects(page);
    await page.evaluate(() => window.release());
    await taken(page);
    assert.match(await text(page, 'holding'), /^10\swstETH supplied/);
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('an RPC address or a wallet that says nothing is given up with a sentence', async () => {
    const { page } = await visit(place.browser, place.chain);
    await page.route('http://silent.test/**', () => undefined);
    await page.locator('#enter').click();
    await page.locator('input[name=way][value=connect]').check();
    await page.locator('#rpc').fill('http://silent.test/');
    await page.locator('#user').fill('0x00000000000000000000000000000000000000aa');
    await page.clock.install();
    await page.locator('#account-take').click();
    await page.locator('#account-status', { hasText: 'Reading' }).waitFor();
    await page.clock.fastForward(19_000);
    assert.equal(await text(page, 'account-error'), '');
    await page.clock.fastForward(2_000);
    await refused(page, 'The RPC address has not answered for 20 seconds.');
    assert.equal(await page.locator('#account-take').isDisabled(), false);
    await page.locator('#account-cancel').click();
    await page.evaluate(WALLET);
    await page.locator('#enter').click();
    await page.locator('#wallets input').check();
    await page.locator('#user').fill('');
    await page.locator('#account-take').click();
    await page.waitForFunction(() => window.release);
    await page.clock.fastForward(60_000);
    assert.equal(await text(page, 'account-error'), '', 'a wallet may have to be unlocked first');
    await page.clock.fastForward(61_000);
    await refused(page, 'The wallet has not shown an account within two minutes.');
    await page.close();
  });
}
