/* tslint:disable */
/* eslint-disable */

/** An unsigned 256-bit integer as a decimal string: the on-chain value, unscaled. From a `bigint`: `value.toString()`. */
export type U256 = string;

/** The stable code of every refusal, the same in every language. */
export type RiskErrorCode = RiskError["code"];


/**
 * "With (1 − alpha) confidence at least this many hours."
 */
export interface LeadTime {
    /**
     * The largest horizon with P(liquidated) at most alpha, hours, in [0, 720].
     */
    hours: number;
    /**
     * True when the answer is the cap of 30 days: the true lead time may be longer.
     */
    capped: boolean;
}

/**
 * A fitted GARCH(1,1): `σ²_t = ω + α r²_{t−1} + β σ²_{t−1}`, `r_t = σ_t · error`, mean zero.
 */
export interface GarchFit {
    /**
     * Constant ω, variance per period, above 0.
     */
    omega: number;
    /**
     * Weight α of the last squared return, 0 or more.
     */
    alpha: number;
    /**
     * Weight β of the last variance, 0 or more; α + β is at most 1.
     */
    beta: number;
    /**
     * Degrees of freedom of Student-t errors, above 2; absent for normal errors.
     */
    nu?: number;
    /**
     * Log likelihood of the returns that were fitted, in the units they came in.
     */
    logLikelihood: number;
    /**
     * Whether a maximum was reached; where false, the best point found.
     */
    converged: boolean;
}

/**
 * A market's parameters, fractions.
 */
export interface MarketParameters {
    /**
     * Share of the collateral's value that may be borrowed, in [0, 1].
     */
    ltv: number;
    /**
     * Share of the collateral's value that counts before liquidation, in [0, 1], not below the LTV.
     */
    liquidationThreshold: number;
    /**
     * Liquidation bonus without the 100 %, in [0, 1]: 0.05 pays the liquidator 1.05 per 1 repaid.
     */
    bonus: number;
}

/**
 * A probability of liquidation with its horizon.
 */
export interface HorizonProbability {
    /**
     * Horizon, hours from the decision time.
     */
    horizonHours: number;
    /**
     * P(the venue's liquidation rule is met at some time within the horizon), a fraction.
     */
    probability: number;
    /**
     * Lower end of its 90 % interval, a fraction; see `TailEstimate`.
     */
    low: number;
    /**
     * Upper end.
     */
    high: number;
    /**
     * True where the probability is below 0.5 % and not 0: the form of the tail, more than the data, speaks there.
     */
    extrapolated: boolean;
}

/**
 * A quantile or a probability of the worst fall or rise, with its interval.
 *
 * The interval says how far the answer moves when the training data are drawn again in blocks of 14 days, all assets together,
 * because crashes come to all at once (block bootstrap: Künsch 1989, Annals of Statistics 17). It widens while the history is
 * shorter than 720 hours. That the future may differ from the past it does not hold.
 */
export interface TailEstimate {
    /**
     * A quantile as a log distance, or a probability as a fraction.
     */
    value: number;
    /**
     * Lower end of the interval, in the unit of the value.
     */
    low: number;
    /**
     * Upper end.
     */
    high: number;
    /**
     * Probability with which the interval holds the true value, a fraction: 0.9.
     */
    confidence: number;
    /**
     * True where the event is rarer than 0.5 %: the form of the tail, more than the data, speaks there.
     */
    extrapolated: boolean;
    /**
     * Length of the window, hours.
     */
    horizonHours: number;
    /**
     * Hours of history that the forecast used, at most 720.
     */
    historyHours: number;
}

/**
 * A reserve's indices and the user's balances now.
 */
export interface AaveV3ReserveBalances {
    /**
     * Position in the pool's list of reserves.
     */
    id: number;
    /**
     * Supply index now, ray.
     */
    normalizedIncome: U256;
    /**
     * Borrow index now, ray.
     */
    normalizedDebt: U256;
    /**
     * Supply now, token units.
     */
    aTokenBalance: U256;
    /**
     * Debt now, token units.
     */
    variableDebt: U256;
}

/**
 * A steward's limits, and when it last changed the market.
 */
export interface StewardLimits {
    /**
     * Least time between two changes, seconds.
     */
    minimumDelaySeconds: number;
    /**
     * Limit of the LTV.
     */
    ltv: StepLimit;
    /**
     * Limit of the liquidation threshold.
     */
    liquidationThreshold: StepLimit;
    /**
     * Limit of the bonus, compared without the 100 %.
     */
    bonus: StepLimit;
    /**
     * Time of the last change, seconds UTC; absent when there was none.
     */
    lastChange?: number;
}

/**
 * An exact boundary, or the fact that there is none.
 */
export type PriceBoundary = { kind: "nothingLiquidates" } | { kind: "nothingSaves" } | { kind: "at"; price: U256; unique: boolean };

/**
 * An hourly candle.
 */
export interface Bar {
    /**
     * Open time, seconds UTC, a multiple of 3,600.
     */
    ts: number;
    /**
     * Price at the open, quote per base, above 0.
     */
    open: number;
    /**
     * Highest price, quote per base.
     */
    high: number;
    /**
     * Lowest price, quote per base.
     */
    low: number;
    /**
     * Price at the close, quote per base.
     */
    close: number;
    /**
     * Volume in base units, 0 or more; not read by the shipped model.
     */
    volume: number;
}

/**
 * Coefficients of the heterogeneous autoregression in logs.
 */
export interface LogHarCoefficients {
    /**
     * Constant, log of variance per hour.
     */
    intercept: number;
    /**
     * Weight of the log of the mean squared return over 24 hours.
     */
    day: number;
    /**
     * Weight of the log of the mean squared return over 168 hours.
     */
    week: number;
    /**
     * Weight of the log of the mean squared return over 720 hours.
     */
    month: number;
    /**
     * Factor from the exponential of the mean log to the mean, in [1e-6, 1e6]: Duan's smearing.
     */
    smearing: number;
}

