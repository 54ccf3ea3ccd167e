package io.tongtong

import io.tongtong.core.TongTongException.Failed
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.util.Locale

class TextsTest {
    @Test
    fun `every kind has words in both languages, for a code that is not known yet`() {
        for (kind in ErrorKind.entries) {
            val error = error(kind, "a_code_of_tomorrow", "wait_seconds" to "9")
            assertEquals(kind, error.kind)
            val (english, korean) = error.text(Locale.US) to error.text(Locale.KOREA)
            for (text in listOf(english, korean)) {
                assertTrue(text.isNotBlank() && error.code !in text && '{' !in text, "$kind: $text")
            }
            assertTrue(korean.any { it in '가'..'힣' } && english.none { it in '가'..'힣' }, "$kind")
        }
    }

    @Test
    fun `every kind has a subclass of its own`() {
        val types = ErrorKind.entries.map { error(it, "x").javaClass }
        assertEquals(ErrorKind.entries.size, types.toSet().size)
    }

    @Test
    fun `facts are filled in`() {
        val wait = error(ErrorKind.WAIT, "pass_phrase_wait", "wait_seconds" to "173")
        for (locale in listOf(Locale.ENGLISH, Locale.KOREAN)) {
            assertTrue("173" in wait.text(locale), wait.text(locale))
            assertFalse('{' in wait.text(locale))
        }
    }

    @Test
    fun `the locale chooses, and every other language reads English`() {
        val error = error(ErrorKind.LOCKED, "locked")
        assertEquals(error.text(Locale.ENGLISH), error.text(Locale.FRANCE))
        assertEquals(error.text(Locale.KOREAN), error.text(Locale.forLanguageTag("ko-KP")))
        assertNotEquals(error.text(Locale.ENGLISH), error.text(Locale.KOREAN))
        val before = Locale.getDefault()
        try {
            Locale.setDefault(Locale.KOREA)
            assertEquals(error.text(Locale.KOREAN), error.text())
        } finally {
            Locale.setDefault(before)
        }
    }

    @Test
    fun `the message is the code`() {
        val error = error(ErrorKind.STORAGE, "store_held", "pid" to "42")
        assertEquals("store_held", error.message)
        assertTrue(error is TongTongException.Storage && error.cause == null)
        assertEquals(mapOf("pid" to "42"), error.facts)
    }

    private fun error(kind: ErrorKind, code: String, vararg facts: Pair<String, String>) =
        TongTongException.of(Failed(kind, code, retryable = false, facts = mapOf(*facts)))
}
