// A wallet in the page: an EIP-1193 provider that forwards to a local chain, and what its owner does with it.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { launch, visit } from '../scripts/browser.mjs';
import { built } from './harness.mjs';
import { serve } from './server.mjs';

const WAD = 10n ** 18n;

/** 18 decimals, all digits. */
export const decimals = (units) => `${units / WAD}.${String(units % WAD).padStart(18, '0')}`;

/** The page built and served, and a browser; each leaves with `after` how to end it. */
export async function openPage(after) {
  const dist = await built();
  after(() => rm(dist, { recursive: true, force: true }));
  const site = await serve(dist);
  after(site.close);
  const browser = await launch();
  after(() => browser.close());
  return { browser, address: site.address };
}

/** The page with a wallet in it that shows an account of a chain, or refuses as wallets do. */
export async function withWallet({ browser, address }, { url }, account, options) {
  const { page, messages } = await visit(browser, address, options);
  const wallet = (more) => page.evaluate((given) => Object.assign(window.wallet, given), more);
  await page.evaluate(() => {
    window.wallet = { asked: [] };
    let id = 0;
    window.ethereum = {
      async request({ method, params = [] }) {
        const { url, account, refuses, asked } = window.wallet;
        asked.push(method);
        if (method === 'eth_requestAccounts') {
          if (refuses) throw refuses;
          return account ? [account] : [];
        }
        const body = JSON.stringify({ jsonrpc: '2.0', id: (id += 1), method, params });
        const { result, error } = await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json();
        if (error) throw error;
        return result;
      },
    };
  });
  await wallet({ url, account });
  await page.locator('#enter').click();
  await page.locator('input[name=way][value=connect]').check();
  assert.equal(await page.locator('#wallets input').isChecked(), true, 'a wallet that is there is offered first');
  return { page, messages, wallet };
}

/** Enters where the contracts are, by venue, and sends the form; one venue alone is chosen in the list. */
export async function take(page, contracts = {}, venue = Object.keys(contracts).length > 1 ? 'all' : Object.keys(contracts)[0]) {
  if (venue) await page.locator('#chain-venue').selectOption(venue);
  const elsewhere = page.locator('#elsewhere');
  if (Object.keys(contracts).length > 0 && (await elsewhere.getAttribute('open')) === null) await elsewhere.locator('summary').click();
  for (const [name, address] of Object.entries(contracts)) await page.locator(`#contract-${name}`).fill(address);
  await page.locator('#account-take').click();
}

export const taken = (page) => page.locator('#account').waitFor({ state: 'hidden', timeout: 30_000 });

/** The form is refused with this sentence. */
export async function says(page, contracts, text) {
  await take(page, contracts);
  await page.locator('#account-error:not(:empty)').waitFor();
  assert.equal(await page.locator('#account-error').innerText(), text);
}

/** The block that the page says it has read, of this account. */
export async function blockRead(page, user) {
  const log = await page.locator('#log').innerText();
  const [, shown, block] = /^(0x[0-9a-fA-F]{40}), at block (\d+) of chain 31337, /m.exec(log) ?? assert.fail(log);
  assert.equal(shown, user);
  const origin = `Account ${user.slice(0, 6)}…${user.slice(-4)}, read at block ${block} of chain 31337`;
  assert.ok((await page.locator('#origin').innerText()).startsWith(origin), origin);
  return BigInt(block);
}

/** What the page says of the venue's own figures at the block that was read. */
export async function verdict(page, venue) {
  const log = await page.locator('#log').innerText();
  const said = new RegExp(`${venue} at the block that was read: (liquidatable|not liquidatable), health factor (.+)\\nIt counts ([\\d.]+) against ([\\d.]+) required, in (.+)$`, 'm');
  const [, stands, health, counted, required, unit] = said.exec(log) ?? assert.fail(log);
  return { liquidatable: stands === 'liquidatable', health, counted, required, unit };
}

/** What the wallet was asked: to show an account, and to read. */
export async function readOnly(page) {
  const methods = await page.evaluate(() => [...new Set(window.wallet.asked)]);
  const reading = ['eth_requestAccounts', 'eth_chainId', 'eth_getBlockByNumber', 'eth_call', 'eth_getLogs', 'eth_getCode'];
  assert.deepEqual(methods.filter((method) => !reading.includes(method)), [], 'nothing is signed or sent');
}
