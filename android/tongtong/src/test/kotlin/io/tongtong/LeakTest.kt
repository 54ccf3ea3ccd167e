package io.tongtong

import com.sun.jna.Function
import io.tongtong.core.PassPhrase
import io.tongtong.core.RecoveryWords
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File
import java.nio.ByteBuffer
import kotlin.time.Duration.Companion.milliseconds

/** What is opened and dropped leaves nothing behind, whether it is closed or left to the cleaner. */
class LeakTest {
    @Test
    fun `a hundred thousand pass phrases`() {
        val text = borrowed("wheel canyon ribbon orbit velvet summer")
        flat("pass phrases", OBJECTS) { PassPhrase.fromUtf8(text.duplicate()) }
    }

    @Test
    fun `a hundred thousand phrases of a wallet`() {
        val text = borrowed("abandon ".repeat(11) + "about")
        flat("recovery words", OBJECTS) { RecoveryWords.fromUtf8(text.duplicate()) }
    }

    @Test
    fun `a hundred thousand subscriptions`() = runBlocking<Unit> {
        World().use { world ->
            TongTong.open(world.profile, world.folder.resolve("alex")).use { device ->
                flat("subscriptions", OBJECTS) { device.core.subscribe(Ears { }) }
            }
        }
    }

    @Test
    fun `a hundred devices`() = World().use { world ->
        flat("devices", DEVICES, LESS_THAN_DEVICES_KB) {
            runBlocking { TongTong.open(world.profile, File(world.folder, "device-$it")) }
        }
    }

    /** Opens as many as a warm-up did, and compares what the process holds afterwards. */
    private fun flat(
        what: String,
        count: Int,
        allowed: Int = LESS_THAN_OBJECTS_KB,
        open: (Int) -> AutoCloseable,
    ) = runBlocking {
        openAndDrop(count, open)
        val before = settled()
        openAndDrop(count, open)
        val after = settled()
        println("$count $what: $before kB before, $after kB after")
        assertTrue(after - before < allowed, "$count $what: $before kB before, $after kB after")
    }

    private fun openAndDrop(count: Int, open: (Int) -> AutoCloseable) {
        for (place in 0..<count) {
            val opened = open(place)
            if (place % 2 == 0) opened.close()
            if (place % BATCH == 0) System.gc()
        }
    }

    /** The least that this process has in memory, in kB, once it gives nothing back any more. */
    private suspend fun settled(): Long {
        var (least, calm) = resident() to 0
        while (calm < CALM) {
            delay(100.milliseconds)
            val now = resident()
            calm = if (now < least - NOISE_KB) 0 else calm + 1
            least = minOf(least, now)
        }
        return least
    }

    /** What this process has in memory, in kB, after a collection and what the allocator keeps for later. */
    private fun resident(): Long {
        System.gc()
        ALLOCATOR.invokeInt(arrayOf(0))
        val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS:") }
        return line.filter(Char::isDigit).toLong()
    }

    private fun borrowed(text: String): ByteBuffer =
        text.toByteArray().let { ByteBuffer.allocateDirect(it.size).put(it).flip() }

    private companion object {
        const val OBJECTS = 100_000
        const val DEVICES = 100
        const val BATCH = 5_000
        val ALLOCATOR: Function = Function.getFunction("c", "malloc_trim")

        /** Readings in a row without a lower one, and what counts as lower. */
        const val CALM = 15
        const val NOISE_KB = 100

        /** Less than half of the objects would keep, even the smallest of them; and half of the devices. */
        const val LESS_THAN_OBJECTS_KB = 6_000
        const val LESS_THAN_DEVICES_KB = 16_000
    }
}
