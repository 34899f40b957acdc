// The conformance vectors, run against a loaded package: node and the browser share this file.

/** Every exported function with its arguments in order; the names are those of the vectors. `tracker`, `watch` and `healthGrid` are the lives of a `Tracker` and of a `Watch`. */
export const FUNCTIONS = {
  version: [],
  simulateBars: ['seed', 'hours', 'startTs', 'startPrice', 'sigmaAnnual'],
  marketAsset: ['bars'],
  marketPanel: ['assets'],
  marketState: ['btc', 'eth'],
  forecastBars: ['bars', 'market'],
  forecastPrices: ['prices', 'kind', 'market'],
  inputAccuracy: ['kind'],
  forecastVariance: ['forecast', 'horizonHours'],
  drawdownQuantile: ['forecast', 'alpha', 'horizonHours'],
  runupQuantile: ['forecast', 'alpha', 'horizonHours'],
  drawdownProbability: ['forecast', 'distance', 'horizonHours'],
  runupProbability: ['forecast', 'distance', 'horizonHours'],
  drawdownEstimate: ['forecast', 'alpha', 'horizonHours'],
  runupEstimate: ['forecast', 'alpha', 'horizonHours'],
  drawdownProbabilityEstimate: ['forecast', 'distance', 'horizonHours'],
  runupProbabilityEstimate: ['forecast', 'distance', 'horizonHours'],
  calibrationStart: [],
  calibrationPushBars: ['state', 'bars'],
  calibrationObserve: ['state', 'forecast'],
  calibrateForecast: ['state', 'forecast'],
  calibrationRecord: ['state'],
  tracker: ['bars', 'split', 'market'],
  watch: ['position', 'ticks', 'seconds'],
  healthGrid: ['position', 'place', 'prices'],
  aaveV3Account: ['user'],
  aaveV3Book: ['pool', 'users'],
  aaveV3BookStress: ['pool', 'users', 'shocks'],
  morphoBlueBook: ['markets', 'rows'],
  compoundV3Book: ['market', 'collaterals', 'rows'],
  aaveV3Boundaries: ['user'],
  aaveV3View: ['user'],
  positionHealth: ['position'],
  positionBoundaries: ['position'],
  positionPrices: ['position'],
  positionAtPrices: ['position', 'prices'],
  positionLater: ['position', 'seconds'],
  positionAccount: ['position'],
  positionLiquidation: ['position', 'call'],
  positionWhatIf: ['position', 'actions'],
  positionMaximum: ['position', 'question'],
  positionGroupBoundary: ['position', 'assets'],
  positionBoundaryDrift: ['position', 'seconds'],
  portfolioHealth: ['portfolio'],
  portfolioRegion: ['portfolio', 'covariance'],
  portfolioAccount: ['portfolio'],
  portfolioFirstPassage: ['portfolio', 'joint', 'options'],
  liquidationProfit: ['position', 'call', 'costs'],
  bestLiquidation: ['position', 'costs'],
  liquidationScan: ['positions', 'costs'],
  llammaExchange: ['loan', 'order'],
  llammaSoftLiquidation: ['loan', 'oraclePrices'],
  llammaArbitragePath: ['loan', 'turns'],
  llammaPolicyRate: ['policy', 'seconds'],
  auctionStart: ['position'],
  auctionPrice: ['auction', 'seconds'],
  auctionStatus: ['auction'],
  auctionTake: ['auction', 'amount', 'maxPrice'],
  auctionProceeds: ['auction', 'prices', 'bidders'],
  planLoop: ['position', 'goal', 'costs'],
  planUnwind: ['position', 'goal', 'costs'],
  planRebalance: ['position', 'goal', 'costs'],
  hedgeRatio: ['exposure', 'hedge', 'alpha'],
  planSpread: ['places', 'factors', 'horizonHours'],
  accountHealth: ['account'],
  liquidationDistance: ['account'],
  defaultAdviceOptions: [],
  advice: ['account', 'forecast', 'options'],
  ewmaVariance: ['returns', 'decay', 'steps'],
  harFit: ['returns', 'horizonHours'],
  harVariance: ['returns', 'coefficients', 'horizonHours'],
  peggedForecast: ['prices', 'kind'],
  modelBytes: [],
  modelStamp: ['model'],
  forecastBarsWith: ['model', 'bars', 'market'],
  logharFit: ['returns', 'horizonHours'],
  logharVariance: ['returns', 'coefficients', 'horizonHours'],
  garchFit: ['returns', 'law'],
  garchVariance: ['returns', 'fit', 'steps'],
  recommendParameters: ['question'],
  smartLtv: ['sigma', 'liquidity', 'debtCap', 'factor', 'beta'],
  smartLtvRiskLevel: ['ltv', 'sigma', 'liquidity', 'debtCap', 'beta'],
  regimeProbabilities: ['market', 'asset'],
  defaultScenarioOptions: [],
  firstPassage: ['forecast', 'distance', 'direction', 'options'],
  jointFirstPassage: ['account', 'joint', 'options'],
  jointHealth: ['account', 'joint', 'options'],
  jointForecast: ['factors', 'market'],
  jointFromForecasts: ['factors', 'correlation', 'market'],
  jointWithFactor: ['joint', 'factor', 'correlation'],
  jointAdvice: ['account', 'joint', 'options', 'scenario'],
  contagion: ['joint', 'alpha', 'options'],
  stressBreadth: ['assets'],
};