/**
 * Coefficients of the heterogeneous autoregression, per hour of variance.
 */
export interface HarCoefficients {
    /**
     * Constant, variance per hour.
     */
    intercept: number;
    /**
     * Weight of the mean squared return over 24 hours.
     */
    day: number;
    /**
     * Weight of the mean squared return over 168 hours.
     */
    week: number;
    /**
     * Weight of the mean squared return over 720 hours.
     */
    month: number;
    /**
     * Smallest variance per hour that is forecast, above 0: the smallest training target.
     */
    floor: number;
}

/**
 * Everything that can go wrong, each with a stable code and its data.
 */
export type RiskError = { code: "not_finite"; field: string; got: string } | { code: "out_of_range"; field: string; expected: string; got: string; hint: string } | { code: "invalid_integer"; got: string } | { code: "invalid_shape"; detail: string } | { code: "overflow"; operation: string } | { code: "division_by_zero"; operation: string } | { code: "length_mismatch"; field: string; expected: string; got: number } | { code: "unordered_bars"; index: number; ts: number; previousTs: number } | { code: "invalid_bar"; index: number; reason: string } | { code: "not_enough_history"; needed: number; got: number } | { code: "unknown"; field: string; got: string } | { code: "duplicate"; field: string; got: string } | { code: "unsupported"; question: string; hint: string } | { code: "invalid_snapshot"; reason: string } | { code: "invalid_model"; reason: string };

/**
 * Everything that stands and falls together at one venue.
 */
export interface Account {
    /**
     * What it holds and owes.
     */
    legs: Leg[];
    /**
     * The venue's own verdict, from its integers; absent for an account typed in by hand.
     */
    liquidatable?: boolean;
}

/**
 * First passage through a boundary, from simulated paths.
 */
export interface FirstPassage {
    /**
     * P(the boundary is passed at some time within the horizon), a fraction.
     */
    probability: number;
    /**
     * Standard error of `probability`, a fraction: 0 where no path was needed.
     */
    standardError: number;
    /**
     * Paths simulated: 0 where the answer is certain without any.
     */
    paths: number;
    /**
     * Horizon, hours.
     */
    horizonHours: number;
    /**
     * Hours by which a tenth of the paths that pass have passed; absent when none did.
     */
    hittingHoursP10?: number;
    /**
     * Hours by which half of them have passed; absent when none did.
     */
    hittingHoursP50?: number;
    /**
     * Hours by which nine tenths of them have passed; absent when none did.
     */
    hittingHoursP90?: number;
    /**
     * The probability at rising hours, the last of them the horizon.
     */
    curve: PassagePoint[];
    /**
     * One per price factor that bears on the account, in the order of the forecast; empty for a single distance.
     */
    drivers: FactorShare[];
}

/**
 * How far a steward may move one parameter at a time.
 */
export interface StepLimit {
    /**
     * Largest step, basis points of 1, or of the value before it where relative; at most 10,000.
     */
    maximumBps: number;
    /**
     * The step is relative to the value before it.
     */
    relative: boolean;
}

/**
 * How likely the window is to be calm, normal or stressed for the whole market; the three sum to 1.
 */
export interface RegimeProbabilities {
    /**
     * Every factor moves less than its forecast says on average.
     */
    calm: number;
    /**
     * As forecast.
     */
    normal: number;
    /**
     * Every factor moves more, and the factors move together more.
     */
    stressed: number;
}

/**
 * How much to trust the numbers, and which model made them.
 */
export interface Confidence {
    /**
     * Which weights made the forecast.
     */
    model: ModelStamp;
    /**
     * Decision time of the forecast, seconds UTC.
     */
    asOf: number;
    /**
     * Hours of history used.
     */
    historyHours: number;
    /**
     * True when the forecast is more than two hours older than the question.
     */
    stale: boolean;
    /**
     * Reasons for less trust.
     */
    flags: ForecastFlag[];
}

/**
 * How much worse a kind of prices forecasts than hourly bars do, at one horizon.
 */
export interface InputAccuracy {
    /**
     * Horizon, hours.
     */
    horizonHours: number;
    /**
     * Forecasts compared, out of sample.
     */
    rows: number;
    /**
     * QLIKE loss of the variance over that from hourly bars on the same rows; 1.05 is 5 % worse.
     */
    varianceLoss: number;
    /**
     * Lower end of its 95 % interval (bootstrap of blocks of 14 days, all assets together).
     */
    varianceLossLow: number;
    /**
     * Upper end of its 95 % interval.
     */
    varianceLossHigh: number;
    /**
     * Pinball loss of the worst fall at 1 % over that from hourly bars on the same rows.
     */
    drawdownLoss: number;
    /**
     * Lower end of its 95 % interval.
     */
    drawdownLossLow: number;
    /**
     * Upper end of its 95 % interval.
     */
    drawdownLossHigh: number;
}

/**
 * How often a price factor was the one that brought the account down.
 */
export interface FactorShare {
    /**
     * The factor's name.
     */
    factor: string;
    /**
     * Share of the passages in which this factor's move had cost the account most, a fraction; 0 where none passed.
     */
    share: number;
}

/**
 * How urgent the account's distance is.
 */
export type AlertLevel = "calm" | "notice" | "act" | "critical";

/**
 * Law of the errors of GARCH.
 */
export type GarchLaw = "normal" | "studentT";

/**
 * On which side the reserve's price works.
 */
export type BoundarySide = "collateral" | "debt";

/**
 * One asset that an account holds or owes.
 */
export interface Leg {
    /**
     * Name shown to the user, such as "ETH".
     */
    asset: string;
    /**
     * Collateral or debt.
     */
    side: LegSide;
    /**
     * Amount in units of the asset, 0 or more.
     */
    amount: number;
    /**
     * Price, quote per base, above 0.
     */
    price: number;
    /**
     * Share of the value that counts towards solvency, in [0, 1]: the liquidation threshold; 1 for a debt.
     */
    threshold: number;
    /**
     * Share of the value that may be borrowed against, in [0, 1]: the venue's LTV; 0 for a debt.
     */
    ltv: number;
    /**
     * The price factor that drives it, such as "ETH" for both ETH and stETH; absent when the price is pegged to the quote.
     */
    factor?: string;
    /**
     * Continuously compounded interest on the amount, fraction per year: earned on collateral, owed on debt.
     */
    interestAnnual: number;
}

