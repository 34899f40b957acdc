import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { aaveV3View, advice, defaultAdviceOptions, forecastBars, simulateBars } from '../../../wasm/js/node.mjs';
import { check, overflow, serious, shot } from './harness.mjs';
import { serve } from './server.mjs';

const js = fileURLToPath(new URL('../../../wasm/js', import.meta.url));
const example = JSON.parse(await readFile(new URL('../../position.json', import.meta.url), 'utf8'));
const answer = advice(aaveV3View(example), forecastBars(simulateBars(7, 1440, 1_749_999_600, 2500, 0.7)), defaultAdviceOptions());
const marked = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** A page that is not ours: no bundler, no style of ours, a content-security policy without inline styles. */
const BARE = `<!doctype html><html lang="en"><head><title>Any page</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:">
<link rel="icon" href="data:,"><script type="module" src="/element.mjs"></script></head>
<body><main><h1>Any page</h1><plimsoll-line id="one" asset="ETH" advice="${marked(JSON.stringify(answer))}"></plimsoll-line></main></body></html>`;

const texts = (page) => page.locator('#one').evaluate((line) => [...line.shadowRoot.querySelectorAll('li')].map((item) => [...item.children].map(({ textContent }) => textContent)));

async function opened(t, place, options = {}) {
  const server = await serve(js, { '/': BARE });
  t.after(() => server.close());
  const page = await place.browser.newPage({ viewport: { width: 900, height: 800 }, ...options });
  const messages = [];
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  await page.goto(server.address);
  await page.locator('#one .frame').waitFor();
  return { page, messages };
}

