// What a consumer with viem writes: clients of every kind are taken, and each wrong use below is refused.
import { createClient, createPublicClient, http } from 'viem';
import { mainnet, optimism } from 'viem/chains';
import { aaveV3Account } from 'plimsoll';
import { positionHealth } from 'plimsoll/full';
import { isReadError, listMorphoBlueMarkets, readAaveV3, readCompoundV3, readMorphoBlue } from 'plimsoll/viem';
import type { ReadErrorCode } from 'plimsoll/viem';

const account = '0x00000000000000000000000000000000000000a1';
const client = createPublicClient({ chain: mainnet, transport: http() });
const health: string = aaveV3Account(await readAaveV3(client, { pool: account, user: account, factors: { [account]: null } })).healthFactor;
// An OP Stack chain has formatters of its own; a bare client has no actions and no chain.
await readAaveV3(createPublicClient({ chain: optimism, transport: http() }), { pool: account, user: account, also: [account], revision: 'v3.6' });
const morphoBlue = await readMorphoBlue(createClient({ transport: http() }), { morpho: account, marketId: '0x00', user: account, blockNumber: 1n });
const compoundV3 = await readCompoundV3(client, { comet: account, user: account });
const markets: readonly `0x${string}`[] = await listMorphoBlueMarkets(client, { morpho: account, user: account, fromBlock: 1n });
const verdicts: boolean[] = [positionHealth({ morphoBlue }).liquidatable, positionHealth({ compoundV3 }).liquidatable];

try {
  await readCompoundV3(client, { comet: account, user: account });
} catch (error) {
  if (!isReadError(error)) throw error;
  const code: ReadErrorCode = error.code;
  console.log(code, error.address, error.message);
  // @ts-expect-error: a code that does not exist
  if (error.code === 'bad') console.log(error);
}

// @ts-expect-error: an address is 0x and hexadecimal
await readAaveV3(client, { pool: 'pool', user: account });
// @ts-expect-error: a misspelt option
await readAaveV3(client, { pool: account, user: account, blocknumber: 1n });
// @ts-expect-error: a block number is a bigint
await readAaveV3(client, { pool: account, user: account, blockNumber: 1 });
// @ts-expect-error: an unknown revision
await readAaveV3(client, { pool: account, user: account, revision: 'v9' });
// @ts-expect-error: a block number is a bigint here, too
await listMorphoBlueMarkets(client, { morpho: account, user: account, fromBlock: 1 });
// @ts-expect-error: a market is named by its id
await readMorphoBlue(client, { morpho: account, user: account });

export { health, markets, verdicts };
