// An Aave v3 market on a local chain: the contracts of 3.6 compiled from their published sources, or 3.0's published artifacts.
import { encodeAbiParameters, parseAbi, zeroAddress } from 'viem';
import { compiled, mocks, published } from './compile.mjs';

export const ASSETS = [
  { symbol: 'WETH', decimals: 18, price: 2_500, ltv: 8_000, threshold: 8_250, bonus: 10_500, fee: 1_000 },
  { symbol: 'WBTC', decimals: 8, price: 61_000, ltv: 7_300, threshold: 7_800, bonus: 10_500, fee: 1_000 },
  { symbol: 'USDC', decimals: 6, price: 1, ltv: 7_500, threshold: 7_800, bonus: 10_450, fee: 2_000 },
  { symbol: 'DAI', decimals: 18, price: 1, ltv: 6_300, threshold: 7_700, bonus: 10_500, fee: 0 },
  { symbol: 'wstETH', decimals: 18, price: 2_900, ltv: 7_850, threshold: 8_100, bonus: 10_600, fee: 1_000 },
];

/** Categories by the places of their assets. */
export const CATEGORIES = [
  { id: 1, ltv: 9_300, threshold: 9_500, bonus: 10_100, members: [0, 4] },
  { id: 2, ltv: 9_000, threshold: 9_300, bonus: 10_100, members: [2, 3] },
];

const USAGE = { optimal: 8_000, base: 50, slope1: 400, slope2: 6_000 };
const SOURCES = '@aave-dao/aave-v3-origin/src/contracts';

/** Its own build settings. */
const SETTINGS = { optimizer: { enabled: true, runs: 200 }, evmVersion: 'shanghai', metadata: { bytecodeHash: 'none' } };
const FILES_3_6 = [
  'instances/PoolInstance.sol',
  'instances/PoolConfiguratorInstance.sol',
  'instances/ATokenInstance.sol',
  'instances/VariableDebtTokenInstance.sol',
  'protocol/configuration/PoolAddressesProvider.sol',
  'protocol/configuration/ACLManager.sol',
  'misc/AaveOracle.sol',
  'misc/DefaultReserveInterestRateStrategyV2.sol',
];

const artifact = (path) => published(`@aave/core-v3/artifacts/contracts/${path}.sol/${path.split('/').pop()}.json`);

/** The parts in which the two revisions are put together alike. */
async function shared(chain, contracts, { Token, Feed }) {
  const { owner, deploy } = chain;
  const tokens = [];
  const feeds = [];
  for (const { symbol, decimals, price } of ASSETS) {
    tokens.push(await deploy(Token, [symbol, decimals]));
    feeds.push(await deploy(Feed, [BigInt(price) * 10n ** 8n]));
  }
  const provider = await deploy(contracts.PoolAddressesProvider, ['test', owner]);
  await provider.write(owner, 'setACLAdmin', owner);
  const roles = await deploy(contracts.ACLManager, [provider.address]);
  await provider.write(owner, 'setACLManager', roles.address);
  for (const role of ['addPoolAdmin', 'addAssetListingAdmin', 'addRiskAdmin']) await roles.write(owner, role, owner);
  const addresses = (list) => list.map(({ address }) => address);
  const oracle = await deploy(contracts.AaveOracle, [provider.address, addresses(tokens), addresses(feeds), zeroAddress, zeroAddress, 10n ** 8n]);
  await provider.write(owner, 'setPriceOracle', oracle.address);
  return { tokens, feeds, provider, oracle };
}

async function behindProxy(chain, { provider }, contracts, pool, configurator) {
  await provider.write(chain.owner, 'setPoolImpl', pool.address);
  const proxy = chain.contract(await provider.read('getPool'), contracts.Pool.abi);
  await provider.write(chain.owner, 'setPoolConfiguratorImpl', configurator.address);
  return { pool: proxy, configurator: chain.contract(await provider.read('getPoolConfigurator'), contracts.PoolConfigurator.abi) };
}

async function configure({ owner }, { tokens }, configurator) {
  for (const [place, { ltv, threshold, bonus, fee }] of ASSETS.entries()) {
    const asset = tokens[place].address;
    await configurator.write(owner, 'configureReserveAsCollateral', asset, ltv, threshold, bonus);
    await configurator.write(owner, 'setReserveBorrowing', asset, true);
    await configurator.write(owner, 'setReserveFactor', asset, 1_000 + 500 * place);
    await configurator.write(owner, 'setLiquidationProtocolFee', asset, fee);
  }
}

