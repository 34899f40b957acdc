import assert from 'node:assert/strict';
import { visit } from '../scripts/browser.mjs';
import { check, expected, recordedBars, same, serious, settled, shown, simulated, WARM_UP, watchShifts } from './harness.mjs';
import { csv, serve } from './server.mjs';

/** Milliseconds from the arrival of the last byte that the first advice needs to that advice on the page. */
const LIMIT = 150;
const LOADS = 5;

export function loading(place) {
  check(`shows the first advice at most ${LIMIT} ms after its bytes arrived, and loads the small entry only`, async (t) => {
    const loads = [];
    for (let load = 0; load < LOADS; load += 1) {
      const { page } = await visit(place.browser, place.plain, { serviceWorkers: 'block' });
      loads.push(
        await page.evaluate(() => {
          const [{ startTime: shown }] = performance.getEntriesByName('plimsoll:advice');
          const before = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < shown);
          return { wait: shown - Math.max(...before.map(({ responseEnd }) => responseEnd)), bytes: before.filter(({ name }) => name.endsWith('.wasm')).map(({ encodedBodySize }) => encodedBodySize) };
        }),
      );
      await page.close();
    }
    const waits = loads.map(({ wait }) => wait).sort((a, b) => a - b);
    t.diagnostic(`first advice after the last byte, ms: ${waits.map((wait) => wait.toFixed(0)).join(', ')}; wasm ${loads[0].bytes[0]} bytes`);
    // The least of the loads: the others measure what else the machine does.
    assert.ok(waits[0] <= LIMIT, `${waits[0]} ms`);
    for (const { bytes } of loads) assert.equal(bytes.length, 1, 'the first advice needs one module');
  });

  for (const width of [390, 1440]) {
    check(`moves nothing while it loads at ${width} px`, async (t) => {
      const page = await place.browser.newPage({ viewport: { width, height: 900 } });
      await watchShifts(page);
      await page.goto(place.plain);
      await settled(page);
      const shift = await page.evaluate(() => window.shift);
      t.diagnostic(`cumulative layout shift ${shift}`);
      assert.equal(shift, 0);
      await page.close();
    });
  }

  check('works without a network once it was loaded: a new visit, a plan, bars read before', async (t) => {
    const data = { '/data/index.json': '["BTC","ETH","SOL"]', '/data/ETH.csv': csv(recordedBars.ETH), '/data/BTC.csv': csv(recordedBars.BTC) };
    const server = await serve(place.dist, data);
    const context = await place.browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    const messages = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(error.message));
    await page.goto(server.address);
    await page.locator('#kept', { hasText: 'works without a network' }).waitFor({ timeout: 30_000 });
    const first = await shown(page);
    // Both: no server, and a browser that is told so.
    await server.close();
    await context.setOffline(true);
    await page.reload();
    await page.locator('main[data-ready]').waitFor({ timeout: 30_000 });
    assert.deepEqual(await shown(page), first);
    assert.match(await page.locator('#source').innerText(), /^Recorded hourly bars of ETH/);
    await page.locator('#plan-form button').click();
    await page.locator('#plan-steps table').or(page.locator('#plan-sentence', { hasText: 'Nothing to do' })).first().waitFor();
    await page.locator('#asset').selectOption('simulator');
    await page.locator('#source', { hasText: 'Simulated' }).waitFor();
    same(await shown(page), await expected(simulated(), WARM_UP, await page.locator('#holding').innerText()));
    assert.deepEqual(messages, []);
    await page.locator('#asset').selectOption('SOL');
    await page.locator('#alert', { hasText: 'The bars of SOL could not be read (no network, and not kept from before).' }).waitFor();
  });

  check('follows a theme that is chosen against the system’s', async () => {
    const { page } = await visit(place.browser, place.plain, { colorScheme: 'light' });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const day = await paper();
    await page.locator('#theme').selectOption('dark');
    assert.notEqual(await paper(), day);
    assert.deepEqual(await serious(page), []);
    await page.close();
  });
}
