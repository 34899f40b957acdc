package io.plimsoll

/** A long run on its way: what its class answers part by part, a function answers in one call. */
class Run(val handle: AutoCloseable, val advance: (UInt) -> Double, val result: () -> Any?) {
    /** Steps to the end, and lets go of the run. */
    fun finish(part: UInt): Any? = handle.use {
        var done = 0.0
        while (done < 1.0) {
            val before = done
            done = advance(part)
            check(before < done && done <= 1.0) { "done to $before, then to $done" }
        }
        result()
    }
}

/** What starts the run that answers what a function answers, by the function's name and with its arguments. */
val starts = mapOf(
    "aaveV3BookStress" to ::stress,
    "firstPassage" to ::passage,
    "jointFirstPassage" to ::jointPassage,
    "portfolioFirstPassage" to ::portfolioPassage,
)

fun stress(pool: AaveV3Pool, users: ByteArray, shocks: List<AaveV3Shock>) =
    AaveV3StressRun(pool, users, shocks).let { Run(it, it::advance, it::result) }

fun passage(forecast: Forecast, distance: Double, direction: PriceDirection, options: ScenarioOptions) =
    FirstPassageRun(forecast, distance, direction, options).let { Run(it, it::advance, it::result) }

fun jointPassage(account: Account, joint: JointForecast, options: ScenarioOptions) =
    FirstPassageRun.joint(account, joint, options).let { Run(it, it::advance, it::result) }

fun portfolioPassage(portfolio: Portfolio, joint: JointForecast, options: ScenarioOptions) =
    PortfolioPassageRun(portfolio, joint, options).let { Run(it, it::advance, it::result) }
