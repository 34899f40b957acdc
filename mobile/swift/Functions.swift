import Foundation
import Plimsoll

/// Every exported function by its name in the vectors: Swift cannot call a function by its name.
let functions: [String: (Arguments) throws -> Any] = [
    "aaveV3Account": { try aaveV3Account(user: $0("user")) },
    "aaveV3Book": { try aaveV3Book(pool: $0("pool"), users: $0("users")) },
    "aaveV3BookStress": { try aaveV3BookStress(pool: $0("pool"), users: $0("users"), shocks: $0("shocks")) },
    "aaveV3Boundaries": { try aaveV3Boundaries(user: $0("user")) },
    "aaveV3View": { try aaveV3View(user: $0("user")) },
    "accountHealth": { try accountHealth(account: $0("account")) },
    "advice": { try advice(account: $0("account"), forecast: $0("forecast"), options: $0("options")) },
    "calibrateForecast": { try calibrateForecast(state: $0("state"), forecast: $0("forecast")) },
    "calibrationObserve": { try calibrationObserve(state: $0("state"), forecast: $0("forecast")) },
    "calibrationPushBars": { try calibrationPushBars(state: $0("state"), bars: $0("bars")) },
    "calibrationRecord": { try calibrationRecord(state: $0("state")) },
    "calibrationStart": { _ in calibrationStart() },
    "compoundV3Book": { try compoundV3Book(market: $0("market"), collaterals: $0("collaterals"), rows: $0("rows")) },
    "contagion": { try contagion(joint: $0("joint"), alpha: $0("alpha"), options: $0("options")) },
    "defaultAdviceOptions": { _ in defaultAdviceOptions() },
    "defaultScenarioOptions": { _ in defaultScenarioOptions() },
    "drawdownEstimate": { try drawdownEstimate(forecast: $0("forecast"), alpha: $0("alpha"), horizonHours: $0("horizonHours")) },
    "drawdownProbability": { try drawdownProbability(forecast: $0("forecast"), distance: $0("distance"), horizonHours: $0("horizonHours")) },
    "drawdownProbabilityEstimate": {
        try drawdownProbabilityEstimate(forecast: $0("forecast"), distance: $0("distance"), horizonHours: $0("horizonHours"))
    },
    "drawdownQuantile": { try drawdownQuantile(forecast: $0("forecast"), alpha: $0("alpha"), horizonHours: $0("horizonHours")) },
    "ewmaVariance": { try ewmaVariance(returns: $0("returns"), decay: $0("decay"), steps: $0("steps")) },
    "firstPassage": {
        try firstPassage(forecast: $0("forecast"), distance: $0("distance"), direction: $0("direction"), options: $0("options"))
    },
    "forecastBars": { try forecastBars(bars: $0("bars"), market: $0.optional("market")) },
    "forecastBarsWith": { try forecastBarsWith(model: $0("model"), bars: $0("bars"), market: $0.optional("market")) },
    "forecastPrices": { try forecastPrices(prices: $0("prices"), kind: $0("kind"), market: $0.optional("market")) },
    "forecastVariance": { try forecastVariance(forecast: $0("forecast"), horizonHours: $0("horizonHours")) },
    "garchFit": { try garchFit(returns: $0("returns"), law: $0("law")) },
    "garchVariance": { try garchVariance(returns: $0("returns"), fit: $0("fit"), steps: $0("steps")) },
    "harFit": { try harFit(returns: $0("returns"), horizonHours: $0("horizonHours")) },
    "harVariance": { try harVariance(returns: $0("returns"), coefficients: $0("coefficients"), horizonHours: $0("horizonHours")) },
    "healthGrid": { try Watch(position: $0("position")).healthGrid(place: $0("place"), prices: $0("prices")) },
    "inputAccuracy": { try inputAccuracy(kind: $0("kind")) },
    "jointAdvice": {
        try jointAdvice(account: $0("account"), joint: $0("joint"), options: $0("options"), scenario: $0("scenario"))
    },
    "jointFirstPassage": { try jointFirstPassage(account: $0("account"), joint: $0("joint"), options: $0("options")) },
    "jointForecast": { try jointForecast(factors: $0("factors"), market: $0.optional("market")) },
    "jointFromForecasts": {
        try jointFromForecasts(factors: $0("factors"), correlation: $0("correlation"), market: $0.optional("market"))
    },
    "jointHealth": { try jointHealth(account: $0("account"), joint: $0("joint"), options: $0("options")) },
    "jointWithFactor": {
        try jointWithFactor(joint: $0("joint"), factor: $0("factor"), correlation: $0.optional("correlation"))
    },
    "liquidationDistance": { try liquidationDistance(account: $0("account")) },
    "logharFit": { try logharFit(returns: $0("returns"), horizonHours: $0("horizonHours")) },
    "logharVariance": { try logharVariance(returns: $0("returns"), coefficients: $0("coefficients"), horizonHours: $0("horizonHours")) },
    "llammaExchange": { try llammaExchange(loan: $0("loan"), order: $0("order")) },
    "llammaSoftLiquidation": { try llammaSoftLiquidation(loan: $0("loan"), oraclePrices: $0("oraclePrices")) },
    "llammaArbitragePath": { try llammaArbitragePath(loan: $0("loan"), turns: $0("turns")) },
    "llammaPolicyRate": { try llammaPolicyRate(policy: $0("policy"), seconds: $0("seconds")) },
    "marketAsset": { try marketAsset(bars: $0("bars")) },
    "marketPanel": { try marketPanel(assets: $0("assets")) },
    "marketState": { try marketState(btc: $0("btc"), eth: $0("eth")) },
    "morphoBlueBook": { try morphoBlueBook(markets: $0("markets"), rows: $0("rows")) },
    "modelBytes": { _ in modelBytes() },
    "modelStamp": { try modelStamp(model: $0("model")) },
    "peggedForecast": { try peggedForecast(prices: $0("prices"), kind: $0("kind")) },
    "positionWhatIf": { try positionWhatIf(position: $0("position"), actions: $0("actions")) },
    "positionMaximum": { try positionMaximum(position: $0("position"), question: $0("question")) },
    "positionGroupBoundary": { try positionGroupBoundary(position: $0("position"), assets: $0("assets")) },
    "positionBoundaryDrift": { try positionBoundaryDrift(position: $0("position"), seconds: $0("seconds")) },
    "portfolioHealth": { try portfolioHealth(portfolio: $0("portfolio")) },
    "portfolioRegion": { try portfolioRegion(portfolio: $0("portfolio"), covariance: $0("covariance")) },
    "portfolioAccount": { try portfolioAccount(portfolio: $0("portfolio")) },
    "portfolioFirstPassage": { try portfolioFirstPassage(portfolio: $0("portfolio"), joint: $0("joint"), options: $0("options")) },
    "liquidationProfit": { try liquidationProfit(position: $0("position"), call: $0("call"), costs: $0("costs")) },
    "bestLiquidation": { try bestLiquidation(position: $0("position"), costs: $0("costs")) },
    "liquidationScan": { try liquidationScan(positions: $0("positions"), costs: $0("costs")) },
    "auctionStart": { try auctionStart(position: $0("position")) },
    "auctionPrice": { try auctionPrice(auction: $0("auction"), seconds: $0("seconds")) },
    "auctionStatus": { try auctionStatus(auction: $0("auction")) },
    "auctionTake": { try auctionTake(auction: $0("auction"), amount: $0("amount"), maxPrice: $0("maxPrice")) },
    "auctionProceeds": { try auctionProceeds(auction: $0("auction"), prices: $0("prices"), bidders: $0("bidders")) },
    "planLoop": { try planLoop(position: $0("position"), goal: $0("goal"), costs: $0("costs")) },
    "planUnwind": { try planUnwind(position: $0("position"), goal: $0("goal"), costs: $0("costs")) },
    "planRebalance": { try planRebalance(position: $0("position"), goal: $0("goal"), costs: $0("costs")) },
    "hedgeRatio": { try hedgeRatio(exposure: $0("exposure"), hedge: $0("hedge"), alpha: $0("alpha")) },
    "planSpread": { try planSpread(places: $0("places"), factors: $0("factors"), horizonHours: $0("horizonHours")) },
    "positionAccount": { try positionAccount(position: $0("position")) },
    "positionAtPrices": { try positionAtPrices(position: $0("position"), prices: $0("prices")) },
    "positionBoundaries": { try positionBoundaries(position: $0("position")) },
    "positionHealth": { try positionHealth(position: $0("position")) },
    "positionLater": { try positionLater(position: $0("position"), seconds: $0("seconds")) },
    "positionLiquidation": { try positionLiquidation(position: $0("position"), call: $0("call")) },
    "positionPrices": { try positionPrices(position: $0("position")) },
    "recommendParameters": { try recommendParameters(question: $0("question")) },
    "regimeProbabilities": { try regimeProbabilities(market: $0.optional("market"), asset: $0.optional("asset")) },
    "runupEstimate": { try runupEstimate(forecast: $0("forecast"), alpha: $0("alpha"), horizonHours: $0("horizonHours")) },
    "runupProbability": { try runupProbability(forecast: $0("forecast"), distance: $0("distance"), horizonHours: $0("horizonHours")) },
    "runupProbabilityEstimate": {
        try runupProbabilityEstimate(forecast: $0("forecast"), distance: $0("distance"), horizonHours: $0("horizonHours"))
    },
    "runupQuantile": { try runupQuantile(forecast: $0("forecast"), alpha: $0("alpha"), horizonHours: $0("horizonHours")) },
    "simulateBars": {
        try simulateBars(
            seed: $0("seed"), hours: $0("hours"), startTs: $0("startTs"), startPrice: $0("startPrice"), sigmaAnnual: $0("sigmaAnnual"))
    },
    "smartLtv": {
        try smartLtv(sigma: $0("sigma"), liquidity: $0("liquidity"), debtCap: $0("debtCap"), factor: $0("factor"), beta: $0("beta"))
    },
    "smartLtvRiskLevel": {
        try smartLtvRiskLevel(ltv: $0("ltv"), sigma: $0("sigma"), liquidity: $0("liquidity"), debtCap: $0("debtCap"), beta: $0("beta"))
    },
    "stressBreadth": { try stressBreadth(assets: $0("assets")) },
    "tracker": { try follow(bars: $0("bars"), split: $0("split"), market: $0.optional("market")) },
    "version": { _ in version() },
    "watch": { try watched(position: $0("position"), ticks: $0("ticks"), seconds: $0("seconds")) },
]

