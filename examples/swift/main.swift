// The example position in Swift: an Aave account and a forecast in, the advice out.
import Foundation
import Plimsoll

/// 10 ETH at $2,500 against a debt of 14,000 USDC, as in examples/position.json.
let position = AaveV3User(
    revision: .v37,
    reserves: [
        AaveV3Reserve(
            id: 0, asset: "ETH", decimals: 18, price: "250000000000", factor: "ETH",
            ltvBps: 8050, liquidationThresholdBps: 8300, liquidationBonusBps: 10500,
            liquidityIndex: "1000000000000000000000000000", variableBorrowIndex: "1000000000000000000000000000",
            currentLiquidityRate: "20000000000000000000000000", currentVariableBorrowRate: "27000000000000000000000000",
            elapsedSeconds: 0, scaledATokenBalance: "10000000000000000000", scaledVariableDebt: "0",
            usedAsCollateral: true, isBorrowing: false),
        AaveV3Reserve(
            id: 3, asset: "USDC", decimals: 6, price: "100000000",
            ltvBps: 7500, liquidationThresholdBps: 7800, liquidationBonusBps: 10450,
            liquidityIndex: "1000000000000000000000000000", variableBorrowIndex: "1000000000000000000000000000",
            currentLiquidityRate: "40000000000000000000000000", currentVariableBorrowRate: "55000000000000000000000000",
            elapsedSeconds: 0, scaledATokenBalance: "0", scaledVariableDebt: "14000000000",
            usedAsCollateral: false, isBorrowing: true),
    ])

func number(_ value: Double?, _ decimals: Int) -> String {
    value.map { String(format: "%.\(decimals)f", $0) } ?? "none"
}

/// `marketTail` is "market tail".
func words<T>(_ variant: T) -> String {
    "\(variant)".map { $0.isUppercase ? " \($0.lowercased())" : "\($0)" }.joined()
}

let account = try aaveV3View(user: position)
let bars = try simulateBars(seed: 7, hours: 1440, startTs: 1_749_999_600, startPrice: 2500, sigmaAnnual: 0.7)
let answer = try advice(account: account, forecast: forecastBars(bars: bars), options: defaultAdviceOptions())

let safe = answer.safeLeverage
let asset = answer.factor ?? "nothing"
let alpha = number(100 * safe.alpha, 0)
print("Health factor      \(number(answer.healthFactor, 3)), liquidatable below 1")
print("Leverage           \(number(answer.leverage, 3)), collateral over equity")
print(
    "Safe leverage      \(number(safe.leverage, 3)) for at most \(alpha) % within \(number(safe.horizonHours, 0)) h; "
        + "bound by \(words(safe.binding)); the venue allows \(number(safe.venueMaximum, 3))")
print("Liquidation price  $\(number(answer.liquidationPrice, 2)) per \(asset)")
for at in answer.probabilities {
    let interval = "\(number(100 * at.low, 4)) to \(number(100 * at.high, 4)) % with 90 % confidence"
    print("P(liquidated)      \(number(100 * at.probability, 4)) % within \(number(at.horizonHours, 0)) h; \(interval)")
}
for mark in answer.thresholds {
    let name = "Mark \(words(mark.level))".padding(toLength: 18, withPad: " ", startingAt: 0)
    let place = "health \(number(mark.healthFactor, 3)), \(asset) at $\(number(mark.price, 2))"
    print("\(name) \(place): \(alpha) % within \(number(mark.horizonHours, 0)) h")
}
let least = answer.leadTime.capped ? "more than" : "at least"
print("Lead time          \(least) \(number(answer.leadTime.hours, 1)) h with \(number(100 - 100 * safe.alpha, 0)) % confidence")
let trust = answer.confidence
let reasons = trust.flags.isEmpty ? "none" : trust.flags.map(words).joined(separator: ", ")
print("Confidence         model v\(trust.model.version), \(trust.historyHours) h history; reasons for less trust: \(reasons)")
print("Market             simulated, not real: seed 7, 1,440 h, 70 % volatility a year")
