import assert from 'node:assert/strict';
import { forecastBars } from '../../../wasm/js/node.mjs';
import { visit } from '../scripts/browser.mjs';
import { check, expected, overflow, PRESETS, REPLAY, ROW, same, serious, settled, shot, shown, simulated, WARM_UP } from './harness.mjs';

const CHARTS = ['ahead', 'price', 'chances', 'weather'];

export function answers(place) {
  for (const width of [390, 1440]) {
    for (const colorScheme of ['light', 'dark']) {
      check(`shows each position at ${width} px, ${colorScheme}: numbers of the package, no overflow, no serious finding of axe`, async () => {
        const { page, messages } = await visit(place.browser, place.plain, { viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
        const bars = simulated();
        for (const preset of PRESETS) {
          await page.locator(`input[value=${preset}]`).check();
          await settled(page);
          same(await shown(page), await expected(bars, WARM_UP, await page.locator('#holding').innerText()));
          assert.equal(await overflow(page), 0, `${preset} overflows`);
          for (const chart of preset === 'debtFree' ? CHARTS.slice(1) : CHARTS) {
            const heights = await page.locator(`#${chart} .axis .grid`).evaluateAll((lines) => new Set(lines.map((line) => line.getAttribute('d'))).size);
            assert.ok(heights >= 3, `${preset}: the axis of ${chart} has ${heights} distinct lines`);
          }
          assert.deepEqual(await serious(page), []);
          await shot(page, `${preset}-${width}-${colorScheme}`);
        }
        assert.deepEqual(messages, []);
        await page.close();
      });
    }
  }

  check('says what each position is in its first sentence', async () => {
    const { page } = await visit(place.browser, place.plain);
    const says = async (preset) => {
      await page.locator(`input[value=${preset}]`).check();
      return page.locator('#sentence').innerText();
    };
    assert.match(await says('safe'), /chance of liquidation within 24\s?hours is .*%/);
    assert.match(await says('liquidatable'), /can be liquidated now: its health factor is 0\.\d\d, below 1/);
    assert.match(await says('debtFree'), /Nothing is owed, so no price can liquidate this position/);
    assert.match(await page.locator('#ahead').innerText(), /Nothing is owed: health has no bound/);
    assert.match(await page.locator('#source').innerText(), /Simulated, not a market: .* seed 7, dated 14 August 2025 to 13 September 2025/);
    await page.close();
  });

  check('shows a short as liquidated by a rise', async () => {
    const { page } = await visit(place.browser, place.plain);
    await page.locator('input[value=short]').check();
    const { liquidationPrice } = await shown(page);
    assert.ok(liquidationPrice > simulated()[WARM_UP * ROW + 1], `${liquidationPrice}`);
    await page.close();
  });

  check('draws health ahead from the quantiles of the forecast, and gives them as a table', async () => {
    const { page } = await visit(place.browser, place.plain);
    await page.locator('#ahead + p + details summary').click();
    const rows = await page.locator('#ahead-numbers tbody tr').allInnerTexts();
    const { healthFactor } = await expected(simulated(), WARM_UP, await page.locator('#holding').innerText());
    // Only the collateral moves, so health follows its price.
    const ahead = forecastBars(simulated().slice(0, WARM_UP * ROW)).horizons.filter(({ horizonHours }) => horizonHours <= 168);
    const due = ahead.map(({ horizonHours, drawdown }) => [`${horizonHours}\u00a0h`, ...drawdown.map((fall) => (healthFactor * Math.exp(-fall)).toFixed(2))]);
    assert.deepEqual(rows.map((row) => row.split('\t')), due);
    await page.close();
  });

  check('takes the slider by keyboard and answers at once', async (t) => {
    const { page } = await visit(place.browser, place.plain);
    await settled(page);
    const first = await shown(page);
    await page.locator('#debt').focus();
    for (let press = 0; press < 20; press += 1) await page.keyboard.press('ArrowRight');
    const second = await shown(page);
    assert.ok(second.leverage > first.leverage);
    assert.ok(second.liquidationPrice > first.liquidationPrice);
    assert.match(await page.locator('#debt').getAttribute('aria-valuetext'), /^[\d,]+\sUSDC owed, leverage \d\.\d\d, health factor \d\.\d\d$/);
    same(second, await expected(simulated(), WARM_UP, await page.locator('#holding').innerText()));
    await page.keyboard.press('Home');
    assert.match(await page.locator('#sentence').innerText(), /Nothing is owed/);
    await page.locator('#spoken', { hasText: 'Nothing is owed' }).waitFor({ state: 'attached' });
    const times = await page.evaluate(() => {
      const slider = document.querySelector('#debt');
      return Array.from({ length: 30 }, (_, index) => {
        slider.value = String(2000 + index * 500);
        const start = performance.now();
        slider.dispatchEvent(new Event('input'));
        return performance.now() - start;
      }).sort((a, b) => a - b);
    });
    t.diagnostic(`slider to drawn answer, ms: median ${times[15].toFixed(1)}, longest ${times[29].toFixed(1)}`);
    assert.ok(times[15] < 50, `${times[15]} ms`);
    await page.close();
  });

  check('where the system sets the colours, the chosen example and the level keep their signs', async () => {
    const { page } = await visit(place.browser, place.plain, { forcedColors: 'active' });
    const [chosen, other, level, paper] = await page.evaluate(() => {
      const style = (selector, part) => getComputedStyle(document.querySelector(selector), part);
      return [
        style('.presets input:checked + span').borderBottomColor,
        style('.presets input:not(:checked) + span').borderBottomColor,
        style('.level', '::before').backgroundColor,
        style('body').backgroundColor,
      ];
    });
    assert.equal(other, paper);
    assert.notEqual(chosen, paper);
    assert.notEqual(level, paper);
    await page.close();
  });

  check('reaches every control by keyboard and shows where the focus is', async () => {
    const { page } = await visit(place.browser, place.plain);
    const reached = new Set();
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press('Tab');
      const { id, ring } = await page.evaluate(() => {
        const on = document.activeElement;
        const drawn = on.name === 'preset' ? on.nextElementSibling : on;
        return { id: on.id || on.name || on.className || on.tagName, ring: getComputedStyle(drawn).outlineStyle };
      });
      if (id !== 'BODY') assert.equal(ring, 'solid', `${id} shows no focus`);
      reached.add(id);
    }
    const controls = ['skip', 'theme', 'preset', 'enter', 'debt', 'alpha', 'horizon', 'SUMMARY', 'plan-aim', 'plan-gas', 'plan-flash', 'play', 'step', 'again', 'speed', 'asset', 'seed', 'exact'];
    assert.deepEqual(controls.filter((id) => !reached.has(id)), []);
    await page.close();
  });

  check('takes another seed and another accepted chance', async () => {
    const { page } = await visit(place.browser, place.plain);
    const first = await shown(page);
    await page.locator('#alpha').selectOption('0.1');
    same(await shown(page), await expected(simulated(), WARM_UP, await page.locator('#holding').innerText(), { options: { alpha: 0.1 } }));
    await page.locator('#alpha').selectOption('0.01');
    await page.locator('#seed').fill('8');
    await page.locator('#seed').press('Enter');
    await page.locator('#source', { hasText: 'seed 8' }).waitFor();
    const second = await shown(page);
    assert.notDeepEqual(second, first);
    same(second, await expected(simulated(8), WARM_UP, await page.locator('#holding').innerText()));
    assert.match(await page.locator('#clock').innerText(), new RegExp(`of ${REPLAY}$`));
    await page.close();
  });
}
