// The page as its visitor has it: built, served, and used in headless Chromium.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { aaveV3View, advice, defaultAdviceOptions, marketState, simulateBars, Tracker } from '../../../wasm/js/node.mjs';
import { browserPath, launch, visit } from '../scripts/browser.mjs';
import { csv, serve } from './server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const axe = fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url));
const ROW = 6;
const WARM_UP = 1440;
const REPLAY = 720;
const TRAIL = 168;
const START = 1_749_999_600;
const PRESETS = ['safe', 'risky', 'liquidatable', 'debtFree', 'short'];

const simulated = () => simulateBars(7, WARM_UP + REPLAY, START, 2500, 0.7);

/** What the package answers in node at a bar of a path; the position is read off the page's own words. */
async function expected(bars, hour, holding, openedAt, marketAt = () => undefined) {
  const reserves = JSON.parse(await readFile(new URL('../../position.json', import.meta.url), 'utf8'));
  const [, collateral, held, debt, owed] = /^([\d.,]+)\s(\w+) supplied to Aave v3\.7, (?:([\d.,]+)\s(\w+) borrowed|nothing borrowed)/.exec(holding);
  const units = (text, decimals) => BigInt(Math.round(Number(text.replaceAll(',', '')) * 1e6)) * 10n ** BigInt(decimals) / 10n ** 6n;
  const tracker = new Tracker();
  tracker.pushBars(bars.slice(0, (hour - TRAIL) * ROW));
  let previousLevel;
  let answer;
  for (let row = hour - TRAIL; row < hour; row += 1) {
    const [ts, open, high, low, close, volume] = bars.slice(row * ROW, (row + 1) * ROW);
    tracker.push({ ts, open, high, low, close, volume });
    const forecast = tracker.forecast(marketAt(ts + 3600));
    const user = structuredClone(reserves);
    for (const reserve of user.reserves) {
      const supplied = reserve.asset === held ? units(collateral, reserve.decimals) : 0n;
      const borrowed = reserve.asset === owed ? units(debt, reserve.decimals) : 0n;
      if (reserve.factor) reserve.price = String(BigInt(close.toFixed(8).replace('.', '')));
      reserve.elapsedSeconds = Math.max(0, forecast.asOf - openedAt);
      reserve.scaledATokenBalance = String(supplied);
      reserve.scaledVariableDebt = String(borrowed);
      reserve.usedAsCollateral = supplied > 0n;
      reserve.isBorrowing = borrowed > 0n;
    }
    answer = advice(aaveV3View(user), forecast, { ...defaultAdviceOptions(), now: forecast.asOf, ...(previousLevel ? { previousLevel } : {}) });
    previousLevel = answer.level;
  }
  tracker.free();
  return answer;
}

/** Every number that the page shows as such, read back from it. */
const shown = (page) =>
  page.evaluate(() => {
    const numbers = (selector) => [...document.querySelectorAll(selector)].map(({ dataset }) => (dataset.value === undefined ? undefined : Number(dataset.value)));
    const [safe, leverage, liquidationPrice, leadTime] = numbers('#figures .value');
    return { safe, leverage, liquidationPrice, leadTime, probabilities: numbers('#chances .chance'), marks: numbers('#marks td[data-value]') };
  });