/**
 * One cause's share of one parameter.
 */
export interface ParameterReason {
    /**
     * The parameter.
     */
    parameter: MarketParameter;
    /**
     * The cause.
     */
    cause: ParameterCause;
    /**
     * Its share in logs: the shares of a threshold or an LTV add up to −ln of it before rounding, those of a bonus to ln(1 + bonus).
     */
    logShare: number;
}

/**
 * One consistent set of parameters, each on a whole basis point, on the safe side.
 */
export interface ProposedParameters {
    /**
     * Accepted probability per event, a fraction.
     */
    alpha: number;
    /**
     * False when no parameters are safe at this tail: the asset should not back debt, and all three values are 0.
     */
    viable: boolean;
    /**
     * The values.
     */
    parameters: MarketParameters;
    /**
     * Fall exceeded with probability alpha within the response time, log distance.
     */
    closeOutFall: number;
    /**
     * Fall exceeded with probability alpha within 24 h, log distance.
     */
    dayFall: number;
}

/**
 * One moving threshold: the account is at this level when P(liquidated within the horizon) = alpha.
 */
export interface Threshold {
    /**
     * Notice, act or critical.
     */
    level: AlertLevel;
    /**
     * Horizon, hours.
     */
    horizonHours: number;
    /**
     * Accepted probability of liquidation, a fraction.
     */
    alpha: number;
    /**
     * The health factor at which the level is reached.
     */
    healthFactor: number;
    /**
     * The price of the driving factor's first leg at which it is reached, quote per base.
     */
    price: number;
}

/**
 * One parameter's way to its target under the steward's limit.
 */
export interface StewardStep {
    /**
     * The parameter.
     */
    parameter: MarketParameter;
    /**
     * Value now, basis points.
     */
    fromBps: number;
    /**
     * The first allowed step, basis points; equal to `from_bps` when it must wait or stay.
     */
    toBps: number;
    /**
     * The central proposal, basis points.
     */
    targetBps: number;
}

/**
 * One reserve: the user's share of it, its configuration and its stored indices.
 */
export interface AaveV3Reserve {
    /**
     * Position in the pool's list of reserves, 0 to 127.
     */
    id: number;
    /**
     * Name shown to the user, such as "ETH"; also the name of its price factor when it is volatile.
     */
    asset: string;
    /**
     * Decimals of the token.
     */
    decimals: number;
    /**
     * Price in the base currency, 8 decimals.
     */
    price: U256;
    /**
     * The price factor that drives it; absent when it is pegged to the base currency.
     */
    factor?: string;
    /**
     * Loan to value, basis points.
     */
    ltvBps: number;
    /**
     * Liquidation threshold, basis points.
     */
    liquidationThresholdBps: number;
    /**
     * Liquidation bonus, basis points (10500 is 5 %).
     */
    liquidationBonusBps: number;
    /**
     * Supply index as stored at the last update, ray.
     */
    liquidityIndex: U256;
    /**
     * Borrow index as stored at the last update, ray.
     */
    variableBorrowIndex: U256;
    /**
     * Supply rate per year, ray.
     */
    currentLiquidityRate: U256;
    /**
     * Borrow rate per year, ray.
     */
    currentVariableBorrowRate: U256;
    /**
     * Seconds since the last update.
     */
    elapsedSeconds: number;
    /**
     * The user's scaled supply.
     */
    scaledATokenBalance: U256;
    /**
     * The user's scaled debt.
     */
    scaledVariableDebt: U256;
    /**
     * The user's collateral flag.
     */
    usedAsCollateral: boolean;
    /**
     * The user's borrowing flag.
     */
    isBorrowing: boolean;
}

/**
 * One user at one pool.
 */
export interface AaveV3User {
    /**
     * Revision of the pool.
     */
    revision: AaveV3Revision;
    /**
     * The chosen eMode; absent for none.
     */
    eMode?: AaveV3EMode;
    /**
     * The reserves that the user touches, in rising order of id.
     */
    reserves: AaveV3Reserve[];
}

/**
 * Parameters for a market, with what binds them, beside SmartLTV's formula and today's values.
 */
export interface ParameterProposal {
    /**
     * The low end of the band.
     */
    cautious: ProposedParameters;
    /**
     * The proposal.
     */
    central: ProposedParameters;
    /**
     * The high end of the band.
     */
    bold: ProposedParameters;
    /**
     * Why the central proposal is what it is: per parameter, the largest share first, which is what binds.
     */
    reasons: ParameterReason[];
    /**
     * Average price lost when selling one close-out, a fraction.
     */
    closeOutSlippage: number;
    /**
     * Forecast standard deviation of the log return over 24 h: SmartLTV's σ.
     */
    sigmaDaily: number;
    /**
     * SmartLTV's own answer, with β = `slippage`; below 0 where the formula lends nothing.
     */
    smartLtv: number;
    /**
     * Today's values judged; absent when none were given.
     */
    today?: TodayAssessment;
    /**
     * What the steward may do; absent without today's values or a steward.
     */
    steward?: StewardPlan;
    /**
     * How much to trust it.
     */
    confidence: Confidence;
}

/**
 * Several price factors at one decision time.
 */
export interface JointForecast {
    /**
     * One per price factor, 1 to 8.
     */
    factors: FactorForecast[];
    /**
     * Correlation of hourly log returns in calm and normal regimes, row by row in the order of `factors`.
     */
    correlation: number[];
    /**
     * The same in the stressed regime.
     */
    stressCorrelation: number[];
    /**
     * How likely each regime is.
     */
    regimes: RegimeProbabilities;
}

/**
 * The chance of having passed the boundary by an hour.
 */