export function lines(place) {
  for (const width of [390, 900]) {
    check(`stands on any page at ${width} px: its marks in words, none cut off, no message`, async (t) => {
      for (const colorScheme of ['light', 'dark']) {
        const { page, messages } = await opened(t, place, { viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' });
        const [notice, act, critical] = answer.thresholds;
        const health = (mark) => mark.healthFactor.toFixed(2);
        const price = (mark) => `$${mark.price.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
        assert.deepEqual(await texts(page), [
          ['Liquidation 1.00', `$${answer.liquidationPrice.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} per ETH`],
          [`Critical ${health(critical)}`, price(critical), '1\u00a0% in 2\u00a0h'],
          [`Act ${health(act)}`, price(act), '1\u00a0% in 24\u00a0h'],
          [`Notice ${health(notice)}`, price(notice), '1\u00a0% in 72\u00a0h'],
          [`Now ${answer.healthFactor.toFixed(2)}`, `${answer.leverage.toFixed(2)}× leverage`],
        ]);
        const inside = await page.locator('#one').evaluate((line) => {
          const { right } = line.getBoundingClientRect();
          return [...line.shadowRoot.querySelectorAll('li span, li b')].filter((text) => text.getBoundingClientRect().right > right + 0.5).map((text) => text.textContent);
        });
        assert.deepEqual(inside, [], 'a label is cut off');
        assert.equal(await overflow(page), 0);
        assert.deepEqual(messages, []);
        await shot(page, `line-${width}-${colorScheme}`);
        await page.close();
      }
    });
  }

  check('is accessible to axe and named to a screen reader', async (t) => {
    const server = await serve(js, { '/': BARE.replace(/<meta http-equiv[^>]*>/, '<style>:root { color-scheme: light dark } body { background: Canvas; color: CanvasText }</style>') });
    t.after(() => server.close());
    for (const colorScheme of ['light', 'dark']) {
      const page = await place.browser.newPage({ colorScheme });
      await page.goto(server.address);
      await page.locator('#one .frame').waitFor();
      assert.deepEqual(await serious(page), []);
      assert.match(await page.locator('main').ariaSnapshot(), /group "The load line"[\s\S]*Safe leverage is \d\.\d\d×[\s\S]*Prices are in dollars per ETH\.[\s\S]*listitem/);
      await page.close();
    }
  });

  check('takes an advice as a property, a theme by custom properties, and refuses what is none', async (t) => {
    const { page, messages } = await opened(t, place);
    const color = () => page.locator('#one').evaluate((line) => getComputedStyle(line.shadowRoot.querySelector('.plating')).fill);
    const before = await color();
    await page.evaluate(() => document.querySelector('#one').style.setProperty('--plimsoll-hull', 'rgb(1, 2, 3)'));
    assert.notEqual(before, 'rgb(1, 2, 3)');
    assert.equal(await color(), 'rgb(1, 2, 3)');
    const { deeper, refused, emptied, early } = await page.evaluate((given) => {
      const line = document.querySelector('#one');
      line.advice = { ...given, healthFactor: 1.01 };
      const deeper = [...line.shadowRoot.querySelectorAll('li b')].map(({ textContent }) => textContent);
      let refused = '';
      try {
        line.advice = { health: 1 };
      } catch (error) {
        refused = error.message;
      }
      line.advice = undefined;
      const emptied = line.shadowRoot.childElementCount;
      const second = document.createElement('plimsoll-line');
      second.advice = given;
      document.querySelector('main').append(second);
      return { deeper, refused, emptied, early: second.shadowRoot.querySelectorAll('li').length };
    }, answer);
    assert.equal(deeper[1], 'Now 1.01');
    assert.match(refused, /must be what advice\(\) or jointAdvice\(\) answered/);
    assert.equal(emptied, 0);
    assert.equal(early, 5);
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('follows its height, larger letters and a page that runs from right to left, and cuts nothing off', async (t) => {
    const { page, messages } = await opened(t, place, { reducedMotion: 'reduce' });
    const outside = () =>
      page.locator('#one').evaluate((line) => {
        const box = line.getBoundingClientRect();
        return [...line.shadowRoot.querySelectorAll('li b, li span, svg text')].filter((text) => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          return right > box.right + 0.5 || left < box.left - 0.5 || top < box.top - 0.5 || bottom > box.bottom + 0.5;
        }).map(({ textContent }) => textContent);
      });
    const drawn = () => page.locator('#one').evaluate(({ shadowRoot }) => [shadowRoot.querySelector('.frame').clientHeight, Math.round(Number(shadowRoot.querySelector('.frame > svg').getAttribute('height')))]);
    for (const height of ['300px', '900px', '']) {
      await page.evaluate((to) => (document.querySelector('#one').style.height = to), height);
      await page.waitForTimeout(200);
      const [frame, picture] = await drawn();
      assert.equal(picture, frame, height);
    }
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    assert.deepEqual(await outside(), []);
    assert.equal(await page.locator('#one').evaluate((line) => getComputedStyle(line.shadowRoot.querySelector('.frame')).direction), 'ltr');
    for (const width of [900, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(() => (document.documentElement.style.fontSize = '32px'));
      await page.waitForTimeout(200);
      assert.deepEqual(await outside(), [], `at ${width} px`);
      await shot(page, `line-large-${width}`);
    }
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('takes over properties that were set before it was defined', async (t) => {
    const server = await serve(js, { '/': BARE.replace(/<script.*?<\/script>/, '').replace(/ (asset|advice)="[^"]*"/g, ''), '/late.js': `const line = document.querySelector('#one'); line.asset = 'WBTC'; line.advice = ${JSON.stringify(answer)}; import('/element.mjs');` });
    t.after(() => server.close());
    const page = await place.browser.newPage();
    await page.goto(server.address);
    await page.addScriptTag({ url: '/late.js' });
    await page.locator('#one .frame').waitFor();
    assert.match((await texts(page))[0][1], /^\$[\d,.]+ per WBTC$/);
    assert.equal(await page.locator('#one').getAttribute('asset'), 'WBTC');
    await page.close();
  });

  check('an attribute that is no advice empties the picture and is refused in its own words; null is as absent', async (t) => {
    const { page, messages } = await opened(t, place);
    const { safeLeverage, ...part } = answer;
    for (const wrong of ['{oops', '1', '[]', '"x"', '{"thresholds":[]}', '{"thresholds":[{}]}', JSON.stringify(part), JSON.stringify({ ...answer, healthFactor: 'high' }), JSON.stringify({ ...answer, safeLeverage, thresholds: [{ level: 'act' }] })]) {
      await page.locator('#one').evaluate((line, whole) => line.setAttribute('advice', whole), JSON.stringify(answer));
      assert.equal((await texts(page)).length, 5);
      await page.locator('#one').evaluate((line, text) => line.setAttribute('advice', text), wrong);
      assert.equal((await texts(page)).length, 0, wrong);
      assert.equal(await page.evaluate(() => document.querySelector('#one').advice), undefined);
      assert.match(messages.pop(), /`advice` of <plimsoll-line> must be what advice\(\) or jointAdvice\(\) answered/);
    }
    await page.locator('#one').evaluate((line, given) => (line.advice = given), { ...answer, healthFactor: null, liquidationPrice: null, thresholds: [] });
    assert.deepEqual(await texts(page), [['Nothing owed', `${answer.leverage.toFixed(2)}× leverage`]]);
    assert.deepEqual(messages, []);
    await page.close();
  });

  check('is imported in node without a window', async () => {
    const { PlimsollLine } = await import('../../../wasm/js/element.mjs');
    assert.equal(typeof PlimsollLine, 'function');
  });
}