/** Aave 3.6. */
export async function market36(chain) {
  const all = compiled('0.8.27', SETTINGS, [...FILES_3_6.map((file) => `${SOURCES}/${file}`), './Mocks.sol']);
  // The pool reverts with the names of the libraries that it calls.
  const names = ['LiquidationLogic', 'SupplyLogic', 'BorrowLogic'].flatMap((name) => all[name].abi.filter(({ type }) => type === 'error'));
  const Pool = { ...all.PoolInstance, abi: [...all.PoolInstance.abi, ...names] };
  const contracts = { ...all, Pool, PoolConfigurator: all.PoolConfiguratorInstance };
  const { owner, deploy } = chain;
  const market = await shared(chain, contracts, all);
  const { provider, tokens } = market;
  const rates = await deploy(all.DefaultReserveInterestRateStrategyV2, [provider.address]);
  const libraries = {};
  for (const name of ['BorrowLogic', 'FlashLoanLogic', 'LiquidationLogic', 'PoolLogic', 'SupplyLogic', 'ConfiguratorLogic']) {
    libraries[name] = (await deploy(all[name], [], libraries)).address;
  }
  const { pool, configurator } = await behindProxy(
    chain,
    market,
    contracts,
    await deploy(all.PoolInstance, [provider.address, rates.address], libraries),
    await deploy(all.PoolConfiguratorInstance, [], libraries),
  );
  const supplied = await deploy(all.ATokenInstance, [pool.address, zeroAddress, owner]);
  const owed = await deploy(all.VariableDebtTokenInstance, [pool.address, zeroAddress]);
  const curve = encodeAbiParameters(
    [{ type: 'tuple', components: ['uint16', 'uint32', 'uint32', 'uint32'].map((type) => ({ type })) }],
    [[USAGE.optimal, USAGE.base, USAGE.slope1, USAGE.slope2]],
  );
  const rows = ASSETS.map(({ symbol }, place) => ({
    aTokenImpl: supplied.address,
    variableDebtTokenImpl: owed.address,
    underlyingAsset: tokens[place].address,
    aTokenName: `a${symbol}`,
    aTokenSymbol: `a${symbol}`,
    variableDebtTokenName: `d${symbol}`,
    variableDebtTokenSymbol: `d${symbol}`,
    params: '0x',
    interestRateData: curve,
  }));
  await configurator.write(owner, 'initReserves', rows);
  await configure(chain, market, configurator);
  for (const { id, ltv, threshold, bonus, members } of CATEGORIES) {
    await configurator.write(owner, 'setEModeCategory', id, ltv, threshold, bonus, `category ${id}`);
    for (const place of members) {
      await configurator.write(owner, 'setAssetCollateralInEMode', tokens[place].address, id, true);
      await configurator.write(owner, 'setAssetBorrowableInEMode', tokens[place].address, id, true);
    }
  }
  return { ...market, pool, configurator };
}

/** Aave 3.0, whose category 2 brings a price of its own. */
export async function market30(chain) {
  const logic = (name) => artifact(`protocol/libraries/logic/${name}`);
  const all = {
    Pool: artifact('protocol/pool/Pool'),
    PoolConfigurator: artifact('protocol/pool/PoolConfigurator'),
    PoolAddressesProvider: artifact('protocol/configuration/PoolAddressesProvider'),
    ACLManager: artifact('protocol/configuration/ACLManager'),
    AaveOracle: artifact('misc/AaveOracle'),
  };
  const { owner, deploy } = chain;
  const { Token, Feed } = mocks();
  const market = await shared(chain, all, { Token, Feed });
  const { provider, tokens } = market;
  const libraries = {};
  for (const name of ['SupplyLogic', 'BorrowLogic', 'LiquidationLogic', 'EModeLogic', 'BridgeLogic', 'PoolLogic', 'FlashLoanLogic', 'ConfiguratorLogic']) {
    libraries[name] = (await deploy(logic(name), [], libraries)).address;
  }
  const implementation = await deploy(all.Pool, [provider.address], libraries);
  const { pool, configurator } = await behindProxy(chain, market, all, implementation, await deploy(all.PoolConfigurator, [], libraries));
  const token = (name) => deploy(artifact(`protocol/tokenization/${name}`), [pool.address]);
  const [supplied, fixed, owed] = [await token('AToken'), await token('StableDebtToken'), await token('VariableDebtToken')];
  const ray = (bps) => BigInt(bps) * 10n ** 23n;
  const curve = [USAGE.optimal, USAGE.base, USAGE.slope1, USAGE.slope2].map(ray);
  const rates = await deploy(artifact('protocol/pool/DefaultReserveInterestRateStrategy'), [provider.address, ...curve, 0n, 0n, 0n, 0n, 0n]);
  const rows = ASSETS.map(({ symbol, decimals }, place) => ({
    aTokenImpl: supplied.address,
    stableDebtTokenImpl: fixed.address,
    variableDebtTokenImpl: owed.address,
    underlyingAssetDecimals: decimals,
    interestRateStrategyAddress: rates.address,
    underlyingAsset: tokens[place].address,
    treasury: owner,
    incentivesController: zeroAddress,
    aTokenName: `a${symbol}`,
    aTokenSymbol: `a${symbol}`,
    variableDebtTokenName: `d${symbol}`,
    variableDebtTokenSymbol: `d${symbol}`,
    stableDebtTokenName: `s${symbol}`,
    stableDebtTokenSymbol: `s${symbol}`,
    params: '0x',
  }));
  await configurator.write(owner, 'initReserves', rows);
  await configure(chain, market, configurator);
  const priceOf = [zeroAddress, (await deploy(Token, ['USD', 8])).address];
  const dollar = await deploy(Feed, [100_012_345n]);
  await market.oracle.write(owner, 'setAssetSources', [priceOf[1]], [dollar.address]);
  for (const [place, { id, ltv, threshold, bonus, members }] of CATEGORIES.entries()) {
    await configurator.write(owner, 'setEModeCategory', id, ltv, threshold, bonus, priceOf[place], `category ${id}`);
    for (const member of members) await configurator.write(owner, 'setAssetEModeCategory', tokens[member].address, id);
  }
  return { ...market, pool, configurator, sharedPrice: 2 };
}

export const BALANCE = parseAbi(['function balanceOf(address user) view returns (uint256)']);
