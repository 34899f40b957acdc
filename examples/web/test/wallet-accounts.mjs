// Accounts on a local Aave market, as a wallet's owner might have them.
import { ASSETS, CATEGORIES } from '../../../wasm/test/viem/aave_v3_market.mjs';

const [WETH, WBTC, USDC, DAI, WSTETH] = ASSETS.keys();
const units = (place, amount) => BigInt(Math.round(amount * 1e6)) * 10n ** BigInt(ASSETS[place].decimals) / 1_000_000n;

/** What each supplies and borrows, in whole tokens; `falls` is an asset whose price falls to a share afterwards. */
const ACCOUNTS = {
  loop: { supplies: [[WETH, 10]], borrows: [[USDC, 14_000]] },
  two: { supplies: [[WETH, 6.25], [WBTC, 0.3]], borrows: [[USDC, 17_654.321], [DAI, 3_000]] },
  eMode: { category: CATEGORIES[0], supplies: [[WSTETH, 4]], borrows: [[WETH, 3.9]] },
  sinking: { supplies: [[WBTC, 0.5]], borrows: [[DAI, 22_000]], falls: [WBTC, 0.9] },
  lender: { supplies: [[WETH, 1]], borrows: [] },
  dollars: { supplies: [[USDC, 10_000]], borrows: [[DAI, 1_000]] },
  stranger: { supplies: [], borrows: [] },
};

/** Opens every account by its own transactions; the answer is the address of each. */
export async function openAccounts(chain, { pool, tokens, feeds }) {
  const supply = async (user, place, amount) => {
    const token = tokens[place];
    await token.write(user, 'mint', user, amount);
    await token.write(user, 'approve', pool.address, amount);
    await pool.write(user, 'supply', token.address, amount, user, 0);
  };
  for (const [place, amount] of [[WETH, 1_000], [USDC, 1e6], [DAI, 1e6]]) await supply(chain.account(0), place, units(place, amount));
  const users = {};
  for (const [number, [name, { category, supplies, borrows }]] of Object.entries(ACCOUNTS).entries()) {
    const user = (users[name] = chain.account(1 + number));
    if (category) await pool.write(user, 'setUserEMode', category.id);
    for (const [place, amount] of supplies) await supply(user, place, units(place, amount));
    for (const [place, amount] of borrows) await pool.write(user, 'borrow', tokens[place].address, units(place, amount), 2n, 0, user);
  }
  for (const { falls: [place, share] = [] } of Object.values(ACCOUNTS)) {
    if (place !== undefined) await feeds[place].write(chain.owner, 'set', (await feeds[place].read('price')) * BigInt(share * 1_000) / 1_000n);
  }
  return users;
}
