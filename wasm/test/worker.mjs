// What a worker must do, in node and in the page: each check is a name and what went wrong, or nothing.
import { AaveV3Rows } from '../js/rows/index.mjs';
import { RUNS } from '../js/worker.jobs.mjs';
import { serve } from '../js/worker.serve.mjs';
import { decodeArguments, difference } from './vectors.mjs';

const NAMES = ['firstPassage', 'jointFirstPassage', 'portfolioFirstPassage', 'liquidationScan', 'aaveV3Book', 'aaveV3BookStress'];
/** Functions without a run of their own, whose vectors go through `call`. */
const CALLED = ['jointAdvice', 'contagion', 'planSpread'];

/** Runs every check; `full` and `train` are loaded, `files` are the vectors and `bad` the refusals. */
export async function checks({ createWorker, isRiskError, full, train, files, bad }) {
  const worker = createWorker();
  const report = [];
  const check = async (name, work) => report.push([name, await work().catch((error) => `${error.name}: ${error.message}`)]);
  const long = longCalls(full, train);

  for (const [name, file, one] of cases([...files, bad])) await check(`${file.name}: ${one.name}`, () => vector(worker, full, isRiskError, name, one));
  for (const [name, file, one] of cases([...files, bad], CALLED)) await check(`${file.name}: ${one.name}, by call`, () => vector({ [name]: (...args) => worker.call(name, args) }, full, isRiskError, name, one));
  await check('call refuses what is no function, and the worker goes on', () => uncallable(worker, full));
  await check('a stress tells the shocks that are done', () => shocksSoFar(worker, long.aaveV3BookStress));
  for (const [name, args] of Object.entries(long)) await check(`${name}: as the one call, and progress rises to 1`, () => asTheOneCall(worker, direct(full, train, name), name, args));
  for (const [name, args] of Object.entries(long)) await check(`${name}: as the one call in slices of any size`, () => anySlices({ full, train }, name, args));
  await check('the answer so far comes with its paths and its standard error', () => soFar(worker, long.jointFirstPassage));
  await check('calls of one worker take turns', () => turns(worker, long));
  await check('a cancel stops the work before its next slice', () => stops({ full }, long.firstPassage));
  await check('a cancelled call rejects with the reason and falls silent, and the worker goes on', () => cancelled(worker, full, long));
  await check('a signal that has fired already starts nothing', () => fired(worker, long));
  await check('a refusal names the place in the whole list', () => placed(worker, full, long));
  await check('what cannot be sent is refused, and the worker goes on', () => unsendable(worker, full, long));
  worker.terminate();
  await check('a worker that was terminated rejects', () => terminated(createWorker, long));
  return report;
}

function cases(files, names = NAMES) {
  return files.flatMap((file) => file.cases.map((one) => [one.function ?? file.function, file, one])).filter(([name]) => names.includes(name));
}

/** One vector through the worker: its answer or its refusal, to the last bit. */
async function vector(worker, full, isRiskError, name, one) {
  try {
    const out = await worker[name](...decodeArguments(full, name, one.in));
    return one.err ? `expected the error ${one.err.code}, got an answer` : difference(one.out, out);
  } catch (error) {
    if (!isRiskError(error)) return `${error.name}: ${error.message} (not a RiskError)`;
    return one.err ? difference(one.err, Object.fromEntries(Object.keys(one.err).map((key) => [key, error[key]])), 'err') : `refused: ${error.message}`;
  }
}

/** Calls that take several slices. */
export function longCalls(full, train) {
  const names = ['ETH', 'BTC', 'SOL'];
  const matrix = (off) => names.flatMap((_, row) => names.map((_, column) => (row === column ? 1 : off)));
  const market = (seed) => full.forecastBars(full.simulateBars(seed, 1_440, 1749999600, 2500, 0.7));
  const joint = {
    factors: names.map((factor, place) => ({ factor, forecast: market(7 + place) })),
    correlation: matrix(0.7),
    stressCorrelation: matrix(0.9),
    regimes: { calm: 0.23, normal: 0.69, stressed: 0.08 },
  };
  const leg = (side, amount, factor) => ({
    asset: factor ?? 'USDC', side, amount, price: 1, threshold: side === 'debt' ? 1 : 0.8, ltv: 0, interestAnnual: 0, ...(factor && { factor }),
  });
  const account = (debt) => ({ legs: [...names.map((name) => leg('collateral', 1, name)), leg('debt', debt)] });
  const holding = (name, debt) => ({ name, chain: 'mainnet', assets: [], state: { account: account(debt) } });
  const options = { seed: 3, paths: 60_000, horizonHours: 72 };
  const calls = {
    firstPassage: [joint.factors[0].forecast, 0.1, 'fall', { ...options, paths: 200_000 }],
    jointFirstPassage: [account(1.9), joint, options],
    portfolioFirstPassage: [
      { factors: names, chains: [{ name: 'mainnet', delaySeconds: 0, haircut: 0, cost: 0 }], holdings: [holding('a', 1.9), holding('b', 2)], rescueSeconds: 0 },
      joint,
      { ...options, paths: 6_000 },
    ],
    liquidationScan: [positions(600), costs],
    aaveV3Book: book(20_000),
    aaveV3BookStress: [...book(4_000), shocks(100)],
  };
  return train ? { ...calls, refit: [full.simulateBars(7, 2 * 8_760, 1_499_997_600, 2500, 0.7), full.modelBytes()] } : calls;
}

