// A STUB of `plimsoll/viem`, for the page's test of its own form only: it asks the client for one block, to show that the question
// reaches the wallet, and returns a fixed record. What the real readers read is tested where they are.
import example from '../../position.json';

export async function readAaveV3(client, where) {
  window.asked = { ...where, blockNumber: String((await client.getBlock({ blockNumber: where.blockNumber })).number) };
  const reserves = example.reserves.map((reserve) => ({ ...reserve, asset: reserve.asset === 'ETH' ? 'wstETH' : reserve.asset, factor: reserve.asset === 'ETH' ? 'wstETH' : 'USDC' }));
  return { ...example, reserves };
}

export const readMorphoBlue = () => Promise.reject(new Error('the stub reads Aave v3 only'));
export const readCompoundV3 = readMorphoBlue;
export const listMorphoBlueMarkets = readMorphoBlue;
export const isReadError = () => false;