/// Calls an exported function by its name.
func call(_ name: String, _ arguments: Arguments) throws -> Any {
    guard let function = functions[name] else { throw Unbuildable(description: "the table has no function \(name)") }
    return try function(arguments)
}

/// Follows the bars with a restart after `split` rows.
private func follow(bars: [Double], split: UInt32, market: MarketState?) throws -> Forecast {
    let rows = stride(from: 0, to: bars.count, by: 6).map { Array(bars[$0..<min($0 + 6, bars.count)]) }
    let first = Tracker()
    try first.pushBars(bars: rows.prefix(Int(split)).flatMap { $0 })
    let second = try Tracker.restore(bytes: first.snapshot())
    for row in rows.dropFirst(Int(split)) {
        try second.push(bar: Bar(ts: UInt32(row[0]), open: row[1], high: row[2], low: row[3], close: row[4], volume: row[5]))
    }
    let forecast = try second.forecast(market: market)
    // The numbers that the tracker gives without the record are the record's.
    let numbers = try [
        second.forecastVariance(horizonHours: 24, market: market),
        second.drawdownQuantile(alpha: 0.01, horizonHours: 72, market: market),
        second.runupQuantile(alpha: 0.05, horizonHours: 168, market: market),
    ]
    let read = try [
        forecastVariance(forecast: forecast, horizonHours: 24),
        drawdownQuantile(forecast: forecast, alpha: 0.01, horizonHours: 72),
        runupQuantile(forecast: forecast, alpha: 0.05, horizonHours: 168),
    ]
    guard numbers == read else { throw Unbuildable(description: "the tracker says \(numbers), its record \(read)") }
    return forecast
}

/// Each tick by the asset's place where its price is exact as a number, else by its name; some seconds; then where it stands.
private func watched(position: Position, ticks: [AssetPrice], seconds: UInt32) throws -> PositionHealth {
    let watch = try Watch(position: position)
    for tick in ticks {
        if let place = try watch.prices().firstIndex(where: { $0.asset == tick.asset }), tick.price.count < 16, let price = Double(tick.price) {
            _ = try watch.tick(place: UInt32(place), price: price)
        } else {
            _ = try watch.setPrice(asset: tick.asset, price: tick.price)
        }
    }
    _ = try watch.later(seconds: seconds)
    let health = try watch.health()
    guard try watch.liquidatable() == health.liquidatable else { throw Unbuildable(description: "the verdict is not that of the health") }
    return health
}

/// The names of the exported functions, from the header that is generated with the bindings.
func exported(header: String) -> Set<String> {
    let names = header.components(separatedBy: "uniffi_plimsoll_checksum_func_").dropFirst().map { rest in
        let words = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }.split(separator: "_")
        return words.enumerated().map { $0 == 0 ? String($1) : $1.prefix(1).uppercased() + $1.dropFirst() }.joined()
    }
    return Set(names).union(["tracker", "watch", "healthGrid"])
}
