// One user of an Aave v3 pool: the block, and three rounds of calls.
import { isAddressEqual, zeroAddress } from 'viem';
import { ORACLE, POOL, PROVIDER, SCALED } from './aave_v3_abi.mjs';
import { LIMIT_CALLS, limitCalls, limitsOf } from './aave_v3_limits.mjs';
import { bits } from './bits.mjs';
import { blockOf, readAll, since, taker } from './calls.mjs';
import { ReadError } from './errors.mjs';
import { checked, oneOf } from './options.mjs';
import { labelled, nameCalls, optional } from './tokens.mjs';

/** By the pool's own number from 1. Which revision the fifth was is not known here: the caller says. */
const REVISIONS = ['v3.0', 'v3.0', 'v3.0', 'v3.1', undefined, 'v3.2', 'v3.3', 'v3.4', 'v3.5', 'v3.6', 'v3.7'];

const OPTIONS = ['blockNumber', 'also', 'limits', 'factors'];
const REVISION = /* @__PURE__ */ oneOf(REVISIONS);

/** Places in a pool's list of reserves. */
const PLACES = Array.from({ length: 128 }, (_, id) => id);

/** The getters of a category; a pool has those of its revision. */
const CATEGORY = [
  'getEModeCategoryData',
  'getEModeCategoryCollateralConfig',
  'getEModeCategoryCollateralBitmap',
  'getEModeCategoryBorrowableBitmap',
  'getEModeCategoryLtvzeroBitmap',
  'getIsEModeCategoryIsolated',
];

/** Reads what the pool holds of a user, at one block. */
export async function readAaveV3(client, options) {
  const { pool, user, blockNumber, revision, also = [], limits = false, factors } = checked(options, ['pool', 'user'], OPTIONS, { revision: REVISION });
  const block = await blockOf(client, blockNumber);
  const ask = (functionName, args, more) => ({ address: pool, abi: POOL, functionName, args, ...more });
  const own = { identifies: 'an Aave v3 pool (its proxy)' };
  const [list, flags, category, provider, number] = await readAll(client, block, [
    ask('getReservesList', [], own),
    ask('getUserConfiguration', [user], own),
    ask('getUserEMode', [user], own),
    ask('ADDRESSES_PROVIDER', [], own),
    ask('POOL_REVISION', [], { optional: true }),
  ]);
  const known = revision ?? revisionOf(pool, number);

  const touched = PLACES.filter((id) => bits(flags, 2 * id, 2) !== 0);
  const getters = category === 0n ? [] : CATEGORY;
  const guesses = [...touched.map((id) => list[id] ?? zeroAddress), ...also];
  const second = taker(
    await readAll(client, block, [
      { address: provider, abi: PROVIDER, functionName: 'getPriceOracle' },
      ...getters.map((name) => ask(name, [Number(category)], { optional: true })),
      ...touched.map((id) => ask('getReserveAddressById', [id])),
      ...guesses.map((asset) => ask('getReserveData', [asset])),
    ]),
  );
  const [[oracle], answers, addresses, stored] = [second(1), second(getters.length), second(touched.length), second(guesses.length)];
  const reserves = await inPlace(client, block, ask, [...addresses, ...also], guesses, stored);
  const chosen = category === 0n ? undefined : eModeOf(Number(category), answers, reserves);

  // Until 3.1 a category may bring a price of its own for the reserves in it.
  const source = chosen?.priceSource ?? zeroAddress;
  const priceOf = (asset) => ({ address: oracle, abi: ORACLE, functionName: 'getAssetPrice', args: [asset] });
  const balanceOf = (token) => ({ address: token, abi: SCALED, functionName: 'scaledBalanceOf', args: [user] });
  const third = taker(
    await readAll(client, block, [
      priceOf(source),
      ...reserves.map(({ asset }) => priceOf(asset)),
      ...reserves.map(({ aTokenAddress }) => balanceOf(aTokenAddress)),
      ...reserves.map(({ variableDebtTokenAddress }) => balanceOf(variableDebtTokenAddress)),
      ...reserves.flatMap(({ asset }) => nameCalls(asset)),
      ...(limits ? reserves.flatMap((reserve) => limitCalls(pool, reserve)) : []),
    ].slice(source === zeroAddress ? 1 : 0)),
  );
  const [shared] = source === zeroAddress ? [0n] : third(1);
  const [prices, supplies, debts] = [third(reserves.length), third(reserves.length), third(reserves.length)];
  const names = labelled(reserves.map(({ asset }) => asset), third(2 * reserves.length), factors);
  const rows = reserves.map((reserve, place) => {
    const price = shared > 0n && categoryOf(reserve) === Number(category) ? shared : prices[place];
    const record = reserveRecord(block, reserve, flags, { ...names[place], price, supply: supplies[place], debt: debts[place] });
    return limits ? { ...record, ...limitsOf(reserve, third(LIMIT_CALLS)) } : record;
  });
  return { revision: known, ...(chosen && { eMode: chosen.record }), reserves: rows.sort((a, b) => a.id - b.id) };
}

