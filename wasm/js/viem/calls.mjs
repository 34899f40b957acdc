// Many reads at one block: one multicall where the chain has the contract, else one call each.
import { getBlock, getChainId, getCode, multicall, readContract } from 'viem/actions';
import { ReadError } from './errors.mjs';

/** The block that every read of a state is made at; its time is what interest is counted up to. */
export async function blockOf(client, blockNumber) {
  const { number, timestamp } = await getBlock(client, blockNumber === undefined ? {} : { blockNumber });
  return { number, timestamp };
}

/** Seconds from a stored time to the block's. */
export const since = (block, stored) => Number(block.timestamp - BigInt(stored));

/**
 * Answers calls in their order. An `optional` one that the contract does not answer gives nothing; any other ends the read by name.
 * `identifies` says what the contract must be to answer.
 */
export async function readAll(client, block, calls) {
  const answers = await answersOf(client, block, calls);
  const values = [];
  for (const [place, call] of calls.entries()) {
    const { status, result, error } = answers[place];
    if (status === 'success') values.push(result);
    else if (call.optional && isAnswer(error)) values.push(undefined);
    else throw await reason(client, block, call, error);
  }
  return values;
}

/** Hands out answers in the order in which their calls were made. */
export function taker(answers) {
  let place = 0;
  return (count) => answers.slice(place, (place += count));
}

async function answersOf(client, block, calls) {
  if (calls.length > 1 && hasMulticall(client, block)) {
    // Size 0 keeps them in one call, so that all of them are of one state even behind a balancer.
    const answers = await multicall(client, { contracts: calls.map(plain), blockNumber: block.number, batchSize: 0 });
    // A local chain often has a known chain's configuration without its contracts.
    const absent = answers.every(({ status, error }) => status === 'failure' && isAnswer(error));
    if (!absent) return answers;
  }
  return Promise.all(calls.map((call) => single(client, block, call)));
}

const plain = ({ address, abi, functionName, args }) => ({ address, abi, functionName, args });

function single(client, block, call) {
  return readContract(client, { ...plain(call), blockNumber: block.number }).then(
    (result) => ({ status: 'success', result }),
    (error) => ({ status: 'failure', error }),
  );
}

function hasMulticall(client, block) {
  const contract = client.chain?.contracts?.multicall3;
  return contract !== undefined && BigInt(contract.blockCreated ?? 0) <= block.number;
}

const find = (error, test) => (typeof error?.walk === 'function' ? error.walk(test) : undefined);

/** The revert that the chain answered. Some nodes report their own trouble in the same form: then no data and no word of a revert. */
function revertOf(error) {
  const found = find(error, ({ name }) => name === 'ContractFunctionRevertedError');
  return found && (said(found) || !found.reason || /revert/i.test(found.reason)) ? found : undefined;
}

/** What a revert says, decoded or not. */
const said = ({ data, signature, raw }) => data ?? signature ?? (raw === '0x' ? undefined : raw);

/** The chain answered: with a revert, nothing, or what is not of the type; a broken connection, or a call that was never sent, is no answer. */
function isAnswer(error) {
  return Boolean(revertOf(error) ?? find(error, ({ name }) => /(ZeroData|Decoding|OutOf(Bounds|Range)|Boolean|Offset|ReadLimit)\w*Error$/.test(name ?? '')));
}

/** The error that a caller gets for a call that failed; looks at the chain only now that something is wrong. */
async function reason(client, block, { address, functionName, identifies }, cause) {
  if (!isAnswer(cause)) return cause;
  const [code, chainId] = await Promise.all([getCode(client, { address, blockNumber: block.number }), getChainId(client)]);
  const at = `at ${address} on chain ${chainId} at block ${block.number}`;
  const data = { address, functionName, chainId, blockNumber: block.number, cause };
  if (client.chain && client.chain.id !== chainId) {
    const message = `the client is set to chain ${client.chain.id} (${client.chain.name}) but its node is of chain ${chainId}: change one of them`;
    return new ReadError('wrong_chain', message, data);
  }
  if (code === undefined || code === '0x') {
    return new ReadError('no_contract', `there is no contract ${at}: pass this chain's address, or a block after it was deployed`, data);
  }
  const revert = revertOf(cause);
  if (identifies && !(revert && said(revert))) {
    return new ReadError('wrong_contract', `the contract ${at} does not answer ${functionName}: pass the address of ${identifies}`, data);
  }
  if (!revert) return new ReadError('wrong_contract', `what the contract ${at} answers to ${functionName} is not of its type`, data);
  const why = revert.reason ?? revert.data?.errorName ?? revert.signature ?? 'without a reason';
  return new ReadError('reverted', `${functionName} ${at} reverted: ${why}; until it answers the state is not known, do not act on an older one`, data);
}