/** Arguments that are flat arrays. */
export const FLAT = new Set(['bars', 'btc', 'correlation', 'covariance', 'eth', 'exposure', 'hedge', 'prices', 'returns']);
/** Arguments that are bytes. */
export const BYTES = new Set(['model', 'rows', 'state', 'users']);
/** Classes that answer what a function answers, part by part: the worker's tests hold them to its vectors. */
const RUNS = ['AaveV3StressRun', 'FirstPassageRun', 'PortfolioPassageRun'];
/** Functions whose only argument is a choice among names: no number of theirs is bad. */
const CHOICES = new Set(['inputAccuracy']);
const ROW = 6;

const view = new DataView(new ArrayBuffer(8));

function fromBits(hex) {
  view.setBigUint64(0, BigInt(`0x${hex}`));
  return view.getFloat64(0);
}

function bits(number) {
  view.setFloat64(0, number);
  return view.getBigUint64(0);
}

/** Reads a vector's value; nested calls are answered by the package. */
export function decode(plimsoll, value) {
  if (Array.isArray(value)) return value.map((item) => decode(plimsoll, item));
  if (typeof value !== 'object' || value === null) return value;
  if ('f64' in value) return fromBits(value.f64);
  if ('f64s' in value) return Float64Array.from(value.f64s, fromBits);
  if ('bytes' in value) return Uint8Array.from(value.bytes.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  if ('$call' in value) return call(plimsoll, value.$call, value.in);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decode(plimsoll, inner)]));
}

/** Calls an exported function with a vector's arguments. */
export function call(plimsoll, name, given) {
  const values = decodeArguments(plimsoll, name, given);
  return OBJECTS[name] ? OBJECTS[name](plimsoll, ...values) : plimsoll[name](...values);
}

/** The arguments of a call, in order. */
export function decodeArguments(plimsoll, name, given) {
  const names = FUNCTIONS[name];
  if (!names) throw new Error(`no exported function is called ${name}`);
  const unknown = Object.keys(given).filter((key) => !names.includes(key));
  if (unknown.length > 0) throw new Error(`${name} has no argument ${unknown}`);
  return names.map((key) => {
    const value = decode(plimsoll, given[key]);
    return FLAT.has(key) && Array.isArray(value) && value.every((item) => typeof item === 'number') ? Float64Array.from(value) : value;
  });
}

/** The object's life: rows up to `split` at once, a snapshot, a restored tracker, the other rows one by one, a forecast. */
function tracker(plimsoll, bars, split, market) {
  const first = new plimsoll.Tracker();
  first.pushBars(bars.subarray(0, split * ROW));
  const restored = plimsoll.Tracker.restore(first.snapshot());
  for (let at = split * ROW; at < bars.length; at += ROW) {
    const row = bars.subarray(at, at + ROW);
    const [ts, open, high, low, close, volume] = row;
    // A record's time is a whole number; a row that has none goes in as it is, for the core to refuse.
    if (row.length === ROW && Number.isInteger(ts)) restored.push({ ts, open, high, low, close, volume });
    else restored.pushBars(row);
  }
  const forecast = restored.forecast(market);
  // The numbers that the full entry gives without the record are the record's.
  if (restored.drawdownQuantile) {
    const numbers = [restored.forecastVariance(24, market), restored.drawdownQuantile(0.01, 72, market), restored.runupQuantile(0.05, 168, market)];
    const read = [plimsoll.forecastVariance(forecast, 24), plimsoll.drawdownQuantile(forecast, 0.01, 72), plimsoll.runupQuantile(forecast, 0.05, 168)];
    if (!numbers.every((number, place) => Object.is(number, read[place]))) throw new Error(`the tracker says ${numbers}, its record ${read}`);
  }
  first.free();
  restored.free();
  return forecast;
}

/** The object's life: each tick by the asset's place where its price is exact as a number, else by its name; some seconds; then where it stands. */
function watch(plimsoll, position, ticks, seconds) {
  const watch = new plimsoll.Watch(position);
  const places = new Map(watch.prices().map(({ asset }, place) => [asset, place]));
  for (const { asset, price } of ticks) {
    if (places.has(asset) && price.length < 16) watch.tick(places.get(asset), Number(price));
    else watch.setPrice(asset, price);
  }
  watch.later(seconds);
  const health = { ...watch.health(), liquidatable: watch.liquidatable() };
  watch.free();
  return health;
}