export interface PassagePoint {
    /**
     * Hours from the decision time.
     */
    hours: number;
    /**
     * Probability of having passed by then, a fraction.
     */
    probability: number;
}

/**
 * The cross-section of assets at one time: means over the assets of what `MarketAsset` says of each.
 */
export interface PanelState {
    /**
     * How many assets were averaged.
     */
    assets: number;
    /**
     * Mean of `log_range_6`.
     */
    logRange6: number;
    /**
     * Mean of `log_range_24`.
     */
    logRange24: number;
    /**
     * Mean of `log_range_168`.
     */
    logRange168: number;
    /**
     * Mean of `log_range_720`.
     */
    logRange720: number;
    /**
     * Mean of `volume_24`.
     */
    volume24: number;
    /**
     * Mean of `volume_168`.
     */
    volume168: number;
}

/**
 * The distance to liquidation, or why there is none.
 */
export type LiquidationDistance = { kind: "nothingLiquidates" } | { kind: "nothingSaves" } | { kind: "at"; factor: string; direction: PriceDirection; logDistance: number; asset: string; price: number };

/**
 * The eMode category that the user has chosen.
 */
export interface AaveV3EMode {
    /**
     * Category, 1 to 255.
     */
    id: number;
    /**
     * Loan to value, basis points.
     */
    ltvBps: number;
    /**
     * Liquidation threshold, basis points.
     */
    liquidationThresholdBps: number;
    /**
     * Liquidation bonus, basis points.
     */
    liquidationBonusBps: number;
    /**
     * Bit per reserve id: counts as collateral of the category.
     */
    collateralBitmap: U256;
    /**
     * Bit per reserve id: LTV 0 inside the category (from 3.6).
     */
    ltvzeroBitmap: U256;
    /**
     * The category is isolated (from 3.7).
     */
    isolated: boolean;
}

/**
 * The exact boundary price of one reserve, all other prices held.
 */
export interface AaveV3Boundary {
    /**
     * Position in the pool's list of reserves.
     */
    reserveId: number;
    /**
     * Collateral or debt.
     */
    side: BoundarySide;
    /**
     * The price, or why there is none.
     */
    boundary: PriceBoundary;
}

/**
 * The forecast of one price factor.
 */
export interface FactorForecast {
    /**
     * The factor's name, as the legs of an account carry it, such as "ETH".
     */
    factor: string;
    /**
     * Its forecast.
     */
    forecast: Forecast;
}

/**
 * The hourly bars of one price factor.
 */
export interface FactorBars {
    /**
     * The factor's name, as the legs of an account carry it, such as "ETH".
     */
    factor: string;
    /**
     * Flat rows of ts, open, high, low, close, volume, oldest first, best 180 days or more.
     */
    bars: Float64Array | number[];
}

/**
 * The largest leverage whose probability of liquidation within the horizon is at most alpha.
 */
export interface SafeLeverage {
    /**
     * Leverage, collateral over equity, 1 or more.
     */
    leverage: number;
    /**
     * Debt over collateral at that leverage, a fraction.
     */
    debtToCollateral: number;
    /**
     * Health factor at that leverage and the prices now: where the load line stands on the scale of the thresholds; absent when
     * nothing may be owed.
     */
    healthFactor?: number;
    /**
     * The venue's own maximum leverage for this composition, from its borrow limit; at most 1,000,000.
     */
    venueMaximum: number;
    /**
     * What binds.
     */
    binding: Binding;
    /**
     * Accepted probability of liquidation, a fraction.
     */
    alpha: number;
    /**
     * Horizon, hours.
     */
    horizonHours: number;
}

/**
 * The record of a calibration.
 */
export interface CalibrationRecord {
    /**
     * Up to where the outcomes are known, seconds UTC; 0 before the first bar.
     */
    asOf: number;
    /**
     * Forecasts whose outcome is open at some horizon, at most 7.
     */
    pending: number;
    /**
     * Outcomes left out because more than 2 % of their bars were missing.
     */
    dropped: number;
    /**
     * One entry per horizon and level: 24, 72 and 168 hours, 0.2 and 0.05.
     */
    levels: CalibratedLevel[];
    /**
     * Whether the outcomes fit the promise of the model alone.
     */
    drift: DriftReport;
}

/**
 * The record of one level at one horizon.
 */
export interface CalibratedLevel {
    /**
     * Horizon, hours.
     */
    horizonHours: number;
    /**
     * Nominal probability of exceeding the quantile, a fraction.
     */
    level: number;
    /**
     * Outcomes known. At 72 and 168 hours they overlap when forecasts come daily: three and seven of them are worth about one.
     */
    resolved: number;
    /**
     * The worst fall.
     */
    drawdown: CalibratedSide;
    /**
     * The worst rise.
     */
    runup: CalibratedSide;
}

/**
 * The record of one side of one level.
 */
export interface CalibratedSide {
    /**
     * The quantile of the model is multiplied by this now, in [0.8, 8].
     */
    factor: number;
    /**
     * Share of outcomes beyond the quantile that was shown; absent before the first outcome.
     */
    hitRate?: number;
    /**
     * The same for the quantile of the model alone.
     */
    modelHitRate?: number;
}

/**
 * The state of the market at one time, the second group of the model's features.
 */
export interface MarketState {
    /**
     * Decision time: the close of the older of the two last bars, seconds UTC.
     */
    asOf: number;
    /**
     * BTC.
     */
    btc: MarketAsset;
    /**
     * ETH.
     */
    eth: MarketAsset;
    /**
     * The cross-section of assets, the third group of features; without it the nested model without it answers.
     */
    panel?: PanelState;
}

/**
 * The term structure of variance and tails of one asset at one decision time.
 */
