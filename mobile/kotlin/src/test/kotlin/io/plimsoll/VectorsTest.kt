package io.plimsoll

import kotlin.reflect.KClass
import kotlin.reflect.KType
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assertions.fail
import org.junit.jupiter.api.Assumptions.abort
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** The conformance vectors, bit for bit. */
class VectorsTest {
    private val cases = Vectors.cases(".").filter { it.file != "bad_input.json" }
    private val bad = Vectors.cases(".").filter { it.file == "bad_input.json" }

    private fun check(case: Case) {
        Vectors.difference(case)?.let { fail<Unit>(it) }
    }

    @Test
    fun `there are vectors`() = assertTrue(cases.isNotEmpty())

    @TestFactory
    fun `every vector is bit-equal`(): List<DynamicTest> = cases.map { case ->
        dynamicTest("$case") { check(case) }
    }

    /** In parts of one user, and of about a thousand paths. */
    private fun inParts(case: Case) = Vectors.start(case).finish(if (case.function == "aaveV3BookStress") 1u else 999u)

    @TestFactory
    fun `every long run answers in parts what its function answers`(): List<DynamicTest> =
        (cases + bad).filter { it.function in starts && it.json["err"]?.get("code")?.asText() != "invalid_shape" }.map { case ->
            dynamicTest("$case") { Vectors.difference(case, ::inParts)?.let { fail<Unit>(it) } }
        }

    @TestFactory
    fun `a long run that is cancelled is gone, and leaves nothing behind`(): List<DynamicTest> = starts.keys.map { function ->
        val case = cases.first { it.function == function && it.json.has("out") }
        dynamicTest("$case") {
            val run = Vectors.start(case)
            assertTrue(run.advance(1u) < 1.0)
            run.handle.close()
            assertThrows(IllegalStateException::class.java) { run.advance(1u) }
            Vectors.difference(case, ::inParts)?.let { fail<Unit>(it) }
        }
    }

    @Test
    fun `a wrong vector fails`() {
        val wrong = Vectors.cases("wrong")
        assertTrue(wrong.isNotEmpty())
        wrong.forEach { assertNotNull(Vectors.difference(it), "$it: a wrong vector passed") }
    }

    @TestFactory
    fun `bad input is refused by its code and the next good call works`(): List<DynamicTest> = bad.map { case ->
        dynamicTest("$case") {
            try {
                check(case)
            } catch (reason: Unbuildable) {
                if (case.json["err"]["code"].asText() != "invalid_shape") throw reason
                abort<Unit>("the compiler refuses it: ${reason.message}")
            }
            check(cases.first { it.function == case.function && it.json.has("out") })
        }
    }

    @Test
    fun `bad input covers every exported function that takes input`() {
        val covered = bad.map { it.function }.filter { it in Vectors.functions }.toSet()
        println("bad input: covered ${covered.size} of ${Vectors.functions.size} exported functions")
        // A choice among names holds no bad value.
        val choice = { type: KType -> (type.classifier as? KClass<*>)?.java?.isEnum == true }
        val missing = Vectors.functions.filter { (name, function) -> !function.parameters.all { choice(it.type) } && name !in covered }.keys
        assertEquals(emptySet<String>(), missing)
    }

    @Test
    fun `the package has the core's version`() = assertEquals(System.getProperty("plimsoll.version"), version().core)

    @Test
    fun `an error says what to do`() {
        val error = RiskException.OutOfRange("threshold", "in (0, 1]", "80", "pass fractions, not percent")
        assertEquals("out_of_range", error.code())
        assertEquals("`threshold` must be in (0, 1], got 80: pass fractions, not percent", error.message())
        assertEquals(error.message(), error.toString())
    }
}