/** The other question of a watch: where it stands at each price of a grid. */
function healthGrid(plimsoll, position, place, prices) {
  const watch = new plimsoll.Watch(position);
  const grid = watch.healthGrid(place, prices);
  watch.free();
  return grid;
}

/** The classes, by the names of their vectors. */
export const OBJECTS = { tracker, watch, healthGrid };

/** Compares every bit; returns the path of the first difference, or nothing. */
export function difference(expected, got, path = 'out') {
  if (expected === null || expected === undefined) return got === null || got === undefined ? undefined : `${path}: expected nothing, got ${got}`;
  if (typeof expected !== 'object') return Object.is(expected, got) ? undefined : `${path}: expected ${expected}, got ${got}`;
  if ('f64' in expected) {
    if (typeof got === 'number' && bits(got) === BigInt(`0x${expected.f64}`)) return undefined;
    return `${path}: expected ${expected.value} (${expected.f64}), got ${got}${typeof got === 'number' ? ` (${bits(got).toString(16)})` : ''}`;
  }
  if ('bytes' in expected) {
    const hex = Array.from(got ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex === expected.bytes ? undefined : `${path}: the bytes differ`;
  }
  if (typeof got !== 'object' || got === null) return `${path}: expected a value with parts, got ${got}`;
  if ('f64s' in expected) return list(expected.f64s.map((f64) => ({ f64 })), got, path);
  if (Array.isArray(expected)) return list(expected, got, path);
  for (const key of new Set([...Object.keys(expected), ...Object.keys(got)])) {
    const found = difference(expected[key], got[key], `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

function list(expected, got, path) {
  if (expected.length !== got.length) return `${path}: expected ${expected.length} items, got ${got.length}`;
  for (let index = 0; index < expected.length; index += 1) {
    const found = difference(expected[index], got[index], `${path}[${index}]`);
    if (found) return found;
  }
  return undefined;
}

/** Runs one case; returns what differs, or nothing. */
export function run(plimsoll, file, one) {
  const name = one.function ?? file.function;
  let out;
  try {
    out = call(plimsoll, name, one.in);
  } catch (error) {
    if (!plimsoll.isRiskError(error)) return `${error?.name}: ${error?.message} (not a RiskError)`;
    return one.err ? difference(one.err, Object.fromEntries(Object.keys(one.err).map((key) => [key, error[key]])), 'err') : `refused: ${error.message}`;
  }
  return one.err ? `expected the error ${one.err.code}, got an answer` : difference(one.out, out);
}

/** The first case of a function that has an answer. */
export function goodCase(files, name) {
  for (const file of files) {
    const good = file.cases.find((one) => (one.function ?? file.function) === name && one.out !== undefined);
    if (good) return [file, good];
  }
  throw new Error(`${name} has no good vector`);
}

/** What the package exports for the vectors to cover: its functions, and the classes under their vectors' names. A monitor has tests of its own. */
export function exported(plimsoll) {
  return Object.keys(plimsoll)
    .filter((name) => !['default', 'isRiskError', 'Monitor', ...RUNS].includes(name))
    .flatMap((name) => (name === 'Watch' ? ['watch', 'healthGrid'] : OBJECTS[name.toLowerCase()] ? [name.toLowerCase()] : [name]));
}

/** Whether an entry has a venue: where it has, the first field that is missing is named, else the choice itself is refused. */
function has(plimsoll, venue) {
  try {
    return plimsoll.positionHealth({ [venue]: {} }) !== undefined;
  } catch (error) {
    return error.message.includes(`\`position.${venue}`);
  }
}

/** Whether an entry leaves out the venue of a case. */
export function leftOut(plimsoll, one) {
  const venues = Object.keys(one.in.position ?? {});
  return venues.length > 0 && venues.every((venue) => !has(plimsoll, venue));
}

/** The vector files whose function the package exports, and of their cases those whose venue it has. */
export function answerable(plimsoll, files) {
  const names = new Set(exported(plimsoll));
  const answers = (file, one) => names.has(one.function ?? file.function) && !leftOut(plimsoll, one);
  return files.map((file) => ({ ...file, cases: file.cases.filter((one) => answers(file, one)) })).filter((file) => file.cases.length > 0);
}

/** The line that every face prints about bad input; `uncovered` must be empty. */
export function coverage(plimsoll, bad) {
  const all = exported(plimsoll);
  const silent = all.filter((name) => FUNCTIONS[name]?.length === 0 || CHOICES.has(name));
  const covered = new Set(bad.cases.map((one) => one.function));
  const uncovered = all.filter((name) => !covered.has(name) && !silent.includes(name));
  const line = `bad input: covered ${all.length - uncovered.length} of ${all.length} exported functions, ${silent.length} of them take no argument or a choice among names`;
  return { line, uncovered };
}
