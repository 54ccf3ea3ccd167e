// What a call over the border costs from Kotlin: one line for each call, its name and its nanoseconds.
// `scripts/bench border-kotlin` runs it and says what each line means.
package io.tongtong.bench

import com.sun.jna.Native
import io.tongtong.core.Event
import io.tongtong.core.EventListener
import io.tongtong.core.UniffiRustCallStatus
import io.tongtong.core.contractBorrowed
import io.tongtong.core.contractBytes
import io.tongtong.core.contractEvents
import io.tongtong.core.contractNothing
import io.tongtong.core.contractNothingAsync
import java.nio.ByteBuffer
import kotlinx.coroutines.runBlocking

/** How many events one call tells: the call itself must not weigh. */
private const val EVENTS = 1_000

/** A function of C as JNA reaches it: the least that any call from Kotlin costs. */
private object C {
    init {
        Native.register(C::class.java, "c")
    }

    external fun abs(number: Int): Int
}

private class Counter : EventListener {
    var heard = 0L

    override fun onEvent(event: Event) {
        heard += 1
    }
}

/** Keeps results alive: the compiler must not drop the calls. */
@Volatile
private var sink: Long = 0

fun main() {
    report("bare_call") { sink = C.abs(-1).toLong() }
    report("bare_status") {
        // What the generated code does around every call, without the call.
        val status = UniffiRustCallStatus()
        status.autoWrite()
        status.autoRead()
        sink = status.code.toLong()
    }
    report("nothing") { contractNothing() }
    for ((name, size) in listOf("100_bytes" to 100, "100_kb" to 100_000)) {
        val bytes = ByteArray(size) { 0x5a }
        report("${name}_copied") { sink = contractBytes(bytes).toLong() }
        val direct = ByteBuffer.allocateDirect(size).put(bytes).flip()
        report("${name}_borrowed") { sink = contractBorrowed(direct).toLong() }
    }
    report("nothing_async", least = 1) { times -> runBlocking { repeat(times) { contractNothingAsync() } } }
    val counter = Counter()
    report("event", least = EVENTS) { times ->
        repeat(times / EVENTS) { contractEvents(counter, EVENTS.toUInt()) }
    }
    check(counter.heard > 0) { "events arrive" }
}

private inline fun report(name: String, crossinline call: () -> Unit) =
    report(name, least = 1) { times -> repeat(times) { call() } }

/** Warms up for two seconds, then takes the median of 31 batches of at least 20 ms. */
private fun report(name: String, least: Int, repeated: (Int) -> Unit) {
    var batch = least
    val warm = System.nanoTime()
    while (true) {
        val took = time { repeated(batch) }
        if (took < 20_000_000) {
            batch *= 2
        } else if (System.nanoTime() - warm > 2_000_000_000) {
            break
        }
    }
    val all = List(31) { time { repeated(batch) }.toDouble() / batch }.sorted()
    println("$name ${all[all.size / 2]}")
}

private inline fun time(work: () -> Unit): Long {
    val started = System.nanoTime()
    work()
    return System.nanoTime() - started
}
