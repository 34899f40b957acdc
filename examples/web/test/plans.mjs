import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { planRebalance, planUnwind } from '../../../wasm/pkg/full/node.mjs';
import { visit } from '../scripts/browser.mjs';
import { check, expected, overflow, ROW, serious, settled, shot, simulated, WARM_UP } from './harness.mjs';

const example = JSON.parse(await readFile(new URL('../../position.json', import.meta.url), 'utf8'));

/** The example "risky" as the venue holds it when the page opens. */
function risky() {
  const close = simulated()[(WARM_UP - 1) * ROW + 4];
  const user = structuredClone(example);
  user.reserves[0].price = String(BigInt(close.toFixed(8).replace('.', '')));
  user.reserves[1].scaledVariableDebt = '16100000000';
  return { aaveV3: user };
}

const costs = (fee) => ({
  gas: 5,
  flashLoanFee: 0.0005,
  assets: [
    { asset: 'ETH', decimals: 18, tradeFee: fee, twoPercentDepth: 4_000_000 },
    { asset: 'USDC', decimals: 6, tradeFee: 0 },
  ],
});

async function worked(page) {
  await page.locator('#plan-form button').click();
  await page.locator('#plan-steps table').waitFor({ timeout: 30_000 });
  return { said: await page.locator('#plan-sentence').innerText(), rows: await page.locator('#plan-steps tbody tr').allInnerTexts() };
}

const health = (units) => (Number(units) / 1e18).toFixed(2);
const says = ({ steps, cost, healthBefore, healthAfter, leverageBefore, leverageAfter }) =>
  `${steps.length} steps, $${cost.toFixed(2)} in all: health ${health(healthBefore)} to ${health(healthAfter)}, leverage ${leverageBefore.toFixed(2)}× to ${leverageAfter.toFixed(2)}×.`;

export function plans(place) {
  check('is worked out when it is asked for, with the package’s steps and costs', async () => {
    const { page, messages } = await visit(place.browser, place.plain);
    const loaded = () => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.wasm')).length);
    await page.locator('input[value=risky]').check();
    assert.equal(await loaded(), 1, 'the whole package is not loaded before it is needed');
    const { safeLeverage } = await expected(simulated(), WARM_UP, await page.locator('#holding').innerText());
    const goal = { collateral: 'ETH', debt: 'USDC', flashLoan: true, mostLoops: 20 };
    const first = planUnwind(risky(), { ...goal, targetLeverage: safeLeverage.leverage }, costs(0.0005)).plan;
    const answer = await worked(page);
    assert.equal(answer.said, says(first));
    assert.equal(answer.rows.length, first.steps.length);
    assert.ok(answer.rows[0].includes(`$${first.steps[0].cost.toFixed(2)}`), answer.rows[0]);
    assert.ok(answer.rows[0].endsWith(health(first.steps[0].healthAfter)), answer.rows[0]);
    assert.match(answer.rows[1], /^Withdraw [\d.,]+\sETH\t[\d.,]+\sETH for [\d.,]+\sUSDC\t/);

    await page.locator('#plan-aim').selectOption('leverage');
    await page.locator('#plan-target').fill('2');
    await page.locator('#plan-fee').fill('1');
    await page.locator('#plan-flash').uncheck();
    const second = planUnwind(risky(), { ...goal, flashLoan: false, targetLeverage: 2 }, costs(0.01)).plan;
    assert.equal((await worked(page)).said, says(second));

    await page.locator('#plan-aim').selectOption('health');
    await page.locator('#plan-flash').check();
    const third = planRebalance(risky(), { targetHealth: '1800000000000000000', wallet: [], sellCollateral: true, flashLoan: true }, costs(0.01)).plan;
    assert.equal((await worked(page)).said, says(third));
    await settled(page);
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await serious(page), []);
    await shot(page, 'plan-1440');

    await page.locator('#debt').focus();
    await page.keyboard.press('ArrowRight');
    assert.match(await page.locator('#plan-sentence').innerText(), /has changed since/);
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('says so where there is nothing to do or an aim cannot be had', async () => {
    const { page, messages } = await visit(place.browser, place.plain, { viewport: { width: 390, height: 844 } });
    await page.locator('#plan-form button').click();
    await page.locator('#plan-sentence', { hasText: /^Nothing to do: at 2\.\d\d× the account is below the safe leverage of 3\.\d\d×/ }).waitFor();
    await page.locator('input[value=debtFree]').check();
    await page.locator('#plan-form button').click();
    await page.locator('#plan-sentence', { hasText: 'Nothing is owed' }).waitFor();
    await page.locator('input[value=risky]').check();
    await page.locator('#plan-aim').selectOption('leverage');
    await page.locator('#plan-target').fill('0.5');
    await page.locator('#plan-form').evaluate((form) => form.setAttribute('novalidate', ''));
    await page.locator('#plan-form button').click();
    await page.locator('#plan-sentence', { hasText: /target/i }).waitFor();
    assert.deepEqual(messages, []);
    await page.close();
  });
}
