package io.plimsoll

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import kotlin.reflect.KCallable
import kotlin.reflect.KVisibility
import kotlin.reflect.full.extensionReceiverParameter
import kotlin.reflect.jvm.kotlinFunction

/** One case of a vector file. */
class Case(val file: String, val function: String, val json: JsonNode) {
    override fun toString() = "$function / ${json["name"].asText()}"
}

/** The vectors, and the exported functions that they call by name. */
object Vectors {
    private val root = File(System.getProperty("plimsoll.vectors"))
    private val builder = Builder(::call)

    /** Every exported function: the public ones of the generated file, the tracker and the watch. */
    val functions: Map<String, KCallable<*>> = Class.forName("io.plimsoll.PlimsollKt").declaredMethods
        .mapNotNull { it.kotlinFunction }
        .filter { it.visibility == KVisibility.PUBLIC && !it.name.startsWith("uniffi") && it.extensionReceiverParameter == null }
        .associateBy<KCallable<*>, String> { it.name } + mapOf("tracker" to ::tracker, "watch" to ::watch, "healthGrid" to ::healthGrid)

    /** The cases of every file directly in a folder. */
    fun cases(folder: String): List<Case> {
        val files = File(root, folder).listFiles { file -> file.extension == "json" }.orEmpty().sorted()
        return files.flatMap { file ->
            val json = ObjectMapper().readTree(file)
            json["cases"].map { Case(file.name, (it["function"] ?: json["function"]).asText(), it) }
        }
    }

    fun call(function: String, arguments: JsonNode): Any? =
        builder.invoke(functions[function] ?: throw IllegalArgumentException("no exported function is called $function"), arguments)

    /** Starts the run that answers what a function answers. */
    fun start(case: Case): Run = builder.invoke(starts.getValue(case.function), case.json["in"]) as Run

    /** Says what differs from the expectation; nothing when every bit is equal. */
    fun difference(case: Case, answer: (Case) -> Any? = { call(it.function, it.json["in"]) }): String? {
        val wanted = case.json["err"]?.let { "err" to it["code"].asText() } ?: ("out" to expected(case.json["out"]))
        val got = try {
            "out" to plain(answer(case))
        } catch (error: RiskException) {
            "err" to error.code()
        }
        return firstDifference(wanted, got, "the answer")?.let { "$case: $it" }
    }
}

/** Follows the bars with a restart after `split` rows. */
fun tracker(bars: List<Double>, split: UInt, market: MarketState? = null): Forecast {
    val rows = bars.chunked(6)
    val snapshot = Tracker().use { first ->
        first.pushBars(rows.take(split.toInt()).flatten())
        first.snapshot()
    }
    return Tracker.restore(snapshot).use { second ->
        rows.drop(split.toInt()).forEach { row -> second.push(Bar(row[0].toUInt(), row[1], row[2], row[3], row[4], row[5])) }
        val forecast = second.forecast(market)
        // The numbers that the tracker gives without the record are the record's.
        check(second.forecastVariance(24.0, market) == forecastVariance(forecast, 24.0))
        check(second.drawdownQuantile(0.01, 72.0, market) == drawdownQuantile(forecast, 0.01, 72.0))
        check(second.runupQuantile(0.05, 168.0, market) == runupQuantile(forecast, 0.05, 168.0))
        forecast
    }
}

/** Each tick by the asset's place where its price is exact as a number, else by its name; some seconds; then where it stands. */
fun watch(position: Position, ticks: List<AssetPrice>, seconds: UInt): PositionHealth =
    Watch(position).use { watch ->
        ticks.forEach { (asset, price) ->
            val place = watch.prices().indexOfFirst { it.asset == asset }
            if (place >= 0 && price.length < 16) watch.tick(place.toUInt(), price.toDouble()) else watch.setPrice(asset, price)
        }
        watch.later(seconds)
        watch.health().copy(liquidatable = watch.liquidatable())
    }

/** The other question of a watch: where it stands at each price of a grid. */
fun healthGrid(position: Position, place: UInt, prices: List<Double>): HealthGrid = Watch(position).use { it.healthGrid(place, prices) }