export interface Forecast {
    /**
     * Which weights made it.
     */
    model: ModelStamp;
    /**
     * Decision time: the close of the last bar used, seconds UTC.
     */
    asOf: number;
    /**
     * Price at the decision time, quote per base.
     */
    price: number;
    /**
     * Hours of history used, at most 720.
     */
    historyHours: number;
    /**
     * Probabilities of exceeding each quantile, falling: 0.5, 0.2, 0.05, 0.01, 0.001.
     */
    levels: number[];
    /**
     * One entry per horizon of the model, rising.
     */
    horizons: HorizonForecast[];
    /**
     * Reasons for less trust; empty when there are none.
     */
    flags: ForecastFlag[];
}

/**
 * The version of the code and the stamp of the shipped model.
 */
export interface VersionInfo {
    /**
     * Semantic version of the core.
     */
    core: string;
    /**
     * The shipped model.
     */
    model: ModelStamp;
}

/**
 * The whole answer for one account.
 */
export interface Advice {
    /**
     * Where the account stands.
     */
    status: AdviceStatus;
    /**
     * The price factor that drives it; absent when nothing does.
     */
    factor?: string;
    /**
     * Health factor now; absent when it owes nothing.
     */
    healthFactor?: number;
    /**
     * Leverage now, collateral over equity; absent when there is no equity.
     */
    leverage?: number;
    /**
     * Which way the driving price moves towards liquidation; absent when no price does it.
     */
    direction?: PriceDirection;
    /**
     * |ln(liquidation price / price now)|, 0 when liquidatable now; absent when no price liquidates.
     */
    logDistance?: number;
    /**
     * Price of the driving factor's first leg at which the account is liquidated, quote per base; absent when no price does.
     */
    liquidationPrice?: number;
    /**
     * P(liquidated) within 24, 72 and 168 hours.
     */
    probabilities: HorizonProbability[];
    /**
     * The largest safe leverage at alpha and the horizon.
     */
    safeLeverage: SafeLeverage;
    /**
     * Notice, act and critical, in this order; empty when nothing liquidates the account.
     */
    thresholds: Threshold[];
    /**
     * The level the account is at, with hysteresis.
     */
    level: AlertLevel;
    /**
     * How long it is safe.
     */
    leadTime: LeadTime;
    /**
     * How much to trust it.
     */
    confidence: Confidence;
}

/**
 * Today's values, judged by the same forecast.
 */
export interface TodayAssessment {
    /**
     * The values now.
     */
    parameters: MarketParameters;
    /**
     * SmartLTV's implied risk level: the `c` at which its formula gives today's LTV; comparable between markets.
     */
    smartLtvRiskLevel: number;
    /**
     * P(the collateral no longer covers debt and bonus when liquidators come), for an account at its threshold now.
     */
    shortfallProbability: number;
    /**
     * P(liquidated within 24 h), for an account at the LTV now.
     */
    borrowerProbability: number;
    /**
     * The bonus pays a liquidator's slippage, cost and price risk at the central tail.
     */
    bonusPays: boolean;
}

/**
 * What a protocol asks for one volatile collateral against stable debts.
 */
export interface ParameterQuestion {
    /**
     * The collateral's forecast.
     */
    forecast: Forecast;
    /**
     * Tail of the cautious proposal: accepted probability per event, in [0.001, 0.2], at most that of the central one.
     */
    alphaCautious: number;
    /**
     * Tail of the central proposal, in [0.001, 0.2].
     */
    alphaCentral: number;
    /**
     * Tail of the bold proposal, in [0.001, 0.2], at least that of the central one.
     */
    alphaBold: number;
    /**
     * Collateral sellable at `slippage`, quote currency, above 0.
     */
    liquidity: number;
    /**
     * Average price lost when selling `liquidity`, a fraction in [0.0001, 0.5].
     */
    slippage: number;
    /**
     * Most debt that the market allows against the collateral, quote currency, above 0.
     */
    debtCap: number;
    /**
     * Share of the debt cap that one close-out must sell, in [0.0001, 1].
     */
    closeOutShare: number;
    /**
     * Time that liquidators need to respond, and again to sell, hours in [0.25, 720].
     */
    responseHours: number;
    /**
     * Oracle deviation threshold: the price may already be this far away, a fraction in [0, 0.5].
     */
    oracleDeviation: number;
    /**
     * Gas, fees and margin of a liquidator, as a fraction of the debt repaid, in [0, 0.5].
     */
    executionCost: number;
    /**
     * SmartLTV's confidence level factor `c`, in (0, 100].
     */
    smartLtvFactor: number;
    /**
     * The market's values now; absent for a new listing.
     */
    today?: MarketParameters;
    /**
     * The steward that would make the change; it is checked only where today's values are given.
     */
    steward?: StewardLimits;
    /**
     * Time of the question, seconds UTC. Absent: the forecast's time.
     */
    now?: number;
}

/**
 * What a simulation is asked for.
 */
export interface ScenarioOptions {
    /**
     * Any; the same seed gives the same bits on every platform. Default 1.
     */
    seed: number;
    /**
     * Number of paths, 1 to 10,000,000. Default 50,000.
     */
    paths: number;
    /**
     * How far to look, hours in [1, 768]. Default 24.
     */
    horizonHours: number;
}

/**
 * What holds an asset to its anchor.
 */
export type PegKind = "stablecoin" | "stakedToken" | "wrappedToken";

/**
 * What is forecast for one horizon.
 */
export interface HorizonForecast {
    /**
     * Length of the window, hours.
     */
    horizonHours: number;
    /**
     * Expected realised variance of hourly log returns over the window (not annualised).
     */
    variance: number;
    /**
     * The same as an annualised standard deviation, fraction per year of 8,760 hours.
     */
    sigmaAnnual: number;
    /**
     * Quantiles of the worst fall, log distance, at probabilities of exceeding it of `Forecast::levels`.
     */
    drawdown: number[];
    /**
     * Quantiles of the worst rise, log distance, at the same levels.
     */
    runup: number[];
    /**
     * How well each quantile of the worst fall is known: with 90 % confidence it lies within `q·e^(−s)` and `q·e^s`.
     */
    drawdownSpread: number[];
    /**
     * The same for the worst rise.
     */
    runupSpread: number[];
}

/**
 * What keeps the safe leverage from being higher.
 */
