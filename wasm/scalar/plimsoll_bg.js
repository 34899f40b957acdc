/**
 * Follows one asset bar by bar: the same bits as a forecast from all bars at once. `free()` it, or let it be collected.
 */
export class Tracker {
    static __wrap(ptr) {
        const obj = Object.create(Tracker.prototype);
        obj.__wbg_ptr = ptr;
        TrackerFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        TrackerFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_tracker_free(ptr, 0);
    }
    /**
     * Forecasts as `forecast` does, with a model of the caller's: bytes from `modelBytes`, from a refit, or from a file.
     * @param {Uint8Array} model
     * @param {MarketState | null} [market]
     * @returns {Forecast}
     */
    forecastWithModel(model, market) {
        const ret = wasm.tracker_forecastWithModel(this.__wbg_ptr, model, isLikeNone(market) ? 0 : addToExternrefTable0(market));
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * Forecasts variance and tails from the last close, with the market's state where it is known.
     * @param {MarketState | null} [market]
     * @returns {Forecast}
     */
    forecast(market) {
        const ret = wasm.tracker_forecast(this.__wbg_ptr, isLikeNone(market) ? 0 : addToExternrefTable0(market));
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * Hours of history a forecast would use, at most 720.
     * @returns {number}
     */
    historyHours() {
        const ret = wasm.tracker_historyHours(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Creates a tracker with no history.
     */
    constructor() {
        const ret = wasm.tracker_new();
        this.__wbg_ptr = ret;
        TrackerFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Appends flat rows of ts, open, high, low, close, volume, oldest first; nothing changes when one is refused.
     * @param {Float64Array} bars
     */
    pushBars(bars) {
        const ret = wasm.tracker_pushBars(this.__wbg_ptr, bars);
        if (ret[1]) {
            throw takeFromExternrefTable0(ret[0]);
        }
    }
    /**
     * Appends one hourly bar, later than the last; nothing changes when it is refused.
     * @param {Bar} bar
     */
    push(bar) {
        const ret = wasm.tracker_push(this.__wbg_ptr, bar);
        if (ret[1]) {
            throw takeFromExternrefTable0(ret[0]);
        }
    }
    /**
     * Restores a tracker from the bytes of `snapshot`.
     * @param {Uint8Array} snapshot
     * @returns {Tracker}
     */
    static restore(snapshot) {
        const ret = wasm.tracker_restore(snapshot);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return Tracker.__wrap(ret[0]);
    }
    /**
     * The state as bytes, at most 16 KB, with its version and a checksum.
     * @returns {Uint8Array}
     */
    snapshot() {
        const ret = wasm.tracker_snapshot(this.__wbg_ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
}
if (Symbol.dispose) Tracker.prototype[Symbol.dispose] = Tracker.prototype.free;

/**
 * What the Aave v3 contract answers for a user, to the last digit: balances, totals, health factor, verdict.
 * @param {AaveV3User} user
 * @returns {AaveV3AccountData}
 */
export function aaveV3Account(user) {
    const ret = wasm.aaveV3Account(user);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Exact boundary price of each reserve of an Aave v3 user, all other prices held; base currency, 8 decimals.
 * @param {AaveV3User} user
 * @returns {AaveV3Boundary[]}
 */
export function aaveV3Boundaries(user) {
    const ret = wasm.aaveV3Boundaries(user);
    if (ret[3]) {
        throw takeFromExternrefTable0(ret[2]);
    }
    var v1 = getArrayJsValueFromWasm0(ret[0], ret[1]);
    wasm.__wbindgen_free(ret[0], ret[1] * 4, 4);
    return v1;
}

/**
 * An Aave v3 user as the venue-neutral account that the advice reads.
 * @param {AaveV3User} user
 * @returns {Account}
 */
export function aaveV3View(user) {
    const ret = wasm.aaveV3View(user);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Health, leverage and borrowing power of an account, from amounts and prices.
 * @param {Account} account
 * @returns {AccountHealth}
 */
export function accountHealth(account) {
    const ret = wasm.accountHealth(account);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Probability of liquidation, safe leverage, moving thresholds and lead time of an account under a forecast.
 * @param {Account} account
 * @param {Forecast} forecast
 * @param {AdviceOptions} options
 * @returns {Advice}
 */
export function advice(account, forecast, options) {
    const ret = wasm.advice(account, forecast, options);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * The forecast with its 20 and 5 % quantiles moved as the outcomes say, never looser than the stated bound.
 * @param {Uint8Array} state
 * @param {Forecast} forecast
 * @returns {Forecast}
 */
export function calibrateForecast(state, forecast) {
    const ret = wasm.calibrateForecast(state, forecast);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * The state after a forecast whose outcome will be seen in later bars.
 * @param {Uint8Array} state
 * @param {Forecast} forecast
 * @returns {Uint8Array}
 */
export function calibrationObserve(state, forecast) {
    const ret = wasm.calibrationObserve(state, forecast);
    if (ret[3]) {
        throw takeFromExternrefTable0(ret[2]);
    }
    var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v1;
}

/**
 * The state after hourly bars: flat rows of ts, open, high, low, close, volume, later than those before.
 * @param {Uint8Array} state
 * @param {Float64Array} bars
 * @returns {Uint8Array}
 */
export function calibrationPushBars(state, bars) {
    const ret = wasm.calibrationPushBars(state, bars);
    if (ret[3]) {
        throw takeFromExternrefTable0(ret[2]);
    }
    var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v1;
}

/**
 * What was said and what came, the adjustment now, and whether the record still fits the promise.
 * @param {Uint8Array} state
 * @returns {CalibrationRecord}
 */
export function calibrationRecord(state) {
    const ret = wasm.calibrationRecord(state);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * The state of a calibration that has seen nothing.
 * @returns {Uint8Array}
 */
export function calibrationStart() {
    const ret = wasm.calibrationStart();
    var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v1;
}

/**
 * The options of an advice that nobody has asked to change: 1 % within 24 hours.
 * @returns {AdviceOptions}
 */
export function defaultAdviceOptions() {
    const ret = wasm.defaultAdviceOptions();
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * The options of a simulation that nobody has asked to change.
 * @returns {ScenarioOptions}
 */
export function defaultScenarioOptions() {
    const ret = wasm.defaultScenarioOptions();
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Log distance that the worst fall within `horizonHours` exceeds with probability `alpha`, with its interval.
 * @param {Forecast} forecast
 * @param {number} alpha
 * @param {number} horizonHours
 * @returns {TailEstimate}
 */
export function drawdownEstimate(forecast, alpha, horizonHours) {
    const ret = wasm.drawdownEstimate(forecast, alpha, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Probability, a fraction, that the price falls by the log `distance` at some time within `horizonHours`.
 * @param {Forecast} forecast
 * @param {number} distance
 * @param {number} horizonHours
 * @returns {number}
 */
export function drawdownProbability(forecast, distance, horizonHours) {
    const ret = wasm.drawdownProbability(forecast, distance, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * Probability, a fraction, that the price falls by the log `distance` at some time within `horizonHours`, with its interval.
 * @param {Forecast} forecast
 * @param {number} distance
 * @param {number} horizonHours
 * @returns {TailEstimate}
 */
export function drawdownProbabilityEstimate(forecast, distance, horizonHours) {
    const ret = wasm.drawdownProbabilityEstimate(forecast, distance, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Log distance that the worst fall within `horizonHours` exceeds with probability `alpha`, a fraction.
 * @param {Forecast} forecast
 * @param {number} alpha
 * @param {number} horizonHours
 * @returns {number}
 */
export function drawdownQuantile(forecast, alpha, horizonHours) {
    const ret = wasm.drawdownQuantile(forecast, alpha, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * Total variance over `steps` periods by exponential smoothing of squared log returns; `decay` is the weight of the past.
 * @param {Float64Array} returns
 * @param {number} decay
 * @param {number} steps
 * @returns {number}
 */
export function ewmaVariance(returns, decay, steps) {
    const ret = wasm.ewmaVariance(returns, decay, steps);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * When one price first moves by the log `distance`, played many times: probability with its standard error, and hitting times.
 * @param {Forecast} forecast
 * @param {number} distance
 * @param {PriceDirection} direction
 * @param {ScenarioOptions} options
 * @returns {FirstPassage}
 */
export function firstPassage(forecast, distance, direction, options) {
    const ret = wasm.firstPassage(forecast, distance, direction, options);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Forecasts variance and tails from hourly bars: flat rows of ts, open, high, low, close, volume, oldest first, best 180 days or more.
 * @param {Float64Array} bars
 * @param {MarketState | null} [market]
 * @returns {Forecast}
 */
export function forecastBars(bars, market) {
    const ret = wasm.forecastBars(bars, isLikeNone(market) ? 0 : addToExternrefTable0(market));
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Forecasts from hourly bars as `forecastBars` does, with the model in the bytes.
 * @param {Uint8Array} model
 * @param {Float64Array} bars
 * @param {MarketState | null} [market]
 * @returns {Forecast}
 */
export function forecastBarsWith(model, bars, market) {
    const ret = wasm.forecastBarsWith(model, bars, isLikeNone(market) ? 0 : addToExternrefTable0(market));
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Forecasts from closes, oracle updates, daily or five-minute bars, as flat rows of their kind; what is lost is flagged.
 * @param {Float64Array} prices
 * @param {PriceKind} kind
 * @param {MarketState | null} [market]
 * @returns {Forecast}
 */
export function forecastPrices(prices, kind, market) {
    const ret = wasm.forecastPrices(prices, kind, isLikeNone(market) ? 0 : addToExternrefTable0(market));
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Total variance of log returns forecast over `horizonHours`, not annualised.
 * @param {Forecast} forecast
 * @param {number} horizonHours
 * @returns {number}
 */
export function forecastVariance(forecast, horizonHours) {
    const ret = wasm.forecastVariance(forecast, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * Fits GARCH(1,1) without a mean by maximum likelihood, normal or Student-t.
 * @param {Float64Array} returns
 * @param {GarchLaw} law
 * @returns {GarchFit}
 */
export function garchFit(returns, law) {
    const ret = wasm.garchFit(returns, law);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Total variance over the next `steps` periods by a fitted GARCH(1,1).
 * @param {Float64Array} returns
 * @param {GarchFit} fit
 * @param {number} steps
 * @returns {number}
 */
export function garchVariance(returns, fit, steps) {
    const ret = wasm.garchVariance(returns, fit, steps);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * Fits the heterogeneous autoregression of hourly variance on its means over a day, a week and a month.
 * @param {Float64Array} returns
 * @param {number} horizonHours
 * @returns {HarCoefficients}
 */
export function harFit(returns, horizonHours) {
    const ret = wasm.harFit(returns, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Total variance over `horizonHours` by the heterogeneous autoregression, from at least 720 hourly log returns.
 * @param {Float64Array} returns
 * @param {HarCoefficients} coefficients
 * @param {number} horizonHours
 * @returns {number}
 */
export function harVariance(returns, coefficients, horizonHours) {
    const ret = wasm.harVariance(returns, coefficients, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * What a kind of prices loses against hourly bars, as measured; empty where nothing is lost.
 * @param {PriceKind} kind
 * @returns {InputAccuracy[]}
 */
export function inputAccuracy(kind) {
    const ret = wasm.inputAccuracy(kind);
    if (ret[3]) {
        throw takeFromExternrefTable0(ret[2]);
    }
    var v1 = getArrayJsValueFromWasm0(ret[0], ret[1]);
    wasm.__wbindgen_free(ret[0], ret[1] * 4, 4);
    return v1;
}

/**
 * When an account that follows several price factors is first liquidated, played many times, and which factor drove it.
 * @param {Account} account
 * @param {JointForecast} joint
 * @param {ScenarioOptions} options
 * @returns {FirstPassage}
 */
export function jointFirstPassage(account, joint, options) {
    const ret = wasm.jointFirstPassage(account, joint, options);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Forecasts several price factors together from their hourly bars: own laws, correlations now and in stress, regimes.
 * @param {FactorBars[]} factors
 * @param {MarketState | null} [market]
 * @returns {JointForecast}
 */
export function jointForecast(factors, market) {
    const ret = wasm.jointForecast(factors, isLikeNone(market) ? 0 : addToExternrefTable0(market));
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Joins forecasts made elsewhere with a correlation matrix, row by row.
 * @param {FactorForecast[]} factors
 * @param {Float64Array} correlation
 * @param {MarketState | null} [market]
 * @returns {JointForecast}
 */
export function jointFromForecasts(factors, correlation, market) {
    const ret = wasm.jointFromForecasts(factors, correlation, isLikeNone(market) ? 0 : addToExternrefTable0(market));
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Adds a factor to a joint forecast, with its correlation to each of the others; none where absent.
 * @param {JointForecast} joint
 * @param {FactorForecast} factor
 * @param {Float64Array | null} [correlation]
 * @returns {JointForecast}
 */
export function jointWithFactor(joint, factor, correlation) {
    const ret = wasm.jointWithFactor(joint, factor, isLikeNone(correlation) ? 0 : addToExternrefTable0(correlation));
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * How far the one price factor of an account may move before it is liquidated, or why no move does it.
 * @param {Account} account
 * @returns {LiquidationDistance}
 */
export function liquidationDistance(account) {
    const ret = wasm.liquidationDistance(account);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Fits the heterogeneous autoregression in logs, with Duan's smearing.
 * @param {Float64Array} returns
 * @param {number} horizonHours
 * @returns {LogHarCoefficients}
 */
export function logharFit(returns, horizonHours) {
    const ret = wasm.logharFit(returns, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Total variance over `horizonHours` by the heterogeneous autoregression in logs, from at least 720 hourly log returns.
 * @param {Float64Array} returns
 * @param {LogHarCoefficients} coefficients
 * @param {number} horizonHours
 * @returns {number}
 */
export function logharVariance(returns, coefficients, horizonHours) {
    const ret = wasm.logharVariance(returns, coefficients, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * What the models of other assets read of one asset: flat rows of ts, open, high, low, close, volume.
 * @param {Float64Array} bars
 * @returns {MarketAsset}
 */
export function marketAsset(bars) {
    const ret = wasm.marketAsset(bars);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * The cross-section of many assets, which may join a market's state.
 * @param {MarketAsset[]} assets
 * @returns {PanelState}
 */
export function marketPanel(assets) {
    const ret = wasm.marketPanel(assets);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Reads the market's state from hourly bars of BTC and ETH: flat rows of ts, open, high, low, close, volume, up to the same time.
 * @param {Float64Array} btc
 * @param {Float64Array} eth
 * @returns {MarketState}
 */
export function marketState(btc, eth) {
    const ret = wasm.marketState(btc, eth);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * The shipped model as bytes.
 * @returns {Uint8Array}
 */
export function modelBytes() {
    const ret = wasm.modelBytes();
    var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v1;
}

/**
 * Which model the bytes hold; refused when they are altered, of another version, or of numbers that no training makes.
 * @param {Uint8Array} model
 * @returns {ModelStamp}
 */
export function modelStamp(model) {
    const ret = wasm.modelStamp(model);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Forecasts an asset that follows another price, from flat rows of ts and its price in that other: everyday spread and depeg.
 * @param {Float64Array} prices
 * @param {PegKind} kind
 * @returns {Forecast}
 */
export function peggedForecast(prices, kind) {
    const ret = wasm.peggedForecast(prices, kind);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Proposes LTV, liquidation threshold and bonus for a market from forecast, tail and depth, within a steward's limits.
 * @param {ParameterQuestion} question
 * @returns {ParameterProposal}
 */
export function recommendParameters(question) {
    const ret = wasm.recommendParameters(question);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * How likely the coming day is to be calm, normal or stressed.
 * @param {MarketState | null} [market]
 * @param {MarketAsset | null} [asset]
 * @returns {RegimeProbabilities}
 */
export function regimeProbabilities(market, asset) {
    const ret = wasm.regimeProbabilities(isLikeNone(market) ? 0 : addToExternrefTable0(market), isLikeNone(asset) ? 0 : addToExternrefTable0(asset));
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Log distance that the worst rise within `horizonHours` exceeds with probability `alpha`, with its interval.
 * @param {Forecast} forecast
 * @param {number} alpha
 * @param {number} horizonHours
 * @returns {TailEstimate}
 */
export function runupEstimate(forecast, alpha, horizonHours) {
    const ret = wasm.runupEstimate(forecast, alpha, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Probability, a fraction, that the price rises by the log `distance` at some time within `horizonHours`.
 * @param {Forecast} forecast
 * @param {number} distance
 * @param {number} horizonHours
 * @returns {number}
 */
export function runupProbability(forecast, distance, horizonHours) {
    const ret = wasm.runupProbability(forecast, distance, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * Probability, a fraction, that the price rises by the log `distance` at some time within `horizonHours`, with its interval.
 * @param {Forecast} forecast
 * @param {number} distance
 * @param {number} horizonHours
 * @returns {TailEstimate}
 */
export function runupProbabilityEstimate(forecast, distance, horizonHours) {
    const ret = wasm.runupProbabilityEstimate(forecast, distance, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Log distance that the worst rise within `horizonHours` exceeds with probability `alpha`, a fraction.
 * @param {Forecast} forecast
 * @param {number} alpha
 * @param {number} horizonHours
 * @returns {number}
 */
export function runupQuantile(forecast, alpha, horizonHours) {
    const ret = wasm.runupQuantile(forecast, alpha, horizonHours);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * Simulates hourly candles for examples and tests: flat rows of ts, open, high, low, close, volume, the same for one seed everywhere.
 * `startTs` in seconds UTC, a multiple of 3600; `sigmaAnnual` a fraction per year of 8,760 hours.
 * @param {number} seed
 * @param {number} hours
 * @param {number} startTs
 * @param {number} startPrice
 * @param {number} sigmaAnnual
 * @returns {Float64Array}
 */
export function simulateBars(seed, hours, startTs, startPrice, sigmaAnnual) {
    const ret = wasm.simulateBars(seed, hours, startTs, startPrice, sigmaAnnual);
    if (ret[3]) {
        throw takeFromExternrefTable0(ret[2]);
    }
    var v1 = getArrayF64FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 8, 8);
    return v1;
}

/**
 * SmartLTV's loan to value, a fraction, from daily volatility, liquidity at the bonus, debt cap, risk level and bonus.
 * @param {number} sigma
 * @param {number} liquidity
 * @param {number} debtCap
 * @param {number} factor
 * @param {number} beta
 * @returns {number}
 */
export function smartLtv(sigma, liquidity, debtCap, factor, beta) {
    const ret = wasm.smartLtv(sigma, liquidity, debtCap, factor, beta);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * SmartLTV's risk level that a loan to value stands for; the inverse of `smartLtv` in `factor`.
 * @param {number} ltv
 * @param {number} sigma
 * @param {number} liquidity
 * @param {number} debtCap
 * @param {number} beta
 * @returns {number}
 */
export function smartLtvRiskLevel(ltv, sigma, liquidity, debtCap, beta) {
    const ret = wasm.smartLtvRiskLevel(ltv, sigma, liquidity, debtCap, beta);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return ret[0];
}

/**
 * Which code and which model answer; with the inputs they reproduce every number.
 * @returns {VersionInfo}
 */
export function version() {
    const ret = wasm.version();
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}
export function __wbg___wbindgen_boolean_get_7a12af2b3f899c5a(arg0) {
    const v = arg0;
    const ret = typeof(v) === 'boolean' ? v : undefined;
    return isLikeNone(ret) ? 0xFFFFFF : ret ? 1 : 0;
}
export function __wbg___wbindgen_is_null_5160b3e381865372(arg0) {
    const ret = arg0 === null;
    return ret;
}
export function __wbg___wbindgen_is_object_edb6b15aa3afe12e(arg0) {
    const val = arg0;
    const ret = typeof(val) === 'object' && val !== null;
    return ret;
}
export function __wbg___wbindgen_is_undefined_8c687d0b90d5b524(arg0) {
    const ret = arg0 === undefined;
    return ret;
}
export function __wbg___wbindgen_number_get_1dc732b810cb937c(arg0, arg1) {
    const obj = arg1;
    const ret = typeof(obj) === 'number' ? obj : undefined;
    getDataViewMemory0().setFloat64(arg0 + 8 * 1, isLikeNone(ret) ? 0 : ret, true);
    getDataViewMemory0().setInt32(arg0 + 4 * 0, !isLikeNone(ret), true);
}
export function __wbg___wbindgen_string_get_92ab86bb19cbc12f(arg0, arg1) {
    const obj = arg1;
    const ret = typeof(obj) === 'string' ? obj : undefined;
    var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
    var len1 = WASM_VECTOR_LEN;
    getDataViewMemory0().setInt32(arg0 + 4 * 1, len1, true);
    getDataViewMemory0().setInt32(arg0 + 4 * 0, ptr1, true);
}
export function __wbg___wbindgen_throw_5d9e815e6fdf150f(arg0, arg1) {
    throw new Error(getStringFromWasm0(arg0, arg1));
}
export function __wbg___wbindgen_typeof_8e630e4d777e2338(arg0) {
    const ret = typeof arg0;
    return ret;
}
export function __wbg_assign_6439dfc92c7af7f3(arg0, arg1) {
    const ret = Object.assign(arg0, arg1);
    return ret;
}
export function __wbg_get_989d0a1309644f2b() { return handleError(function (arg0, arg1) {
    const ret = Reflect.get(arg0, arg1);
    return ret;
}, arguments); }
export function __wbg_get_b1f0ab13c737f856(arg0, arg1) {
    const ret = arg0[arg1 >>> 0];
    return ret;
}
export function __wbg_get_unchecked_363572bdd397d473(arg0, arg1) {
    const ret = arg0[arg1 >>> 0];
    return ret;
}
export function __wbg_instanceof_Float64Array_a1a224867ea646c3(arg0) {
    let result;
    try {
        result = arg0 instanceof Float64Array;
    } catch (_) {
        result = false;
    }
    const ret = result;
    return ret;
}
export function __wbg_instanceof_Uint8Array_598adc0fef426aa8(arg0) {
    let result;
    try {
        result = arg0 instanceof Uint8Array;
    } catch (_) {
        result = false;
    }
    const ret = result;
    return ret;
}
export function __wbg_isArray_5674713bb7b79043(arg0) {
    const ret = Array.isArray(arg0);
    return ret;
}
export function __wbg_keys_6efc298980178da1(arg0) {
    const ret = Object.keys(arg0);
    return ret;
}
export function __wbg_length_31bdaf014f5fbde2(arg0) {
    const ret = arg0.length;
    return ret;
}
export function __wbg_length_4e1adc0d42e23620(arg0) {
    const ret = arg0.length;
    return ret;
}
export function __wbg_length_598aff98d0c65a59(arg0) {
    const ret = arg0.length;
    return ret;
}
export function __wbg_new_a32a1ab6c6655abe(arg0, arg1) {
    const ret = new Error(getStringFromWasm0(arg0, arg1));
    return ret;
}
export function __wbg_new_bebc3f4757acf305() {
    const ret = new Object();
    return ret;
}
export function __wbg_new_ffa92086ea89f79c() {
    const ret = new Array();
    return ret;
}
export function __wbg_prototypesetcall_5c62be9626638df9(arg0, arg1, arg2) {
    Float64Array.prototype.set.call(getArrayF64FromWasm0(arg0, arg1), arg2);
}
export function __wbg_prototypesetcall_ae9f5e7459250748(arg0, arg1, arg2) {
    Uint8Array.prototype.set.call(getArrayU8FromWasm0(arg0, arg1), arg2);
}
export function __wbg_push_bfdf956ba476f65b(arg0, arg1) {
    const ret = arg0.push(arg1);
    return ret;
}
export function __wbg_set_c177a7bd4a8d8a53(arg0, arg1, arg2) {
    arg0[arg1] = arg2;
}
export function __wbg_set_name_6e2a5da46a9ae1e7(arg0, arg1, arg2) {
    arg0.name = getStringFromWasm0(arg1, arg2);
}
export function __wbg_toString_794a30e85c994f2a(arg0) {
    const ret = arg0.toString();
    return ret;
}
export function __wbindgen_generic_0000000000000001(arg0) {
    // Cast intrinsic for `F64 -> Externref`.
    const ret = arg0;
    return ret;
}
export function __wbindgen_generic_0000000000000002(arg0, arg1) {
    // Cast intrinsic for `Ref(String) -> Externref`.
    const ret = getStringFromWasm0(arg0, arg1);
    return ret;
}
export function __wbindgen_init_externref_table() {
    const table = wasm.__wbindgen_externrefs;
    const offset = table.grow(4);
    table.set(0, undefined);
    table.set(offset + 0, undefined);
    table.set(offset + 1, null);
    table.set(offset + 2, true);
    table.set(offset + 3, false);
}
const TrackerFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_tracker_free(ptr, 1));

function addToExternrefTable0(obj) {
    const idx = wasm.__externref_table_alloc();
    wasm.__wbindgen_externrefs.set(idx, obj);
    return idx;
}

function getArrayF64FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getFloat64ArrayMemory0().subarray(ptr / 8, ptr / 8 + len);
}

function getArrayJsValueFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    const mem = getDataViewMemory0();
    const result = [];
    for (let i = ptr; i < ptr + 4 * len; i += 4) {
        result.push(wasm.__wbindgen_externrefs.get(mem.getUint32(i, true)));
    }
    wasm.__externref_drop_slice(ptr, len);
    return result;
}

function getArrayU8FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);
}

let cachedDataViewMemory0 = null;
function getDataViewMemory0() {
    if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)) {
        cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
    }
    return cachedDataViewMemory0;
}

let cachedFloat64ArrayMemory0 = null;
function getFloat64ArrayMemory0() {
    if (cachedFloat64ArrayMemory0 === null || cachedFloat64ArrayMemory0.byteLength === 0) {
        cachedFloat64ArrayMemory0 = new Float64Array(wasm.memory.buffer);
    }
    return cachedFloat64ArrayMemory0;
}

function getStringFromWasm0(ptr, len) {
    return decodeText(ptr >>> 0, len);
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

function handleError(f, args) {
    try {
        return f.apply(this, args);
    } catch (e) {
        const idx = addToExternrefTable0(e);
        wasm.__wbindgen_exn_store(idx);
    }
}

function isLikeNone(x) {
    return x === undefined || x === null;
}

function passStringToWasm0(arg, malloc, realloc) {
    if (realloc === undefined) {
        const buf = cachedTextEncoder.encode(arg);
        const ptr = malloc(buf.length, 1) >>> 0;
        getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
        WASM_VECTOR_LEN = buf.length;
        return ptr;
    }

    let len = arg.length;
    let ptr = malloc(len, 1) >>> 0;

    const mem = getUint8ArrayMemory0();

    let offset = 0;

    for (; offset < len; offset++) {
        const code = arg.charCodeAt(offset);
        if (code > 0x7F) break;
        mem[ptr + offset] = code;
    }
    if (offset !== len) {
        if (offset !== 0) {
            arg = arg.slice(offset);
        }
        ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
        const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
        const ret = cachedTextEncoder.encodeInto(arg, view);

        offset += ret.written;
        ptr = realloc(ptr, len, offset, 1) >>> 0;
    }

    WASM_VECTOR_LEN = offset;
    return ptr;
}

function takeFromExternrefTable0(idx) {
    const value = wasm.__wbindgen_externrefs.get(idx);
    wasm.__externref_table_dealloc(idx);
    return value;
}

let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(ptr, len) {
    numBytesDecoded += len;
    if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
        cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
        cachedTextDecoder.decode();
        numBytesDecoded = len;
    }
    return cachedTextDecoder.decode(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

const cachedTextEncoder = new TextEncoder();

if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}

let WASM_VECTOR_LEN = 0;


let wasm;
export function __wbg_set_wasm(val) {
    wasm = val;
}