function revisionOf(pool, number) {
  const known = number === undefined ? undefined : REVISIONS[Number(number) - 1];
  if (known !== undefined) return known;
  const says = number === undefined ? 'does not say its revision' : `says revision ${number}, which this version of plimsoll does not know`;
  throw new ReadError('unknown_revision', `the pool at ${pool} ${says}: pass \`revision\``, { address: pool });
}

/** The reserves with their addresses, each once. Where a dropped reserve has shifted the pool's list, the guesses are read anew. */
async function inPlace(client, block, ask, addresses, guesses, stored) {
  const wrong = addresses.filter((asset, place) => !isAddressEqual(asset, guesses[place]));
  const again = taker(wrong.length === 0 ? [] : await readAll(client, block, wrong.map((asset) => ask('getReserveData', [asset]))));
  const all = addresses.map((asset, place) => ({ asset, ...(isAddressEqual(asset, guesses[place]) ? stored[place] : again(1)[0]) }));
  for (const { asset, aTokenAddress } of all) {
    if (aTokenAddress === zeroAddress) {
      throw new ReadError('unknown_reserve', `the pool has no reserve of ${asset}: leave it out of \`also\``, { address: asset });
    }
  }
  return all.filter(({ id }, place) => all.findIndex((other) => other.id === id) === place);
}

/** The category that a reserve carries in its configuration, until 3.1. */
const categoryOf = ({ configuration }) => bits(configuration, 168, 8);

function eModeOf(id, [legacy, config, collateral, borrowable, ltvzero, isolated], reserves) {
  const terms = config ?? legacy;
  if (terms === undefined) throw new ReadError('unknown_revision', `the pool does not answer what its category ${id} is: pass the address of an Aave v3 pool`);
  // Without bitmaps the reserves say themselves which category they are of; only those that are read can be in these.
  const carried = reserves.reduce((map, reserve) => (categoryOf(reserve) === id ? map | (1n << BigInt(reserve.id)) : map), 0n);
  const record = {
    id,
    ltvBps: terms.ltv,
    liquidationThresholdBps: terms.liquidationThreshold,
    liquidationBonusBps: terms.liquidationBonus,
    collateralBitmap: String(collateral ?? carried),
    ltvzeroBitmap: String(ltvzero ?? 0n),
    isolated: isolated ?? false,
    borrowableBitmap: String(borrowable ?? carried),
  };
  return { record, priceSource: collateral === undefined ? legacy?.priceSource : zeroAddress };
}

function reserveRecord(block, reserve, flags, { asset, factor, price, supply, debt }) {
  const { id, configuration } = reserve;
  return {
    id,
    asset,
    decimals: bits(configuration, 48, 8),
    price: String(price),
    ...optional('factor', factor),
    ltvBps: bits(configuration, 0, 16),
    liquidationThresholdBps: bits(configuration, 16, 16),
    liquidationBonusBps: bits(configuration, 32, 16),
    liquidityIndex: String(reserve.liquidityIndex),
    variableBorrowIndex: String(reserve.variableBorrowIndex),
    currentLiquidityRate: String(reserve.currentLiquidityRate),
    currentVariableBorrowRate: String(reserve.currentVariableBorrowRate),
    elapsedSeconds: since(block, reserve.lastUpdateTimestamp),
    scaledATokenBalance: String(supply),
    scaledVariableDebt: String(debt),
    usedAsCollateral: bits(flags, 2 * id + 1, 1) === 1,
    isBorrowing: bits(flags, 2 * id, 1) === 1,
    liquidationProtocolFeeBps: bits(configuration, 152, 16),
  };
}