export type Binding = "marketTail" | "venueLimit" | "oracle" | "cost" | "shortHistory" | "nothing";

/**
 * What moves a parameter away from 1 (for a bonus: from 0).
 */
export type ParameterCause = "marketTail" | "borrowerBuffer" | "depth" | "oracle" | "cost";

/**
 * What the advice assumes about the oracle, the cost of acting and the user's reaction.
 */
export interface AdviceOptions {
    /**
     * Accepted probability of liquidation, a fraction in [0.001, 0.2]. Default 0.01.
     */
    alpha: number;
    /**
     * Horizon of the safe leverage, hours in [1, 720]. Default 24.
     */
    horizonHours: number;
    /**
     * Oracle delay: heartbeat plus confirmation, hours in [0, 48]. Default 0.
     */
    oracleDelayHours: number;
    /**
     * Oracle deviation threshold: the price may already be this far away, a fraction in [0, 0.5]. Default 0.005.
     */
    oracleDeviation: number;
    /**
     * Cost of acting, as a fraction of the position, in [0, 0.5]. Default 0.
     */
    fee: number;
    /**
     * Time that the user and the chain need to act, hours in [0.25, 24]. Default 2.
     */
    reactionHours: number;
    /**
     * Time of the question, seconds UTC; data older than two hours raise their own flag. Absent: the forecast's time.
     */
    now?: number;
    /**
     * The level shown before, for hysteresis: a level is left only when its probability falls below alpha / 2.
     */
    previousLevel?: AlertLevel;
}

/**
 * What the contract answers for the user.
 */
export interface AaveV3AccountData {
    /**
     * Collateral in the base currency, 8 decimals.
     */
    totalCollateralBase: U256;
    /**
     * Debt in the base currency, 8 decimals.
     */
    totalDebtBase: U256;
    /**
     * What may still be borrowed, base currency, 8 decimals.
     */
    availableBorrowsBase: U256;
    /**
     * Average liquidation threshold, basis points, floored (shown, not used, from 3.5).
     */
    currentLiquidationThresholdBps: U256;
    /**
     * Average loan to value, basis points, floored.
     */
    ltvBps: U256;
    /**
     * Health factor, 18 decimals; 2^256 − 1 without debt.
     */
    healthFactor: U256;
    /**
     * Some counted collateral has LTV 0.
     */
    hasZeroLtvCollateral: boolean;
    /**
     * The contract's verdict: health factor below 1.
     */
    liquidatable: boolean;
    /**
     * Per reserve, in the order of the input.
     */
    reserves: AaveV3ReserveBalances[];
}

/**
 * What the models of other assets read of an asset; variances are per hour, in logs.
 */
export interface MarketAsset {
    /**
     * Log of the mean squared hourly log return over the last 24 hours.
     */
    logRv24: number;
    /**
     * The same over 168 hours.
     */
    logRv168: number;
    /**
     * The same over 720 hours.
     */
    logRv720: number;
    /**
     * Log of the variance per hour from the mean hourly range over the last 6 hours.
     */
    logRange6: number;
    /**
     * The same over 24 hours.
     */
    logRange24: number;
    /**
     * The same over 168 hours.
     */
    logRange168: number;
    /**
     * The same over 720 hours.
     */
    logRange720: number;
    /**
     * Log of the mean volume of the last 24 hours over that of 720; 0 where no volume is known.
     */
    volume24: number;
    /**
     * The same of 168 hours over 720.
     */
    volume168: number;
    /**
     * Log of the last close over the lowest of 720 hours, 0 or more.
     */
    fromLow720: number;
}

/**
 * What the monitor has seen. One-sided: a model that is too cautious breaks no promise.
 */
export interface DriftReport {
    /**
     * Whether the record fits.
     */
    status: DriftStatus;
    /**
     * Evidence against the promise: the mean, over the days, of the e-values begun on each. Its expectation is at most 1 while
     * the promise holds.
     */
    eValue: number;
    /**
     * Days judged: windows of 24 hours that do not overlap.
     */
    days: number;
    /**
     * 1 − 1/e, or 0: a promise that holds shows so much evidence, at any time up to now, with probability at most 1 less this.
     */
    confidence: number;
}

/**
 * What the rows of a flat array of prices are.
 */
export type PriceKind = "hourlyCloses" | "oracleUpdates" | "dailyBars" | "fiveMinuteBars";

/**
 * What the steward may do.
 */
export interface StewardPlan {
    /**
     * Seconds until the next change is allowed; 0 when it is allowed now.
     */
    waitSeconds: number;
    /**
     * The first step of each parameter: LTV, liquidation threshold, bonus.
     */
    firstStep: StewardStep[];
    /**
     * Changes until all three are at their targets, 0 when they are; absent when the steward cannot reach them.
     */
    steps?: number;
}

/**
 * Where an account stands at its prices now; values in the quote currency.
 */
export interface AccountHealth {
    /**
     * Value of the collateral.
     */
    collateral: number;
    /**
     * Value of the debt.
     */
    debt: number;
    /**
     * Collateral less debt; below 0 when the debt is larger.
     */
    equity: number;
    /**
     * Collateral that counts towards solvency over debt; absent when it owes nothing.
     */
    healthFactor?: number;
    /**
     * Loan to value: debt over collateral, a fraction; absent when there is no collateral.
     */
    ltv?: number;
    /**
     * Collateral over equity; absent when equity is 0 or below.
     */
    leverage?: number;
    /**
     * Collateral less debt over the legs that a price factor drives: above 0 net long, below 0 net short.
     */
    netExposure: number;
    /**
     * The account meets its venue's liquidation rule: the venue's own verdict where it is known.
     */
    liquidatable: boolean;
}

/**
 * Where the account stands.
 */
export type AdviceStatus = "exposed" | "liquidatable" | "noDebt" | "nothingLiquidates";

/**
 * Whether the online record fits the model's promise.
 */
export type DriftStatus = "fits" | "watch" | "broken";

/**
 * Which model made a number.
 */
