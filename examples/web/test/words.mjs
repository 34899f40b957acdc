import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';
import { createServer } from 'vite';
import { aaveV3View, advice, defaultAdviceOptions, forecastBars, simulateBars } from '../../../wasm/js/node.mjs';
import { readFile } from 'node:fs/promises';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = JSON.parse(await readFile(new URL('../../position.json', import.meta.url), 'utf8'));
const forecast = forecastBars(simulateBars(7, 1440, 1_749_999_600, 2500, 0.7));

/** The advice on the example with another debt, dollars. */
function owing(debt, options = {}) {
  const user = structuredClone(example);
  user.reserves[1].scaledVariableDebt = String(debt * 1e6);
  return advice(aaveV3View(user), forecast, { ...defaultAdviceOptions(), ...options });
}

/** The smallest debt, in hundreds of dollars, of which something is so. */
function firstDebt(is, options) {
  for (let debt = 10_000; debt < 20_000; debt += 50) if (is(owing(debt, options))) return debt;
  return assert.fail('no debt is so');
}

export function words() {
  let server;
  after(() => server?.close());
  const module = async (name) => {
    server ??= await createServer({ root, logLevel: 'error', server: { middlewareMode: true, hmr: false }, appType: 'custom', optimizeDeps: { noDiscovery: true } });
    return server.ssrLoadModule(`/src/${name}.ts`);
  };

  test('a level that is only kept is not called an overload', async () => {
    const { sentence } = await module('sentence');
    const day = ({ probabilities: [{ probability }] }) => probability;
    const debt = firstDebt((answer) => day(answer) >= 0.006 && day(answer) < 0.0095);
    const fresh = owing(debt);
    const kept = owing(debt, { previousLevel: 'act' });
    assert.equal(kept.level, 'act');
    assert.notEqual(fresh.level, 'act');
    assert.ok(kept.leverage <= kept.safeLeverage.leverage);
    assert.match(sentence(kept, 'ETH'), /^It was overloaded, and is only just back: .* was over 1\s% and is 0\.\d\s%.* wait until it is below 0\.5\s%\.$/);
    const over = owing(firstDebt((answer) => day(answer) >= 0.02));
    assert.match(sentence(over, 'ETH'), /^Overloaded: repay or add collateral today/);
    const three = firstDebt(({ probabilities: [, { probability }] }) => probability >= 0.006 && probability < 0.0095);
    assert.match(sentence(owing(three, { previousLevel: 'notice' }), 'ETH'), /^Worth watching still\. .* wait until it is below 0\.5\s%\./);
    const critical = owing(debt, { previousLevel: 'critical' });
    if (critical.level === 'critical') assert.match(sentence(critical, 'ETH'), /^It was at its critical mark/);
    assert.match(sentence({ ...kept, level: 'critical', healthFactor: 1.5 }, 'ETH'), /^It was at its critical mark, and is only just back from it: stay ready to act until .* within 2\sh is below 0\.5\s%\./);
  });

  test('a position rides high only where it is not above the safe leverage', async () => {
    const { sentence } = await module('sentence');
    assert.match(sentence(owing(10_000), 'ETH'), /^This position rides high\./);
    const week = { horizonHours: 168 };
    const above = owing(firstDebt(({ level, leverage, safeLeverage }) => level === 'calm' && leverage > safeLeverage.leverage, week), week);
    assert.match(sentence(above, 'ETH'), new RegExp(`^No mark is reached, but this position is above the safe leverage of ${above.safeLeverage.leverage.toFixed(2)}× for 1\\s% within 168\\sh\\.`));
  });

  test('a chance says how well it is known, and a simulation that met nothing does not make it 0', async () => {
    const { chanceOf, chanceWithin, sentence } = await module('sentence');
    const said = (text) => text.replaceAll('\u00a0', ' ');
    const answer = owing(14_000);
    const [{ low, high }] = answer.probabilities;
    const percent = (fraction) => (100 * fraction).toFixed(2);
    assert.ok(said(sentence(answer, 'ETH')).includes(` (90 %: ${percent(low)} % to ${percent(high)} %), `), sentence(answer, 'ETH'));
    const joint = { ...answer, paths: 10_000, probabilities: [{ horizonHours: 24, probability: 0, standardError: 0.0002 }] };
    assert.equal(said(chanceOf(joint, 24)), 'near 0 %');
    assert.equal(said(chanceWithin(joint, 24)), 'near 0 % (none of 10,000 simulated paths, ± 0.02 %)');
    joint.probabilities[0].standardError = 0;
    assert.equal(said(chanceWithin(joint, 24)), '0 %', 'where nothing is owed it is 0');
    joint.probabilities[0] = { horizonHours: 24, probability: 0.004, standardError: 0.0006 };
    assert.equal(said(chanceWithin(joint, 24)), '0.4 % ± 0.06 %');
  });

  test('the lines of the package’s README about a worker run, and find what the direct call finds', async () => {
    const readme = await readFile(new URL('../../../wasm/README.md', import.meta.url), 'utf8');
    const [lines] = readme.match(/(?<=```ts\n)import \{ forecastBars \}[^]*?(?=```)/) ?? assert.fail('the README has no such lines');
    const { createWorker } = await import('../../../wasm/js/worker.node.mjs');
    const { firstPassage } = await import('../../../wasm/pkg/full/node.mjs');
    const bars = simulateBars(7, 1440, 1_749_999_600, 2500, 0.7);
    const told = [];
    const given = { bars, forecastBars, createWorker, console: { log: (...values) => told.push(values) } };
    const run = Object.getPrototypeOf(async () => {}).constructor;
    await new run(...Object.keys(given), lines.replace(/^import .*$/gm, ''))(...Object.values(given));
    const direct = firstPassage(forecast, 0.05, 'fall', { seed: 1, paths: 50_000, horizonHours: 24 });
    assert.deepEqual(told.at(-1), [direct.probability, direct.standardError]);
    assert.deepEqual(told.at(-2), ['100 %']);
  });

  test('no chance reads as certain that is not, and cheap prices keep four digits', async () => {
    const { chance, dollars } = await module('format');
    const said = (probability, certain) => chance(probability, certain).replaceAll('\u00a0', ' ');
    assert.deepEqual([0, 0.00005, 0.0123, 0.42, 0.994, 0.995, 0.9994, 1].map((at) => said(at)), ['0 %', 'under 0.01 %', '1.2 %', '42 %', '99 %', 'over 99 %', 'over 99 %', 'over 99 %']);
    assert.equal(said(1, true), '100 %');
    assert.equal(said(0.999, true), 'over 99 %');
    assert.deepEqual([0.0000071, 0.012345, 0.5, 1.5, 2412.5].map(dollars), ['$0.000007100', '$0.01235', '$0.5000', '$1.500', '$2,412.50']);
    const { marksOf } = await import('../../../wasm/js/element/words.mjs');
    const [mark] = marksOf({ thresholds: [{ level: 'act', healthFactor: 1.1, price: 0.0000071, alpha: 0.01, horizonHours: 24 }], healthFactor: 1.2, leverage: 2 }, 'PEPE');
    assert.equal(mark.figures[0], '$0.000007100');
  });
}
