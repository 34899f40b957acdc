// The example position in Kotlin: an Aave account and a forecast in, the advice out.
package example

import io.plimsoll.*
import java.util.Locale

/** 10 ETH at $2,500 against a debt of 14,000 USDC, as in examples/position.json. */
private fun position() = AaveV3User(
    revision = AaveV3Revision.V3_7,
    reserves = listOf(
        AaveV3Reserve(
            id = 0u, asset = "ETH", decimals = 18u, price = "250000000000", factor = "ETH",
            ltvBps = 8050u, liquidationThresholdBps = 8300u, liquidationBonusBps = 10500u,
            liquidityIndex = "1000000000000000000000000000", variableBorrowIndex = "1000000000000000000000000000",
            currentLiquidityRate = "20000000000000000000000000", currentVariableBorrowRate = "27000000000000000000000000",
            elapsedSeconds = 0u, scaledATokenBalance = "10000000000000000000", scaledVariableDebt = "0",
            usedAsCollateral = true, isBorrowing = false,
        ),
        AaveV3Reserve(
            id = 3u, asset = "USDC", decimals = 6u, price = "100000000",
            ltvBps = 7500u, liquidationThresholdBps = 7800u, liquidationBonusBps = 10450u,
            liquidityIndex = "1000000000000000000000000000", variableBorrowIndex = "1000000000000000000000000000",
            currentLiquidityRate = "40000000000000000000000000", currentVariableBorrowRate = "55000000000000000000000000",
            elapsedSeconds = 0u, scaledATokenBalance = "0", scaledVariableDebt = "14000000000",
            usedAsCollateral = false, isBorrowing = true,
        ),
    ),
)

private fun Double.to(decimals: Int) = "%.${decimals}f".format(Locale.ROOT, this)

private fun words(variant: Enum<*>) = variant.name.lowercase().replace('_', ' ')

fun main() {
    val account = aaveV3View(position())
    val forecast = forecastBars(simulateBars(7u, 1440u, 1749999600u, 2500.0, 0.7))
    val advice = advice(account, forecast, defaultAdviceOptions())

    val safe = advice.safeLeverage
    val alpha = (100 * safe.alpha).to(0)
    println("Health factor      ${advice.healthFactor?.to(3)}, liquidatable below 1")
    println("Leverage           ${advice.leverage?.to(3)}, collateral over equity")
    println(
        "Safe leverage      ${safe.leverage.to(3)} for at most $alpha % within ${safe.horizonHours.to(0)} h; " +
            "bound by ${words(safe.binding)}; the venue allows ${safe.venueMaximum.to(3)}",
    )
    println("Liquidation price  \$${advice.liquidationPrice?.to(2)} per ${advice.factor}")
    advice.probabilities.forEach {
        val interval = "${(100 * it.low).to(4)} to ${(100 * it.high).to(4)} % with 90 % confidence"
        println("P(liquidated)      ${(100 * it.probability).to(4)} % within ${it.horizonHours.to(0)} h; $interval")
    }
    advice.thresholds.forEach {
        val name = "Mark ${words(it.level)}".padEnd(18)
        println("$name health ${it.healthFactor.to(3)}, ${advice.factor} at \$${it.price.to(2)}: $alpha % within ${it.horizonHours.to(0)} h")
    }
    val least = if (advice.leadTime.capped) "more than" else "at least"
    println("Lead time          $least ${advice.leadTime.hours.to(1)} h with ${(100 - 100 * safe.alpha).to(0)} % confidence")
    val trust = advice.confidence
    val reasons = trust.flags.joinToString { words(it) }.ifEmpty { "none" }
    println("Confidence         model v${trust.model.version}, ${trust.historyHours} h history; reasons for less trust: $reasons")
    println("Market             simulated, not real: seed 7, 1,440 h, 70 % volatility a year")
}
