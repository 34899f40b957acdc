// What fails around the page: fonts, bar files, the worker, a new build under an open tab; and what narrow screens and long names do.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { visit } from '../scripts/browser.mjs';
import { check, overflow, recordedBars, settled, simulated, WARM_UP } from './harness.mjs';
import { csv, serve } from './server.mjs';

const text = (page, id) => page.locator(`#${id}`).innerText();

async function enter(page, fields = {}) {
  await page.locator('#enter').click();
  await page.locator('input[name=way][value=aaveV3]').check();
  for (const [id, value] of Object.entries(fields)) {
    const field = page.locator(`#${id}`);
    if ((await field.evaluate(({ tagName }) => tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await page.locator('#account-take').click();
}

/** The bars of a file as its lines, with one of them changed. */
const ETH = csv(recordedBars.ETH).split('\n');
const file = (change) => {
  const lines = [...ETH];
  change(lines);
  return { '/data/index.json': '["ETH"]', '/data/ETH.csv': lines.join('\n') };
};

export function faults(place) {
  check('fonts that are blocked, or that never come, do not hold the page up', async () => {
    for (const handle of [(route) => route.abort(), () => undefined]) {
      const page = await place.browser.newPage();
      await page.route('**/*.woff2', handle);
      const start = Date.now();
      await page.goto(place.plain, { waitUntil: 'commit' });
      await page.locator('main[data-ready]').waitFor({ timeout: 10_000 });
      assert.match(await text(page, 'sentence'), /chance of liquidation/);
      assert.ok(Date.now() - start < 9_000);
      await page.close();
    }
  });

  for (const [name, change, said] of [
    ['a cell that is no number', (lines) => (lines[5000] = lines[5000].replace(/,[^,]*$/, ',n/a')), 'data/ETH.csv, line 5001: “n/a” where a number should be.'],
    ['an empty cell', (lines) => (lines[5000] = lines[5000].replace(/,[^,]*$/, ',')), 'data/ETH.csv, line 5001: an empty cell where a number should be.'],
    ['a short row', (lines) => (lines[70] = lines[70].split(',').slice(0, 5).join(',')), 'data/ETH.csv, line 71: 5 of the six numbers of a bar.'],
    ['a row twice', (lines) => lines.splice(300, 0, lines[300]), 'data/ETH.csv, line 302: its time is not later than that of the row before it.'],
    ['no rows', (lines) => lines.splice(1), 'data/ETH.csv holds no bars.'],
    ['two rows', (lines) => lines.splice(3), 'The path has too few bars to show.'],
  ]) {
    check(`a file with ${name} is refused by its line, and simulated bars are shown instead`, async (t) => {
      const server = await serve(place.dist, file(change));
      t.after(() => server.close());
      const { page, messages } = await visit(place.browser, server.address, { serviceWorkers: 'block' });
      assert.equal(await text(page, 'alert'), `${said} Simulated bars are shown instead.`);
      assert.match(await text(page, 'source'), /^Simulated, not a market/);
      assert.equal(await page.locator('#asset').inputValue(), 'simulator');
      await page.locator('#step').click();
      await page.locator('#clock', { hasText: 'hour 1 of' }).waitFor();
      assert.equal(await text(page, 'alert'), '');
      // Chosen again, it fails again, and the choice goes back.
      await page.locator('#asset').selectOption('ETH');
      await page.locator('#alert', { hasText: said }).waitFor();
      assert.equal(await page.locator('#asset').inputValue(), 'simulator');
      assert.match(await text(page, 'clock'), /hour 1 of/);
      assert.deepEqual(messages.filter((message) => !message.includes('blocked by Playwright')), []);
      await page.close();
    });
  }

  check('a file that is well but for a mark, line ends and empty lines is read; a bar that the core refuses stops the replay before it', async (t) => {
    const odd = await serve(place.dist, { '/data/index.json': '["ETH"]', '/data/ETH.csv': `\ufeff${ETH.join('\r\n')}\r\n\r\n` });
    t.after(() => odd.close());
    const { page: first } = await visit(place.browser, odd.address, { serviceWorkers: 'block' });
    assert.match(await text(first, 'source'), /^Recorded hourly bars of ETH/);
    await first.close();
    // A replay starts 48 and 720 hours before the end.
    const row = ETH.length - 2 - 48 - 720 + 3;
    const bad = await serve(place.dist, file((lines) => (lines[row + 1] = lines[row + 1].split(',').map((cell, column) => (column === 3 || column === 4 ? '0' : cell)).join(','))));
    t.after(() => bad.close());
    const { page } = await visit(place.browser, bad.address, { serviceWorkers: 'block' });
    let hour = 0;
    for (let step = 0; step < 12 && (await text(page, 'alert')) === ''; step += 1) {
      hour = Number(/hour (\d+)/.exec(await text(page, 'clock'))[1]);
      await page.locator('#step').click();
      await page.waitForTimeout(100);
    }
    assert.notEqual(await text(page, 'alert'), '', 'the bar is refused');
    assert.match(await text(page, 'clock'), new RegExp(`hour ${hour} of`));
    await page.locator('input[value=risky]').check();
    assert.match(await text(page, 'holding'), /Aave v3\.7, [\d,]+\sUSDC borrowed/);
    assert.match(await text(page, 'level'), /Act|Critical|Notice/);
    assert.equal(await text(page, 'alert'), '');
    await page.close();
  });

  check('an account that cannot be shown on the bars leaves the choice as it was', async () => {
    const { page } = await visit(place.browser, place.recorded, { serviceWorkers: 'block' });
    await page.locator('#asset').selectOption('simulator');
    await page.locator('#source', { hasText: 'Simulated' }).waitFor();
    await enter(page, { 'collateral-0-factor': 'SOL' });
    await page.locator('#account').waitFor({ state: 'hidden' });
    assert.deepEqual(await page.locator('#asset option').allInnerTexts(), ['its own, recorded', 'simulated'], 'the account fixes the path');
    await page.locator('#asset').selectOption({ label: 'its own, recorded' });
    await page.locator('#alert', { hasText: 'No bars of SOL are served with this page.' }).waitFor();
    assert.match(await text(page, 'source'), /^Simulated/);
    assert.equal(await page.locator('#asset').inputValue(), 'simulator');
    assert.equal(await page.locator('#own').isChecked(), true);
    await page.close();
  });

  check('a day is typed in peace: it is taken at Enter, refused outside the bars, and ends the episode', async () => {
    const { page } = await visit(place.browser, place.recorded, { serviceWorkers: 'block' });
    await page.locator('#episode').selectOption({ label: '19 May 2021' });
    await page.locator('#source', { hasText: '12 May 2021' }).waitFor();
    await page.locator('#start').click({ position: { x: 12, y: 15 } });
    await page.keyboard.type('06102021', { delay: 60 });
    assert.match(await text(page, 'source'), /12 May 2021/);
    await page.keyboard.press('Enter');
    await page.locator('#source', { hasText: '10 June 2021' }).waitFor();
    assert.equal(await page.locator('#episode').inputValue(), '');
    await page.locator('#start').click({ position: { x: 12, y: 15 } });
    await page.keyboard.type('06101999', { delay: 20 });
    await page.keyboard.press('Enter');
    await page.locator('#alert', { hasText: /^From: the bars reach from / }).waitFor();
    assert.match(await text(page, 'source'), /10 June 2021/);
    await page.keyboard.type('05');
    await page.locator('#speed').focus();
    assert.equal(await page.locator('#start').inputValue(), '2021-06-10', 'who has left the field sees what is shown');
    await page.close();
  });

  check('a simulation that cannot be run is said, and can be asked for again', async () => {
    const { page } = await visit(place.browser, place.plain, { serviceWorkers: 'block' });
    const two = { 'collateral-1-asset': 'BTC', 'collateral-1-amount': '0.3', 'collateral-1-price': '60000', 'collateral-1-factor': 'BTC', 'collateral-1-threshold': '78', 'collateral-1-ltv': '73', 'debt-0-amount': '29000' };
    await page.route('**/joint.worker*', (route) => route.abort());
    await enter(page, two);
    await page.locator('#account-error', { hasText: 'The simulation could not be run' }).waitFor();
    assert.equal(await page.locator('main').getAttribute('data-busy'), null);
    assert.match(await text(page, 'holding'), /Aave v3\.7/);
    await page.unroute('**/joint.worker*');
    await page.locator('#account-take').click();
    await page.locator('#account').waitFor({ state: 'hidden', timeout: 30_000 });
    assert.match(await text(page, 'holding'), /0\.3\sBTC supplied/);
    await page.close();
  });

  check('a tab that is open while a new build is put up goes on with its own files', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-builds-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    await cp(place.dist, folder, { recursive: true });
    const server = await serve(folder);
    t.after(() => server.close());
    const context = await place.browser.newContext();
    t.after(() => context.close());
    const { page, messages } = await visit({ newPage: () => context.newPage() }, server.address);
    await page.locator('#kept', { hasText: 'works without a network' }).waitFor({ timeout: 30_000 });
    // The new build has another name for the file that is loaded when the venue's integers are asked for.
    const files = await readdir(join(folder, 'assets'));
    const chunk = files.find((name) => /^browser-.*\.js$/.test(name));
    const renamed = 'browser-ANOTHER1.js';
    await rename(join(folder, 'assets', chunk), join(folder, 'assets', renamed));
    for (const name of ['index.html', 'sw.js', `assets/${renamed}`, ...files.filter((file) => file.endsWith('.js') && file !== chunk).map((file) => `assets/${file}`)]) {
      const source = await readFile(join(folder, name), 'utf8');
      const changed = source.replaceAll(chunk, renamed);
      await writeFile(join(folder, name), name === 'sw.js' ? changed.replace(/plimsoll-[0-9a-f]{16}/, 'plimsoll-00000000deadbeef') : changed);
    }
    const second = await context.newPage();
    await second.goto(server.address);
    await second.locator('main[data-ready]').waitFor();
    await second.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await second.waitForFunction(async () => (await navigator.serviceWorker.getRegistration()).waiting, undefined, { timeout: 30_000 });
    await second.locator('#exact').click();
    await second.locator('#log', { hasText: 'The venue’s verdict' }).waitFor({ timeout: 30_000 });
    await page.locator('#exact').click();
    await page.locator('#log', { hasText: 'The venue’s verdict' }).waitFor({ timeout: 30_000 });
    assert.equal(await text(page, 'alert'), '');
    assert.deepEqual(messages, []);
    // When both are closed the new one takes over, and the old one's files go.
    await page.close();
    await second.close();
    const third = await context.newPage();
    await third.goto(server.address);
    await third.waitForFunction(async () => (await caches.keys()).filter((name) => name !== 'plimsoll-data').join() === 'plimsoll-00000000deadbeef', undefined, { timeout: 30_000 });
  });

  check('the smallest screen and the longest name of a token push nothing aside, and cut no letters of a chart', async () => {
    const { page } = await visit(place.browser, place.plain, { viewport: { width: 320, height: 800 } });
    for (const preset of ['safe', 'risky', 'liquidatable', 'debtFree', 'short']) {
      await page.locator(`input[value=${preset}]`).check();
      await settled(page);
      assert.equal(await overflow(page), 0, preset);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('.plot svg text')].filter((letters) => {
          const [{ left, right }, plot] = [letters.getBoundingClientRect(), letters.closest('.plot').getBoundingClientRect()];
          return right > plot.right + 1 || left < plot.left - 1;
        }).map((letters) => `${letters.closest('.plot').id}: ${letters.textContent}`),
      );
      assert.deepEqual(cut, [], preset);
    }
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await enter(page, { 'collateral-0-asset': 'averyveryverylongnameofatoken'.repeat(3).slice(0, 70) });
      await page.locator('#account').waitFor({ state: 'hidden' });
      await settled(page);
      assert.equal(await overflow(page), 0, `a long name at ${width} px`);
    }
    await page.close();
  });

  check('the keyboard keeps its place: no stop at an empty plan, and none lost at the end of the replay', async () => {
    const { page } = await visit(place.browser, place.plain);
    await page.locator('#plan-form button').focus();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'play');
    assert.equal(await page.locator('#debt-value').getAttribute('aria-live'), 'off');
    await page.evaluate(() => {
      document.querySelector('#speed').append(new Option('fast', '500'));
      document.querySelector('#speed').value = '500';
    });
    await page.keyboard.press('Enter');
    const { length } = simulated();
    await page.locator('#clock', { hasText: `hour ${length / 6 - WARM_UP} of` }).waitFor({ timeout: 90_000 });
    assert.equal(await page.locator('#play').isDisabled(), true);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'again');
    await page.close();
  });
}
