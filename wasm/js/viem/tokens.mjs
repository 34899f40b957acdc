// Names of tokens, as the records show them, and the price factors that drive them.
import { hexToString, parseAbi, trim } from 'viem';

const TOKEN = /* @__PURE__ */ parseAbi(['function symbol() view returns (string)', 'function decimals() view returns (uint8)']);
// A few old tokens answer 32 bytes.
const OLD_TOKEN = /* @__PURE__ */ parseAbi(['function symbol() view returns (bytes32)']);

/** The calls for a token's name: two answers, at most one of which can be decoded. */
export const nameCalls = (address) => [
  { address, abi: TOKEN, functionName: 'symbol', optional: true },
  { address, abi: OLD_TOKEN, functionName: 'symbol', optional: true },
];

/** The call for a token's decimals. */
export const decimalsCall = (address) => ({ address, abi: TOKEN, functionName: 'decimals', identifies: 'an ERC-20 token' });

const text = (name, old) => name || (old && hexToString(trim(old, { dir: 'right' })));

/**
 * Gives each token `{ asset, factor }`: its symbol, or its address where it has none; a symbol that stands twice gets the address behind
 * it, because names must tell assets apart. The factor is the asset's name unless the caller's `factors` give another, or null for pegged.
 */
export function labelled(tokens, answers, factors = {}) {
  const given = new Map(Object.entries(factors).map(([address, factor]) => [address.toLowerCase(), factor]));
  const symbols = tokens.map((address, place) => text(answers[2 * place], answers[2 * place + 1]) || address);
  return tokens.map((address, place) => {
    const symbol = symbols[place];
    const asset = symbols.filter((other) => other === symbol).length > 1 ? `${symbol} ${address}` : symbol;
    const factor = given.get(address.toLowerCase());
    return { asset, factor: factor === undefined ? asset : (factor ?? undefined) };
  });
}

/** The record's optional field, absent for a pegged asset. */
export const optional = (name, factor) => (factor === undefined ? {} : { [name]: factor });
