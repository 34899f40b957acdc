// A local chain of its own for one test file: anvil from npm, on a free port, ended with the file.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createPublicClient, defineChain, encodeDeployData, encodeFunctionData, getAddress, http, toHex } from 'viem';
import { multicall3Bytecode } from '../../node_modules/viem/_esm/constants/contracts.js';
import { linked } from './compile.mjs';

const CHAIN_ID = 31_337;
// The most that one transaction may have since Osaka.
const GAS = 2n ** 24n;

/** Starts anvil, and leaves with `after` how to end it; the answer is what the tests talk to it through. */
export async function startChain(after) {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch];
  const require = createRequire(new URL('../../chain/package.json', import.meta.url));
  const folder = fileURLToPath(new URL('.', `file://${require.resolve(`@foundry-rs/anvil-${process.platform}-${architecture}/package.json`)}`));
  const settings = ['--port', '0', '--chain-id', String(CHAIN_ID), '--auto-impersonate', '--timestamp', '1750000000', '--gas-limit', '100000000'];
  const child = spawn(`${folder}bin/anvil`, [...settings, '--block-base-fee-per-gas', '0', '--gas-price', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  after(() => child.kill());
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
      const found = /Listening on (\S+)/.exec(text);
      if (found) resolve(`http://${found[1]}`);
    });
    child.on('exit', (code) => reject(new Error(`anvil ended with ${code}: ${text}`)));
  });
  return chainAt(url);
}

async function chainAt(url) {
  const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 };
  const plain = defineChain({ id: CHAIN_ID, name: 'anvil', nativeCurrency, rpcUrls: { default: { http: [url] } } });
  const requests = { count: 0 };
  const transport = http(url, { onFetchRequest: () => void (requests.count += 1) });
  const rpc = createPublicClient({ chain: plain, transport });
  const request = (method, ...params) => rpc.request({ method, params });
  const [owner] = await request('eth_accounts');
  // A second a block whatever the clock says, so that every run is the same.
  await request('anvil_setBlockTimestampInterval', 1);

  /** Sends a transaction and sees that it worked; the answer is its receipt. */
  async function send(from, to, data) {
    // Answers with the receipt, once the transaction is in its block.
    const receipt = await request('eth_sendTransactionSync', { from, to, data, gas: toHex(GAS), gasPrice: '0x0' });
    if (receipt.status !== '0x1') {
      await rpc.call({ account: from, to, data });
      throw new Error(`a transaction from ${from} to ${to} reverted`);
    }
    return receipt;
  }

  async function deploy(artifact, args = [], libraries = {}) {
    const data = encodeDeployData({ abi: artifact.abi, bytecode: linked(artifact, libraries), args });
    return contract(getAddress((await send(owner, undefined, data)).contractAddress), artifact.abi);
  }

  /** A contract that is written to as `write(from, name, …)` and read as `read(name, args, at)`. */
  function contract(address, abi) {
    return {
      address,
      abi,
      write: (from, functionName, ...args) => send(from, address, encodeFunctionData({ abi, functionName, args })),
      read: (functionName, args = [], at = {}) => rpc.readContract({ address, abi, functionName, args, ...at }),
      /** Says how a call would end: nothing when it would work, else the name or the reason of its revert. */
      refusal: (from, functionName, ...args) =>
        rpc.simulateContract({ account: from, address, abi, functionName, args }).then(
          () => undefined,
          (error) => {
            const revert = error.walk(({ name }) => name === 'ContractFunctionRevertedError');
            return revert.data?.args?.[0] ?? revert.data?.errorName ?? revert.reason ?? revert.shortMessage;
          },
        ),
    };
  }

  const multicall3 = await deploy({ abi: [], code: multicall3Bytecode, links: {} });
  const chain = { ...plain, contracts: { multicall3: { address: multicall3.address } } };
  return {
    owner,
    rpc,
    url,
    requests,
    deploy,
    contract,
    /** A client as a wallet has it, whose chain has the multicall contract. */
    client: createPublicClient({ chain, transport }),
    /** Blocks until the next one: the time of the one that comes next, seconds. */
    nextAt: (timestamp) => request('evm_setNextBlockTimestamp', toHex(timestamp)),
    mine: () => request('evm_mine'),
    now: async () => Number((await rpc.getBlock()).timestamp),
    snapshot: () => request('evm_snapshot'),
    revert: (id) => request('evm_revert', id),
    /** An address that transactions are sent from as if its key were known. */
    account: (number) => getAddress(toHex(0x1000_0000_0000n + BigInt(number), { size: 20 })),
  };
}