function direct(full, train, name) {
  return name === 'refit' ? train.refit : full[name];
}

async function asTheOneCall(worker, call, name, args) {
  const shares = [];
  const got = await worker[name](...args, { onProgress: (share) => shares.push(share) });
  const falls = shares.findIndex((share, place) => !(share > (shares[place - 1] ?? 0)));
  if (falls !== -1 || shares.at(-1) !== 1) return `progress was ${shares}`;
  if (shares.length < 3) return `all of it took ${shares.length} slices`;
  return same(got, call(...args));
}

/** Slices of sizes that the clock would never choose. */
async function anySlices(faces, name, args) {
  const few = name === 'liquidationScan' ? [args[0].slice(0, 300), args[1]] : args.map((arg) => (arg?.paths ? { ...arg, paths: 1_501 } : arg));
  const { run } = RUNS[name](faces, few);
  for (let turn = 0; run.advance([7, 1, 64, 500][turn % 4]) < 1; turn += 1);
  const got = run.result();
  run.free();
  return same(got, direct(faces.full, faces.train, name)(...few));
}

async function soFar(worker, args) {
  const answers = [];
  const last = await worker.jointFirstPassage(...args, { onSoFar: (answer) => answers.push(answer) });
  if (answers.length < 2) return `${answers.length} answers`;
  const rising = answers.every(({ paths }, place) => paths > (answers[place - 1]?.paths ?? 0));
  const surer = answers[0].standardError > last.standardError;
  return rising && surer ? same(answers.at(-1), last) : JSON.stringify(answers.map(({ paths, standardError }) => [paths, standardError]));
}

async function shocksSoFar(worker, args) {
  const told = [];
  const last = await worker.aaveV3BookStress(...args, { onSoFar: (stressed) => told.push(stressed) });
  const rising = told.every(({ length }, place) => length >= (told[place - 1]?.length ?? 0));
  if (!rising || told.length < 3 || told.at(-1).length !== args[2].length) return `${told.map(({ length }) => length)}`;
  const half = told[told.length >> 1];
  return same(half, last.slice(0, half.length));
}

async function uncallable(worker, full) {
  for (const name of ['noSuchFunction', 'default', 'initSync', 'Tracker', 'constructor', '__proto__']) {
    const said = await worker.call(name, []).then(() => 'an answer', (error) => `${error.name}: ${error.message}`);
    if (said !== `TypeError: plimsoll/full has no function ${name}: call one that it exports`) return `${name}: ${said}`;
  }
  return same(await worker.call('version', []), full.version());
}

async function turns(worker, { firstPassage, jointFirstPassage }) {
  const order = [];
  const [forecast, distance, direction, options] = firstPassage;
  const long = worker.jointFirstPassage(...jointFirstPassage.with(2, { ...jointFirstPassage[2], paths: 400_000 })).then(() => order.push('long'));
  const short = worker.firstPassage(forecast, distance, direction, { ...options, paths: 4_000 }).then(() => order.push('short'));
  await Promise.all([long, short]);
  return order[0] === 'short' ? undefined : 'the short call waited for the long one';
}

/** The worker's own side, by hand: a cancel that comes in a pause, as every message does. */
async function stops(faces, args) {
  const posted = [];
  let pauses = 0;
  const receive = serve({
    post: (message) => posted.push(message),
    load: async () => faces,
    async pause() {
      pauses += 1;
      if (pauses === 3) receive({ cancel: 1 });
    },
  });
  await receive({ id: 1, name: 'firstPassage', args: args.with(3, { ...args[3], paths: 10_000_000 }), wants: { progress: true } });
  return pauses === 3 && posted.length === 3 && posted.every(({ done }) => done < 1) ? undefined : `${pauses} pauses, ${posted.length} messages`;
}

async function cancelled(worker, full, { firstPassage, jointFirstPassage }) {
  const stop = new AbortController();
  const reason = new Error('enough');
  let late = 0;
  const endless = firstPassage.with(3, { ...firstPassage[3], paths: 10_000_000 });
  const onProgress = () => {
    if (stop.signal.aborted) late += 1;
    stop.abort(reason);
  };
  const refused = await worker.firstPassage(...endless, { signal: stop.signal, onProgress }).then(() => 'an answer', (error) => error);
  if (refused !== reason) return `it gave ${refused}`;
  const next = await worker.jointFirstPassage(...jointFirstPassage);
  return late > 0 ? `${late} calls of onProgress after the cancel` : same(next, full.jointFirstPassage(...jointFirstPassage));
}

