// One position in one Morpho Blue market: the block, and two rounds of calls. And the markets in which an account may have one.
import { parseAbi, parseAbiItem, zeroAddress, zeroHash } from 'viem';
import { getLogs } from 'viem/actions';
import { blockOf, readAll, since } from './calls.mjs';
import { ReadError } from './errors.mjs';
import { checked } from './options.mjs';
import { decimalsCall, labelled, nameCalls, optional } from './tokens.mjs';

const MORPHO = /* @__PURE__ */ parseAbi([
  'struct Params { address loanToken; address collateralToken; address oracle; address irm; uint256 lltv; }',
  'struct Market { uint128 totalSupplyAssets; uint128 totalSupplyShares; uint128 totalBorrowAssets; uint128 totalBorrowShares; uint128 lastUpdate; uint128 fee; }',
  'struct Position { uint256 supplyShares; uint128 borrowShares; uint128 collateral; }',
  'function idToMarketParams(bytes32 id) view returns (Params)',
  'function market(bytes32 id) view returns (Market)',
  'function position(bytes32 id, address user) view returns (Position)',
]);
const ORACLE = /* @__PURE__ */ parseAbi(['function price() view returns (uint256)']);
const RATE_MODEL = /* @__PURE__ */ parseAbi([
  'struct Params { address loanToken; address collateralToken; address oracle; address irm; uint256 lltv; }',
  'struct Market { uint128 totalSupplyAssets; uint128 totalSupplyShares; uint128 totalBorrowAssets; uint128 totalBorrowShares; uint128 lastUpdate; uint128 fee; }',
  'function borrowRateView(Params params, Market market) view returns (uint256)',
  // Of the adaptive curve alone.
  'function rateAtTarget(bytes32 id) view returns (int256)',
]);

const COLLATERAL = /* @__PURE__ */ parseAbiItem(
  'event SupplyCollateral(bytes32 indexed id, address indexed caller, address indexed onBehalf, uint256 assets)',
);

/**
 * The markets into which an account has ever put collateral, the latest first: without any nobody owes. From the contract's log, because
 * its state lists no account's markets.
 */
export async function listMorphoBlueMarkets(client, options) {
  const { morpho, user, blockNumber, fromBlock = 0n } = checked(options, ['morpho', 'user'], ['blockNumber', 'fromBlock']);
  const block = await blockOf(client, blockNumber);
  // What is no contract of Morpho's has an empty log, too: ask it what only Morpho answers.
  await readAll(client, block, [{ address: morpho, abi: MORPHO, functionName: 'market', args: [zeroHash], identifies: 'Morpho Blue' }]);
  const logs = await getLogs(client, { address: morpho, event: COLLATERAL, args: { onBehalf: user }, fromBlock, toBlock: block.number, strict: true });
  return [...new Set(logs.reverse().map(({ args }) => args.id))];
}

/** Reads a position and its market, at one block. */
export async function readMorphoBlue(client, options) {
  const { morpho, marketId, user, blockNumber, factors } = checked(options, ['morpho', 'user'], ['marketId', 'blockNumber', 'factors']);
  const block = await blockOf(client, blockNumber);
  const ask = (functionName, args) => ({ address: morpho, abi: MORPHO, functionName, args, identifies: 'Morpho Blue' });
  const [params, market, position] = await readAll(client, block, [
    ask('idToMarketParams', [marketId]),
    ask('market', [marketId]),
    ask('position', [marketId, user]),
  ]);
  if (market.lastUpdate === 0n) {
    const message = `Morpho at ${morpho} has no market ${marketId}: pass the 32 bytes that its CreateMarket event gave`;
    throw new ReadError('unknown_market', message, { address: morpho });
  }
  const { loanToken, collateralToken, oracle, irm } = params;
  // A market for idle assets has no collateral and no oracle; one without a rate model charges nothing.
  const [idle, priced, rated] = [collateralToken === zeroAddress, oracle !== zeroAddress, irm !== zeroAddress];
  const answers = await readAll(client, block, [
    decimalsCall(loanToken),
    ...[loanToken, collateralToken].flatMap(nameCalls),
    ...(idle ? [] : [decimalsCall(collateralToken)]),
    ...(priced ? [{ address: oracle, abi: ORACLE, functionName: 'price' }] : []),
    ...(rated ? [{ address: irm, abi: RATE_MODEL, functionName: 'borrowRateView', args: [params, market] }] : []),
    ...(rated ? [{ address: irm, abi: RATE_MODEL, functionName: 'rateAtTarget', args: [marketId], optional: true }] : []),
  ]);
  const loanDecimals = answers.shift();
  const [loan, collateral] = labelled([loanToken, collateralToken], answers.splice(0, 4), factors);
  const collateralDecimals = idle ? 0 : answers.shift();
  const price = priced ? answers.shift() : 0n;
  const [borrowRate, rateAtTarget] = rated ? answers : [0n, undefined];
  return {
    market: {
      loanAsset: loan.asset,
      loanDecimals,
      collateralAsset: collateral.asset,
      collateralDecimals,
      price: String(price),
      ...optional('factor', collateral.factor),
      lltv: String(params.lltv),
      fee: String(market.fee),
      borrowRate: String(borrowRate),
      ...(rateAtTarget !== undefined && { rateAtTarget: String(rateAtTarget) }),
      elapsedSeconds: since(block, market.lastUpdate),
      totalSupplyAssets: String(market.totalSupplyAssets),
      totalSupplyShares: String(market.totalSupplyShares),
      totalBorrowAssets: String(market.totalBorrowAssets),
      totalBorrowShares: String(market.totalBorrowShares),
    },
    supplyShares: String(position.supplyShares),
    borrowShares: String(position.borrowShares),
    collateral: String(position.collateral),
  };
}
