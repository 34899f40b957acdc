import assert from 'node:assert/strict';
import { visit } from '../scripts/browser.mjs';
import { check, overflow, serious, settled, shot } from './harness.mjs';

const USERS = { Anchor: '0x00000000000000000000000000000000000000a1', Buoy: '0x00000000000000000000000000000000000000b0', shared: '0x00000000000000000000000000000000000000cc' };
const POOL = '0x00000000000000000000000000000000000000bb';
const PICTURE = 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"%3E%3Crect width="8" height="8" fill="%23';

/** The page in a browser with wallets that announce themselves when they are asked, as EIP-6963 has it. */
async function open({ browser, chain }, names, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  await context.addInitScript(
    ({ names, users, picture }) => {
      const provider = (name) => ({
        request: async ({ method }) => {
          (window.requests ??= []).push(`${name} ${method}`);
          return { eth_requestAccounts: [users[name]], eth_chainId: '0x5', eth_getBlockByNumber: { number: '0x2a', timestamp: '0x684ff300' } }[method];
        },
      });
      window.ethereum = provider('shared');
      window.announce = (detail) => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze(detail) }));
      window.wallets = Object.fromEntries(
        names.map((name) => {
          const info = { uuid: `id of ${name}`, name, icon: `${picture}${name === 'Anchor' ? '009e73' : 'e69f00'}"/%3E%3C/svg%3E`, rdns: `org.${name.toLowerCase()}` };
          return [name, { info, provider: provider(name) }];
        }),
      );
      window.addEventListener('eip6963:requestProvider', () => Object.values(window.wallets).forEach(window.announce));
    },
    { names, users: USERS, picture: PICTURE },
  );
  const { page, messages } = await visit(context, chain);
  await page.locator('#enter').click();
  await page.locator('input[name=way][value=connect]').check();
  return { page, messages, listed: () => page.locator('#wallets label').allInnerTexts(), close: () => context.close() };
}

/** Reads an account through what is chosen, and sees whose it is. */
async function reads(page, name) {
  await page.locator('#chain-venue').selectOption('aaveV3');
  if ((await page.locator('#elsewhere').getAttribute('open')) === null) await page.locator('#elsewhere summary').click();
  await page.locator('#contract-aaveV3').fill(POOL);
  await page.locator('#account-take').click();
  await page.locator('#account').waitFor({ state: 'hidden', timeout: 30_000 });
  assert.equal(await page.evaluate(() => window.asked.user), USERS[name]);
  const asked = await page.evaluate(() => window.requests);
  assert.deepEqual([...new Set(asked.map((request) => request.split(' ')[0]))], [name], 'no other wallet is asked anything');
}

export function discovery(place) {
  for (const [width, colorScheme] of [[390, 'dark'], [1440, 'light']]) {
    check(`two wallets that announce themselves are listed by name and picture; the one chosen is asked, at ${width} px`, async () => {
      const { page, messages, listed, close } = await open(place, ['Anchor', 'Buoy'], { viewport: { width, height: 900 }, colorScheme });
      assert.deepEqual(await listed(), ['Anchor', 'Buoy']);
      assert.equal(await page.locator('#wallets-note').innerText(), '2 wallets are in this browser.');
      assert.deepEqual(await page.locator('#wallets img').evaluateAll((all) => all.map(({ alt, complete, naturalWidth }) => [alt, complete && naturalWidth > 0])), [['', true], ['', true]]);
      assert.deepEqual(await page.evaluate(() => window.requests ?? []), [], 'nothing is asked before the visitor says so');
      assert.equal(await overflow(page), 0);
      assert.deepEqual(await serious(page), []);
      await shot(page, `wallets-${width}-${colorScheme}`, false);
      await page.locator('#wallets label', { hasText: 'Buoy' }).click();
      await reads(page, 'Buoy');
      assert.match(await page.locator('#origin').innerText(), /^Account 0x0000…00b0, read at block 42/);
      assert.deepEqual(messages, []);
      await close();
    });
  }

  check('the list is one group of choices for a screen reader, and is used by the keyboard alone', async () => {
    const { page, messages, close } = await open(place, ['Anchor', 'Buoy']);
    const group = page.getByRole('group', { name: 'Through' });
    assert.deepEqual(await group.getByRole('radio').count(), 3);
    for (const name of ['Anchor', 'Buoy', 'an RPC address']) assert.equal(await group.getByRole('radio', { name, exact: true }).count(), 1, name);
    assert.equal(await page.getByRole('status').filter({ hasText: '2 wallets' }).count(), 1, 'how many there are is said');
    await page.getByRole('radio', { name: 'Wallet or chain' }).focus();
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate(() => document.activeElement.closest('label').innerText);
    assert.equal(await focused(), 'Anchor');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'Buoy');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'an RPC address');
    assert.equal(await page.locator('#rpc-field').isVisible(), true);
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'Anchor');
    assert.equal(await page.locator('#rpc-field').isVisible(), false);
    await reads(page, 'Anchor');
    assert.deepEqual(messages, []);
    await close();
  });

  check('one that comes late joins the list, takes no place, and moves neither the choice nor the focus', async () => {
    const { page, messages, listed, close } = await open(place, ['Anchor']);
    await page.locator('#wallets input').focus();
    await page.evaluate(() => {
      const { info, provider } = window.wallets.Anchor;
      const late = { request: async () => ['0x00000000000000000000000000000000000000ee'] };
      // The same one again; another one by its id; one of its name; and what is no wallet at all.
      window.announce({ info, provider });
      window.announce({ info: { ...info, name: 'Thief' }, provider: late });
      window.announce({ info: { ...info, uuid: 'late', icon: 'https://example.org/track.png', rdns: 'org.other' }, provider: late });
      for (const detail of [null, {}, { info: {}, provider: late }, { info: { ...info, uuid: 'x', name: '<b>x</b>' } }]) window.announce(detail);
    });
    assert.deepEqual(await listed(), ['Anchor', 'Anchor (org.other)']);
    assert.equal(await page.locator('#wallets img').count(), 1, 'a picture that would be fetched is not shown');
    assert.equal(await page.evaluate(() => document.activeElement.value), 'id of Anchor');
    await reads(page, 'Anchor');
    assert.deepEqual(messages, []);
    await close();
  });

  check('without any, the wallet at window.ethereum is offered', async () => {
    const { page, messages, listed, close } = await open(place, []);
    assert.deepEqual(await listed(), ['this browser’s wallet']);
    await reads(page, 'shared');
    await settled(page);
    assert.deepEqual(messages, []);
    await close();
  });
}