async function fired(worker, { firstPassage }) {
  const [signal, shares] = [AbortSignal.abort(), []];
  const name = await worker.firstPassage(...firstPassage, { signal, onProgress: (share) => shares.push(share) }).catch((error) => error.name);
  return name === 'AbortError' && shares.length === 0 ? undefined : `${name}, ${shares.length} slices`;
}

async function placed(worker, full, { liquidationScan: [every, costs] }) {
  const wrong = every.with(413, { aaveV3: { ...every[413].aaveV3, emode: 1 } });
  const error = await worker.liquidationScan(wrong, costs).catch((error) => error);
  let wanted;
  try {
    full.liquidationScan(wrong, costs);
  } catch (thrown) {
    wanted = thrown;
  }
  return same({ ...error, message: error.message }, { ...wanted, message: wanted.message }) ?? (error.message.includes('positions[413]') ? undefined : error.message);
}

async function unsendable(worker, full, { firstPassage }) {
  const name = await worker.firstPassage(() => {}, 0.1, 'fall', firstPassage[3]).catch((error) => error.name);
  if (name !== 'DataCloneError') return name;
  return same(await worker.firstPassage(...firstPassage), full.firstPassage(...firstPassage));
}

async function terminated(createWorker, { firstPassage }) {
  const worker = createWorker();
  const under = worker.firstPassage(...firstPassage.with(3, { ...firstPassage[3], paths: 10_000_000 }), { onProgress: () => worker.terminate() });
  const messages = [await under.catch((error) => error.message), await worker.firstPassage(...firstPassage).catch((error) => error.message)];
  return messages.every((message) => message?.includes('terminated')) ? undefined : `${messages}`;
}

/** The first difference of two plain values, bit by bit; nothing where there is none. */
function same(got, wanted, path = 'out') {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(got, wanted) ? undefined : `${path}: ${got} instead of ${wanted}`;
  if (typeof got !== 'object' || got === null || got.constructor !== wanted.constructor) return `${path}: ${got} instead of ${wanted}`;
  if (wanted.length !== got.length) return `${path}: ${got.length} items instead of ${wanted.length}`;
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
    const found = same(got[key], wanted[key], `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

const RAY = '1000000000000000000000000000';
const reserve = (id, asset, decimals, price, more) => ({
  id, asset, decimals, price, ltvBps: 8050, liquidationThresholdBps: 8300, liquidationBonusBps: 10500, liquidityIndex: RAY, variableBorrowIndex: RAY,
  currentLiquidityRate: '0', currentVariableBorrowRate: '0', elapsedSeconds: 0, scaledATokenBalance: '0', scaledVariableDebt: '0',
  usedAsCollateral: false, isBorrowing: false, ...more,
});

/** Users of one pool, every third of them liquidatable, many with the same profit. */
function positions(count) {
  const user = (place) => ({
    aaveV3: {
      revision: 'v3.7',
      reserves: [
        reserve(0, 'ETH', 18, place % 3 === 0 ? '165000000000' : '250000000000', { scaledATokenBalance: '10000000000000000000', usedAsCollateral: true }),
        reserve(1, 'USDC', 6, '100000000', { scaledVariableDebt: `${14_000 + (place % 7)}000000`, isBorrowing: true }),
      ],
    },
  });
  return Array.from({ length: count }, (_, place) => user(place));
}

const costs = {
  gas: 10,
  flashLoanFee: 0.0005,
  assets: [{ asset: 'ETH', decimals: 18, tradeFee: 0.001 }, { asset: 'USDC', decimals: 6, tradeFee: 0 }],
};

/** Falls of ETH and of the dollar together, deeper and deeper. */
const shocks = (count) =>
  Array.from({ length: count }, (_, place) => ({ moves: [{ driver: 'ETH', priceBps: 10_000 - 90 * place }, { driver: 'USDC', priceBps: 10_000 + place }] }));

/** The same pool, and rows of users with a debt that differs. */
function book(count) {
  const pool = { revision: 'v3.7', reserves: [reserve(0, 'ETH', 18, '250000000000'), reserve(1, 'USDC', 6, '100000000')], eModes: [] };
  const users = new AaveV3Rows(pool, count);
  for (let row = 0; row < count; row += 1) {
    users.push([0b0110n, 0, [10_000_000_000_000_000_000n, 0n], [0n, BigInt(14_000 + (row % 9_000)) * 1_000_000n]]);
  }
  return [pool, users.bytes()];
}
