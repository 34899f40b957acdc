import assert from 'node:assert/strict';
import { marketState } from '../../../wasm/js/node.mjs';
import { visit } from '../scripts/browser.mjs';
import { check, expected, RECORDED_START, recordedBars, ROW, same, settled, shot, shown, simulated, WARM_UP } from './harness.mjs';

export function replays(place) {
  for (const width of [390, 1440]) {
    check(`goes bar by bar at ${width} px: what it shows is what the package says at each, and nothing jumps`, async () => {
      const { page, messages } = await visit(place.browser, place.plain, { viewport: { width, height: 900 } });
      await page.evaluate(() => {
        window.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
      });
      const bars = simulated();
      await page.locator('input[value=risky]').check();
      for (let hour = 1; hour <= 5; hour += 1) {
        await page.locator('#step').click();
        const answer = await expected(bars, WARM_UP + hour, await page.locator('#holding').innerText(), { opened: WARM_UP });
        same(await shown(page), answer);
        assert.equal((await page.locator('#level').innerText()).toLowerCase(), answer.status === 'liquidatable' ? 'liquidatable' : answer.level);
      }
      await page.locator('#speed').selectOption('12');
      await page.locator('#play').click();
      await page.waitForFunction(() => Number(/hour (\d+)/.exec(document.querySelector('#clock').textContent)[1]) >= 30);
      await page.locator('#play').click();
      assert.equal(await page.locator('#play').innerText(), 'Play');
      assert.ok((await page.evaluate(() => window.shift)) < 0.001, 'the layout moved');
      await page.locator('#again').click();
      assert.match(await page.locator('#clock').innerText(), /hour 0 of 720/);
      assert.deepEqual(messages, []);
      await page.close();
    });
  }

  check('writes down each change of the level, as it would have been said', async () => {
    const { page } = await visit(place.browser, place.plain);
    await page.locator('input[value=risky]').check();
    const holding = await page.locator('#holding').innerText();
    const bars = simulated();
    const levels = [];
    let hour = 0;
    for (; hour < 60 && levels.length < 2; hour += 1) {
      const { level, status } = await expected(bars, WARM_UP + hour, holding, { opened: WARM_UP });
      const now = status === 'liquidatable' ? status : level;
      if (levels.at(-1) !== now) levels.push(now);
    }
    assert.equal(levels.length, 2, 'this path changes the level within 60 hours');
    for (let step = 1; step < hour; step += 1) {
      await page.locator('#step').click();
      await page.locator('#clock', { hasText: `hour ${step} of` }).waitFor();
    }
    const said = await page.locator('#ledger li').allInnerTexts();
    assert.equal(said.length, 1);
    assert.equal(said[0].toLowerCase().startsWith(`${levels[0]} to ${levels[1]}`), true, said[0]);
    assert.match(said[0], /UTC, ETH at \$[\d,.]+; chance .* within 24\sh$/);
    await page.close();
  });

  check('shows recorded bars where a folder of them is served, and says so', async () => {
    const { page, messages } = await visit(place.browser, place.recorded);
    assert.match(await page.locator('#source').innerText(), /^Recorded hourly bars of ETH, \d+ \w+ \d{4} to \d+ \w+ \d{4}, from the folder served with this page\.$/);
    const bars = recordedBars.ETH;
    const check = async (start) => {
      const hour = [...bars.keys()].find((row) => bars[row * ROW] >= start);
      const from = Math.max(0, hour - 182 * 24);
      const closedBy = (rows, now) => {
        const end = (now - RECORDED_START) / 3600;
        return rows.slice((end - 744) * ROW, end * ROW);
      };
      const marketAt = (now) => marketState(closedBy(recordedBars.BTC, now), closedBy(recordedBars.ETH, now));
      same(await shown(page), await expected(bars.slice(from * ROW), hour - from, await page.locator('#holding').innerText(), { openedAt: start, marketAt }));
    };
    await page.locator('#start').fill('2021-05-10');
    await page.locator('#source', { hasText: '10 May 2021' }).waitFor();
    await check(Date.parse('2021-05-10') / 1000);
    // An episode starts a week before its day.
    await page.locator('#episode').selectOption({ label: '19 May 2021' });
    await page.locator('#source', { hasText: '12 May 2021' }).waitFor();
    await check(Date.parse('2021-05-12') / 1000);
    assert.doesNotMatch(await page.locator('#log').innerText(), /No wider market/);
    await settled(page);
    await shot(page, 'recorded-1440');
    await page.locator('#asset').selectOption('BTC');
    await page.locator('#source', { hasText: 'bars of BTC' }).waitFor();
    await page.locator('#asset').selectOption('simulator');
    await page.locator('#source', { hasText: 'Simulated, not a market' }).waitFor();
    assert.deepEqual(messages, []);
    await page.close();
  });
}