export interface ModelStamp {
    /**
     * Version of the weights' format and features, such as "1".
     */
    version: string;
    /**
     * SHA-256 of the artifact's coefficients, hex.
     */
    hash: string;
    /**
     * Last hour of the training data, seconds UTC.
     */
    trainedUntil: number;
    /**
     * End of the stated life, seconds UTC; after it every forecast is flagged.
     */
    validUntil: number;
}

/**
 * Which parameter is meant.
 */
export type MarketParameter = "ltv" | "liquidationThreshold" | "bonus";

/**
 * Which revision of the contract holds the position; each has its own rounding.
 */
export type AaveV3Revision = "v3.0" | "v3.3" | "v3.4" | "v3.5" | "v3.6" | "v3.7";

/**
 * Which side of the account a leg is on.
 */
export type LegSide = "collateral" | "debt";

/**
 * Which way the driving price must move to reach the boundary.
 */
export type PriceDirection = "fall" | "rise";

/**
 * Why a number deserves less trust.
 */
export type ForecastFlag = "shortHistory" | "missingBars" | "volatilityOutsideTraining" | "noMarket" | "noPanel" | "modelExpired" | "hourlyCloses" | "oracleUpdates" | "dailyBars" | "calibrated" | "pegged";


/**
 * Follows one asset bar by bar: the same bits as a forecast from all bars at once. `free()` it, or let it be collected.
 */
export class Tracker {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Forecasts as `forecast` does, with a model of the caller's: bytes from `modelBytes`, from a refit, or from a file.
     */
    forecastWithModel(model: Uint8Array, market?: MarketState | null): Forecast;
    /**
     * Forecasts variance and tails from the last close, with the market's state where it is known.
     */
    forecast(market?: MarketState | null): Forecast;
    /**
     * Hours of history a forecast would use, at most 720.
     */
    historyHours(): number;
    /**
     * Creates a tracker with no history.
     */
    constructor();
    /**
     * Appends flat rows of ts, open, high, low, close, volume, oldest first; nothing changes when one is refused.
     */
    pushBars(bars: Float64Array): void;
    /**
     * Appends one hourly bar, later than the last; nothing changes when it is refused.
     */
    push(bar: Bar): void;
    /**
     * Restores a tracker from the bytes of `snapshot`.
     */
    static restore(snapshot: Uint8Array): Tracker;
    /**
     * The state as bytes, at most 16 KB, with its version and a checksum.
     */
    snapshot(): Uint8Array;
}

/**
 * What the Aave v3 contract answers for a user, to the last digit: balances, totals, health factor, verdict.
 */
export function aaveV3Account(user: AaveV3User): AaveV3AccountData;

/**
 * Exact boundary price of each reserve of an Aave v3 user, all other prices held; base currency, 8 decimals.
 */
export function aaveV3Boundaries(user: AaveV3User): AaveV3Boundary[];

/**
 * An Aave v3 user as the venue-neutral account that the advice reads.
 */
export function aaveV3View(user: AaveV3User): Account;

/**
 * Health, leverage and borrowing power of an account, from amounts and prices.
 */
export function accountHealth(account: Account): AccountHealth;

/**
 * Probability of liquidation, safe leverage, moving thresholds and lead time of an account under a forecast.
 */
export function advice(account: Account, forecast: Forecast, options: AdviceOptions): Advice;

/**
 * The forecast with its 20 and 5 % quantiles moved as the outcomes say, never looser than the stated bound.
 */
export function calibrateForecast(state: Uint8Array, forecast: Forecast): Forecast;

/**
 * The state after a forecast whose outcome will be seen in later bars.
 */
export function calibrationObserve(state: Uint8Array, forecast: Forecast): Uint8Array;

/**
 * The state after hourly bars: flat rows of ts, open, high, low, close, volume, later than those before.
 */
export function calibrationPushBars(state: Uint8Array, bars: Float64Array): Uint8Array;

/**
 * What was said and what came, the adjustment now, and whether the record still fits the promise.
 */
export function calibrationRecord(state: Uint8Array): CalibrationRecord;

/**
 * The state of a calibration that has seen nothing.
 */
export function calibrationStart(): Uint8Array;

/**
 * The options of an advice that nobody has asked to change: 1 % within 24 hours.
 */
export function defaultAdviceOptions(): AdviceOptions;

/**
 * The options of a simulation that nobody has asked to change.
 */
export function defaultScenarioOptions(): ScenarioOptions;

/**
 * Log distance that the worst fall within `horizonHours` exceeds with probability `alpha`, with its interval.
 */
export function drawdownEstimate(forecast: Forecast, alpha: number, horizonHours: number): TailEstimate;

/**
 * Probability, a fraction, that the price falls by the log `distance` at some time within `horizonHours`.
 */
export function drawdownProbability(forecast: Forecast, distance: number, horizonHours: number): number;

/**
 * Probability, a fraction, that the price falls by the log `distance` at some time within `horizonHours`, with its interval.
 */
export function drawdownProbabilityEstimate(forecast: Forecast, distance: number, horizonHours: number): TailEstimate;

/**
 * Log distance that the worst fall within `horizonHours` exceeds with probability `alpha`, a fraction.
 */
export function drawdownQuantile(forecast: Forecast, alpha: number, horizonHours: number): number;

/**
 * Total variance over `steps` periods by exponential smoothing of squared log returns; `decay` is the weight of the past.
 */
export function ewmaVariance(returns: Float64Array, decay: number, steps: number): number;

/**
 * When one price first moves by the log `distance`, played many times: probability with its standard error, and hitting times.
 */
export function firstPassage(forecast: Forecast, distance: number, direction: PriceDirection, options: ScenarioOptions): FirstPassage;

/**
 * Forecasts variance and tails from hourly bars: flat rows of ts, open, high, low, close, volume, oldest first, best 180 days or more.
 */
export function forecastBars(bars: Float64Array, market?: MarketState | null): Forecast;

/**
 * Forecasts from hourly bars as `forecastBars` does, with the model in the bytes.
 */
