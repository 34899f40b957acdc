// What the tests of the page share: the page built and served, and what the package itself answers in node.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { aaveV3View, advice, defaultAdviceOptions, simulateBars, Tracker } from '../../../wasm/js/node.mjs';
import { browserPath, launch } from '../scripts/browser.mjs';
import { csv, serve } from './server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const axe = fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url));
export const ROW = 6;
export const WARM_UP = 1440;
export const REPLAY = 720;
const START = 1_749_999_600;
export const PRESETS = ['safe', 'risky', 'liquidatable', 'debtFree', 'short'];
export const RECORDED_START = 1_599_998_400;
export const recordedBars = { ETH: simulateBars(11, 9000, RECORDED_START, 300, 0.9), BTC: simulateBars(12, 9000, RECORDED_START, 11_000, 0.6) };

/** The path that the page shows first, or another one by its seed. */
export const simulated = (seed = 7) => simulateBars(seed, WARM_UP + REPLAY, START, 2500, 0.7);

/** What the package answers in node at a bar of a path; the position is read off the page's own words. */
export async function expected(bars, hour, holding, { openedAt = bars[WARM_UP * ROW], opened = hour, marketAt = () => undefined, options = {} } = {}) {
  const reserves = JSON.parse(await readFile(new URL('../../position.json', import.meta.url), 'utf8'));
  const [, collateral, held, debt, owed] = /^([\d.,]+)\s(\w+) supplied to Aave v3\.7, (?:([\d.,]+)\s(\w+) borrowed|nothing borrowed)/.exec(holding);
  const units = (text, decimals) => BigInt(Math.round(Number(text.replaceAll(',', '')) * 1e6)) * 10n ** BigInt(decimals) / 10n ** 6n;
  const tracker = new Tracker();
  tracker.pushBars(bars.slice(0, (opened - 1) * ROW));
  let previousLevel;
  let answer;
  for (let row = opened - 1; row < hour; row += 1) {
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
    answer = advice(aaveV3View(user), forecast, { ...defaultAdviceOptions(), ...options, now: forecast.asOf, ...(previousLevel ? { previousLevel } : {}) });
    previousLevel = answer.level;
  }
  tracker.free();
  return answer;
}

/** Every number that the page shows as such, read back from it. */
export const shown = (page) =>
  page.evaluate(() => {
    const numbers = (selector) => [...document.querySelectorAll(selector)].map(({ dataset }) => (dataset.value === undefined ? undefined : Number(dataset.value)));
    const [safe, leverage, liquidationPrice, leadTime] = numbers('#figures .value');
    return { safe, leverage, liquidationPrice, leadTime, probabilities: numbers('#chances .chance'), marks: numbers('#marks td[data-value]') };
  });

/** The same numbers of an answer about one asset. */
export const numbersOf = (answer) => ({
  safe: answer.safeLeverage.leverage,
  leverage: answer.leverage,
  liquidationPrice: answer.liquidationPrice,
  leadTime: answer.leadTime.hours,
  probabilities: answer.probabilities.map(({ probability }) => probability),
  marks: answer.thresholds.flatMap(({ healthFactor, price }) => [healthFactor, price]),
});

export const same = (numbers, answer) => assert.deepEqual(numbers, numbersOf(answer));

/** Waits until the hours up to now are drawn, too. */
export const settled = (page) => page.locator('main[data-settled]').waitFor({ timeout: 30_000 });

export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Serious findings of axe, each with where it is. */
export async function serious(page) {
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** A screenshot, where a folder for them is named. */
export async function shot(page, name, fullPage = true) {
  const folder = process.env.PLIMSOLL_SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}

/** Layout shifts from here on, the page's own and those after a click alike. */
export const watchShifts = (page) =>
  page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });

export const skip = browserPath ? false : 'There is no Chromium on this machine: install Debian\'s package `chromium`.';

/** A test that says why it is left out where it cannot run. */
export const check = (name, run) => test(name, { skip, timeout: 120_000 }, run);

/** Builds the page into a folder of its own. */
export async function built(alias = []) {
  const dist = await mkdtemp(join(tmpdir(), 'plimsoll-page-'));
  await build({ root, logLevel: 'error', resolve: { alias }, build: { outDir: dist, emptyOutDir: true } });
  return dist;
}

/** The page, served alone and with bars; and with a stub in the place of the reader of chains. */
export async function open() {
  const dist = await built();
  const stub = fileURLToPath(new URL('stub-reader.mjs', import.meta.url));
  const stubbed = await built([{ find: /^plimsoll\/viem$/, replacement: stub }]);
  const plain = await serve(dist);
  const recorded = await serve(dist, {
    '/data/index.json': '["BTC","ETH"]',
    '/data/ETH.csv': csv(recordedBars.ETH),
    '/data/BTC.csv': csv(recordedBars.BTC),
  });
  const chain = await serve(stubbed);
  const browser = await launch();
  return {
    dist,
    browser,
    plain: plain.address,
    recorded: recorded.address,
    chain: chain.address,
    async close() {
      await browser.close();
      await Promise.all([plain.close(), recorded.close(), chain.close()]);
      for (const folder of [dist, stubbed]) await rm(folder, { recursive: true, force: true });
    },
  };
}
