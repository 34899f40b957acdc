// Morpho Blue on a local chain, compiled from the sources of @morpho-org/morpho-blue, with its markets.
import { encodeAbiParameters, keccak256, zeroAddress } from 'viem';
import { compiled } from './compile.mjs';

export const TOKENS = { WETH: [18, 2_500], WBTC: [8, 61_000], USDC: [6, 1], DAI: [18, 1], wstETH: [18, 2_900] };

/** Loan, collateral, LLTV, the protocol's share of the interest; the last charges no interest at all. */
export const MARKETS = [
  { loan: 'USDC', collateral: 'WETH', lltv: 860_000_000_000_000_000n, fee: 100_000_000_000_000_000n, rated: true },
  { loan: 'WETH', collateral: 'WBTC', lltv: 770_000_000_000_000_000n, fee: 0n, rated: true },
  { loan: 'DAI', collateral: 'wstETH', lltv: 945_000_000_000_000_000n, fee: 0n, rated: false },
];

const SOURCES = '@morpho-org/morpho-blue/src';
const FIELDS = ['address', 'address', 'address', 'address', 'uint256'].map((type) => ({ type }));

/** Morpho Blue, its tokens and its markets. */
export async function morphoBlue(chain, draw) {
  const all = compiled('0.8.19', { optimizer: { enabled: true, runs: 200 } }, [
    `${SOURCES}/Morpho.sol`,
    `${SOURCES}/mocks/IrmMock.sol`,
    './MorphoLens.sol',
    './Mocks.sol',
  ]);
  const { owner, deploy } = chain;
  const [morpho, lens, model] = [await deploy(all.Morpho, [owner]), await deploy(all.MorphoLens), await deploy(all.IrmMock)];
  for (const irm of [model.address, zeroAddress]) await morpho.write(owner, 'enableIrm', irm);
  await morpho.write(owner, 'setFeeRecipient', chain.account(900));
  const tokens = {};
  for (const [symbol, [decimals]] of Object.entries(TOKENS)) tokens[symbol] = await deploy(all.Token, [symbol, decimals]);
  const markets = [];
  for (const { loan, collateral, lltv, fee, rated } of MARKETS) {
    const [[loanDecimals, loanPrice], [decimals, price]] = [TOKENS[loan], TOKENS[collateral]];
    const ratio = BigInt(Math.floor((price / loanPrice) * 1e9)) * 10n ** BigInt(36 + loanDecimals - decimals - 9);
    const oracle = await deploy(all.Feed, [ratio + BigInt(draw.whole(0, 999_999))]);
    const params = [tokens[loan].address, tokens[collateral].address, oracle.address, rated ? model.address : zeroAddress, lltv];
    await morpho.write(owner, 'enableLltv', lltv);
    await morpho.write(owner, 'createMarket', params);
    if (fee > 0n) await morpho.write(owner, 'setFee', params, fee);
    markets.push({ id: keccak256(encodeAbiParameters(FIELDS, params)), params, oracle, loan, collateral, lltv });
  }
  return { morpho, lens, tokens, markets };
}

export const tokensFor = (draw, symbol, dollars) => draw.amount((dollars / TOKENS[symbol][1]) * 10 ** TOKENS[symbol][0]);

/** Mints a token and lets Morpho take it. */
export async function fund({ tokens, morpho }, user, symbol, amount) {
  await tokens[symbol].write(user, 'mint', user, amount);
  await tokens[symbol].write(user, 'approve', morpho.address, amount);
}