export function forecastBarsWith(model: Uint8Array, bars: Float64Array, market?: MarketState | null): Forecast;

/**
 * Forecasts from closes, oracle updates, daily or five-minute bars, as flat rows of their kind; what is lost is flagged.
 */
export function forecastPrices(prices: Float64Array, kind: PriceKind, market?: MarketState | null): Forecast;

/**
 * Total variance of log returns forecast over `horizonHours`, not annualised.
 */
export function forecastVariance(forecast: Forecast, horizonHours: number): number;

/**
 * Fits GARCH(1,1) without a mean by maximum likelihood, normal or Student-t.
 */
export function garchFit(returns: Float64Array, law: GarchLaw): GarchFit;

/**
 * Total variance over the next `steps` periods by a fitted GARCH(1,1).
 */
export function garchVariance(returns: Float64Array, fit: GarchFit, steps: number): number;

/**
 * Fits the heterogeneous autoregression of hourly variance on its means over a day, a week and a month.
 */
export function harFit(returns: Float64Array, horizonHours: number): HarCoefficients;

/**
 * Total variance over `horizonHours` by the heterogeneous autoregression, from at least 720 hourly log returns.
 */
export function harVariance(returns: Float64Array, coefficients: HarCoefficients, horizonHours: number): number;

/**
 * What a kind of prices loses against hourly bars, as measured; empty where nothing is lost.
 */
export function inputAccuracy(kind: PriceKind): InputAccuracy[];

/**
 * When an account that follows several price factors is first liquidated, played many times, and which factor drove it.
 */
export function jointFirstPassage(account: Account, joint: JointForecast, options: ScenarioOptions): FirstPassage;

/**
 * Forecasts several price factors together from their hourly bars: own laws, correlations now and in stress, regimes.
 */
export function jointForecast(factors: FactorBars[], market?: MarketState | null): JointForecast;

/**
 * Joins forecasts made elsewhere with a correlation matrix, row by row.
 */
export function jointFromForecasts(factors: FactorForecast[], correlation: Float64Array, market?: MarketState | null): JointForecast;

/**
 * Adds a factor to a joint forecast, with its correlation to each of the others; none where absent.
 */
export function jointWithFactor(joint: JointForecast, factor: FactorForecast, correlation?: Float64Array | null): JointForecast;

/**
 * How far the one price factor of an account may move before it is liquidated, or why no move does it.
 */
export function liquidationDistance(account: Account): LiquidationDistance;

/**
 * Fits the heterogeneous autoregression in logs, with Duan's smearing.
 */
export function logharFit(returns: Float64Array, horizonHours: number): LogHarCoefficients;

/**
 * Total variance over `horizonHours` by the heterogeneous autoregression in logs, from at least 720 hourly log returns.
 */
export function logharVariance(returns: Float64Array, coefficients: LogHarCoefficients, horizonHours: number): number;

/**
 * What the models of other assets read of one asset: flat rows of ts, open, high, low, close, volume.
 */
export function marketAsset(bars: Float64Array): MarketAsset;

/**
 * The cross-section of many assets, which may join a market's state.
 */
export function marketPanel(assets: MarketAsset[]): PanelState;

/**
 * Reads the market's state from hourly bars of BTC and ETH: flat rows of ts, open, high, low, close, volume, up to the same time.
 */
export function marketState(btc: Float64Array, eth: Float64Array): MarketState;

/**
 * The shipped model as bytes.
 */
export function modelBytes(): Uint8Array;

/**
 * Which model the bytes hold; refused when they are altered, of another version, or of numbers that no training makes.
 */
export function modelStamp(model: Uint8Array): ModelStamp;

/**
 * Forecasts an asset that follows another price, from flat rows of ts and its price in that other: everyday spread and depeg.
 */
export function peggedForecast(prices: Float64Array, kind: PegKind): Forecast;

/**
 * Proposes LTV, liquidation threshold and bonus for a market from forecast, tail and depth, within a steward's limits.
 */
export function recommendParameters(question: ParameterQuestion): ParameterProposal;

/**
 * How likely the coming day is to be calm, normal or stressed.
 */
export function regimeProbabilities(market?: MarketState | null, asset?: MarketAsset | null): RegimeProbabilities;

/**
 * Log distance that the worst rise within `horizonHours` exceeds with probability `alpha`, with its interval.
 */
export function runupEstimate(forecast: Forecast, alpha: number, horizonHours: number): TailEstimate;

/**
 * Probability, a fraction, that the price rises by the log `distance` at some time within `horizonHours`.
 */
export function runupProbability(forecast: Forecast, distance: number, horizonHours: number): number;

/**
 * Probability, a fraction, that the price rises by the log `distance` at some time within `horizonHours`, with its interval.
 */
export function runupProbabilityEstimate(forecast: Forecast, distance: number, horizonHours: number): TailEstimate;

/**
 * Log distance that the worst rise within `horizonHours` exceeds with probability `alpha`, a fraction.
 */
export function runupQuantile(forecast: Forecast, alpha: number, horizonHours: number): number;

/**
 * Simulates hourly candles for examples and tests: flat rows of ts, open, high, low, close, volume, the same for one seed everywhere.
 * `startTs` in seconds UTC, a multiple of 3600; `sigmaAnnual` a fraction per year of 8,760 hours.
 */
export function simulateBars(seed: number, hours: number, startTs: number, startPrice: number, sigmaAnnual: number): Float64Array;

/**
 * SmartLTV's loan to value, a fraction, from daily volatility, liquidity at the bonus, debt cap, risk level and bonus.
 */
export function smartLtv(sigma: number, liquidity: number, debtCap: number, factor: number, beta: number): number;

/**
 * SmartLTV's risk level that a loan to value stands for; the inverse of `smartLtv` in `factor`.
 */
export function smartLtvRiskLevel(ltv: number, sigma: number, liquidity: number, debtCap: number, beta: number): number;

/**
 * Which code and which model answer; with the inputs they reproduce every number.
 */
export function version(): VersionInfo;