const same = (numbers, answer) =>
  assert.deepEqual(numbers, {
    safe: answer.safeLeverage.leverage,
    leverage: answer.leverage,
    liquidationPrice: answer.liquidationPrice,
    leadTime: answer.leadTime.hours,
    probabilities: answer.probabilities.map(({ probability }) => probability),
    marks: answer.thresholds.flatMap(({ healthFactor, price }) => [healthFactor, price]),
  });

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function shot(page, name) {
  const folder = process.env.PLIMSOLL_SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

const skip = browserPath ? false : 'There is no Chromium on this machine: install Debian\'s package `chromium`.';

/** A test that says why it is left out where it cannot run. */
const check = (name, run) => test(name, { skip }, run);

describe('the wallet page', () => {
  let dist;
  let plain;
  let recorded;
  let browser;
  const RECORDED_START = 1_599_998_400;
  const recordedBars = { ETH: simulateBars(11, 9000, RECORDED_START, 300, 0.9), BTC: simulateBars(12, 9000, RECORDED_START, 11_000, 0.6) };

  before(async () => {
    if (skip) return;
    dist = await mkdtemp(join(tmpdir(), 'plimsoll-page-'));
    await build({ root, logLevel: 'error', build: { outDir: dist, emptyOutDir: true } });
    plain = await serve(dist);
    recorded = await serve(dist, {
      '/data/index.json': '["BTC","ETH"]',
      '/data/ETH.csv': csv(recordedBars.ETH),
      '/data/BTC.csv': csv(recordedBars.BTC),
    });
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await Promise.all([plain?.close(), recorded?.close()]);
    if (dist) await rm(dist, { recursive: true, force: true });
  });

  for (const width of [390, 1440]) {
    for (const colorScheme of ['light', 'dark']) {
      check(`shows each position at ${width} px, ${colorScheme}: numbers of the package, no overflow, no serious finding of axe`, async () => {
        const { page, messages } = await visit(browser, plain.address, { viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
        const bars = simulated();
        const openedAt = bars[WARM_UP * ROW];
        for (const preset of PRESETS) {
          await page.locator(`input[value=${preset}]`).check();
          same(await shown(page), await expected(bars, WARM_UP, await page.locator('#holding').innerText(), openedAt));
          assert.equal(await overflow(page), 0, `${preset} overflows`);
          for (const chart of ['hull', 'price', 'chances', 'weather']) {
            const heights = await page.locator(`#${chart} .axis .grid`).evaluateAll((lines) => new Set(lines.map((line) => line.getAttribute('d'))).size);
            assert.ok(heights >= 3, `${preset}: the axis of ${chart} has ${heights} distinct lines`);
          }
          await page.addScriptTag({ path: axe });
          const { violations } = await page.evaluate(() => window.axe.run());
          const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
          assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`), []);
          await shot(page, `${preset}-${width}-${colorScheme}`);
        }
        assert.deepEqual(messages, []);
        await page.close();
      });
    }
  }

  check('says what each position is in its first sentence', async () => {
    const { page } = await visit(browser, plain.address);
    const says = async (preset) => {
      await page.locator(`input[value=${preset}]`).check();
      return page.locator('#sentence').innerText();
    };
    assert.match(await says('safe'), /chance of liquidation within 24\s?hours is .*%/);
    assert.match(await says('liquidatable'), /can be liquidated now: its health factor is 0\.\d\d, below 1/);
    assert.match(await says('debtFree'), /Nothing is owed, so no price can liquidate this position/);
    assert.match(await page.locator('#source').innerText(), /Simulated, not a market: .* seed 7, dated 14 August 2025 to 13 September 2025/);
    await page.close();
  });

  check('shows a short as liquidated by a rise', async () => {
    const { page } = await visit(browser, plain.address);
    await page.locator('input[value=short]').check();
    const { liquidationPrice } = await shown(page);
    assert.ok(liquidationPrice > simulated()[WARM_UP * ROW + 1], `${liquidationPrice}`);
    await page.close();
  });

  check('takes the slider by keyboard and answers at once', async () => {
    const { page } = await visit(browser, plain.address);
    const first = await shown(page);
    await page.locator('#debt').focus();
    for (let press = 0; press < 20; press += 1) await page.keyboard.press('ArrowRight');
    const second = await shown(page);
    assert.ok(second.leverage > first.leverage);
    assert.ok(second.liquidationPrice > first.liquidationPrice);
    assert.match(await page.locator('#debt').getAttribute('aria-valuetext'), /^[\d,]+\sUSDC owed, leverage \d\.\d\d, health factor \d\.\d\d$/);
    const bars = simulated();
    same(second, await expected(bars, WARM_UP, await page.locator('#holding').innerText(), bars[WARM_UP * ROW]));
    await page.keyboard.press('Home');
    assert.match(await page.locator('#sentence').innerText(), /Nothing is owed/);
    await page.locator('#spoken', { hasText: 'Nothing is owed' }).waitFor({ state: 'attached' });
    await page.close();
  });

  check('reaches every control by keyboard and shows where the focus is', async () => {
    const { page } = await visit(browser, plain.address);
    const reached = new Set();
    for (let press = 0; press < 20; press += 1) {
      await page.keyboard.press('Tab');
      const { id, ring } = await page.evaluate(() => {
        const on = document.activeElement;
        const drawn = on.name === 'preset' ? on.nextElementSibling : on;
        return { id: on.id || on.name || on.className, ring: getComputedStyle(drawn).outlineStyle };
      });
      if (id) assert.equal(ring, 'solid', `${id} shows no focus`);
      reached.add(id);
    }
    for (const id of ['skip', 'theme', 'preset', 'debt', 'alpha', 'horizon', 'play', 'step', 'again', 'speed', 'asset', 'seed']) {
      assert.ok(reached.has(id), `${id} was not reached`);
    }
    await page.close();
  });

  for (const width of [390, 1440]) check(`replays bar by bar at ${width} px: what it shows is what the package says at each, and nothing jumps`, async () => {
    const { page, messages } = await visit(browser, plain.address, { viewport: { width, height: 900 } });
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
      same(await shown(page), await expected(bars, WARM_UP + hour, await page.locator('#holding').innerText(), bars[WARM_UP * ROW]));
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

  check('takes another seed and another accepted chance', async () => {
    const { page } = await visit(browser, plain.address);
    const first = await shown(page);
    await page.locator('#alpha').selectOption('0.1');
    assert.ok((await shown(page)).safe >= first.safe);
    await page.locator('#alpha').selectOption('0.01');
    await page.locator('#seed').fill('8');
    await page.locator('#seed').press('Enter');
    await page.locator('#source', { hasText: 'seed 8' }).waitFor();
    assert.notDeepEqual(await shown(page), first);
    await page.close();
  });

  check('shows recorded bars where a folder of them is served, and says so', async () => {
    const { page, messages } = await visit(browser, recorded.address);
    assert.match(await page.locator('#source').innerText(), /^Recorded hourly bars of ETH, \d+ \w+ \d{4} to \d+ \w+ \d{4}, from the folder served with this page\.$/);
    const bars = recordedBars.ETH;
    const start = Date.parse('2021-05-10') / 1000;
    await page.locator('#start').fill('2021-05-10');
    await page.locator('#source', { hasText: '10 May 2021' }).waitFor();
    const hour = [...bars.keys()].find((row) => bars[row * ROW] >= start);
    const from = Math.max(0, hour - 182 * 24);
    const closedBy = (rows, now) => {
      const end = (now - RECORDED_START) / 3600;
      return rows.slice((end - 744) * ROW, end * ROW);
    };
    const marketAt = (now) => marketState(closedBy(recordedBars.BTC, now), closedBy(recordedBars.ETH, now));
    same(await shown(page), await expected(bars.slice(from * ROW), hour - from, await page.locator('#holding').innerText(), start, marketAt));
    assert.doesNotMatch(await page.locator('#log').innerText(), /No wider market/);
    await page.locator('#asset').selectOption('BTC');
    await page.locator('#source', { hasText: 'bars of BTC' }).waitFor();
    await page.locator('#asset').selectOption('simulator');
    await page.locator('#source', { hasText: 'Simulated, not a market' }).waitFor();
    await shot(page, 'recorded-1440');
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('works on without a network once it is loaded', async () => {
    const { page, messages } = await visit(browser, plain.address);
    await page.context().setOffline(true);
    await page.locator('#seed').fill('21');
    await page.locator('#seed').press('Enter');
    await page.locator('#source', { hasText: 'seed 21' }).waitFor();
    await page.locator('#step').click();
    assert.match(await page.locator('#clock').innerText(), /hour 1 of 720/);
    assert.deepEqual(messages, []);
    await page.close();
  });
});
