package io.plimsoll

import java.io.ByteArrayOutputStream
import java.io.File
import java.io.PrintStream
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The example in Kotlin. */
class ExampleTest {
    @Test
    fun `every line it prints is a line of the Rust example`() {
        val printed = ByteArrayOutputStream()
        val console = System.out
        System.setOut(PrintStream(printed))
        try {
            example.main()
        } finally {
            System.setOut(console)
        }
        val wanted = File(System.getProperty("jna.library.path"), "../example.txt").readLines()
        val lines = printed.toString().lines().filter(String::isNotEmpty)
        assertTrue(lines.isNotEmpty())
        assertEquals(emptyList<String>(), lines - wanted.toSet())
    }
}
