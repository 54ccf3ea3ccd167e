package io.tongtong

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.awt.image.BufferedImage
import javax.imageio.ImageIO

/** A code as an app shows it. */
class QrTest {
    @Test
    fun `a code is a picture that the platform reads, black on white with a quiet zone`() {
        for (pixels in listOf(1, 3, Qr.MODULE_PIXELS)) {
            val picture = read(Qr.png(ADDRESS, pixels))
            assertEquals(SIDE * pixels, picture.width)
            assertEquals(SIDE * pixels, picture.height)
            val dark = (0..<SIDE).map { y -> (0..<SIDE).map { x -> isDark(picture, x * pixels, y * pixels) } }
            for (y in 0..<SIDE) {
                for (x in 0..<SIDE) {
                    val quiet = minOf(x, y) < QUIET || maxOf(x, y) >= SIDE - QUIET
                    assertTrue(!quiet || !dark[y][x], "$x, $y is light")
                }
            }
            // The pattern in three corners by which a camera finds a code: 7 dark modules in a row.
            for ((x, y) in listOf(QUIET to QUIET, SIDE - QUIET - 7 to QUIET, QUIET to SIDE - QUIET - 7)) {
                assertTrue((0..<7).all { dark[y][x + it] && dark[y + it][x] }, "$x, $y begins a corner")
            }
        }
        assertArrayEquals(Qr.png(ADDRESS, 8), Qr.png(ADDRESS))
    }

    @Test
    fun `a code is a drawing of any size, one for each text`() {
        val drawing = Qr.svg(ADDRESS)
        assertTrue("<svg " in drawing && "viewBox" in drawing)
        assertEquals(drawing, Qr.svg(ADDRESS))
        assertNotEquals(drawing, Qr.svg(ADDRESS.dropLast(1)))
    }

    @Test
    fun `what cannot be drawn is refused, and how much could be is a fact`() {
        val calls = mapOf<() -> Any, Pair<String, String?>>(
            { Qr.svg("") } to ("qr_empty" to null),
            { Qr.svg("가".repeat(683)) } to ("qr_too_long" to "2048"),
            { Qr.png("7".repeat(2_049)) } to ("qr_too_long" to "2048"),
            { Qr.png(ADDRESS, 0) } to ("qr_module_size" to "110"),
            { Qr.png(ADDRESS, -1) } to ("qr_module_size" to "110"),
            { Qr.png(ADDRESS, Int.MAX_VALUE) } to ("qr_module_size" to "110"),
            { Qr.svg("hi \uD83D") } to ("not_utf8" to null),
            { Qr.png("hi \uD83D") } to ("not_utf8" to null),
        )
        for ((call, expected) in calls) {
            val refused = assertThrows<TongTongException.Input> { call() }
            assertEquals(expected, refused.code to refused.facts["max"])
        }
    }

    private fun read(picture: ByteArray): BufferedImage = ImageIO.read(picture.inputStream())

    private fun isDark(picture: BufferedImage, x: Int, y: Int): Boolean = picture.getRGB(x, y) and 0xFFFFFF == 0

    private companion object {
        const val ADDRESS = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk"

        /** Modules of a side: 29 for so many characters, and the quiet zones. */
        const val QUIET = 4
        const val SIDE = 29 + 2 * QUIET
    }
}
