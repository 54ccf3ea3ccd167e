package io.tongtong

import io.tongtong.core.Event
import io.tongtong.core.EventListener
import io.tongtong.core.WakeUpFailure
import io.tongtong.core.contractPanic
import io.tongtong.core.contractPanicHere
import io.tongtong.core.contractWakeUp
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.nio.file.Files
import java.nio.file.Path as FilePath
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit

/** Panics of the library in a process of its own, whose standard error is read from outside. */
object Panicking {
    @JvmStatic
    fun main(args: Array<String>) = runBlocking {
        val (text) = args
        for (panic in listOf<suspend () -> Unit>({ contractPanic(text) }, { contractPanicHere(text) })) {
            val error = assertThrows<TongTongException.Internal> { answered { panic() } }
            check(error.kind == ErrorKind.INTERNAL && error.code == "internal" && error.cause == null)
            println("$error ${error.facts} ${error.text()} ${error.stackTraceToString()}")
        }
    }
}

class BorderTest {
    @Test
    fun `a panic arrives as an error that carries nothing of what it says`() {
        val java = "${System.getProperty("java.home")}/bin/java"
        val classes = System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
        val libraries = "-Djna.library.path=${System.getProperty("jna.library.path")}"
        val process = ProcessBuilder(java, libraries, "-cp", classes, Panicking::class.java.name, SECRET).start()
        val (out, err) = listOf(process.inputStream, process.errorStream).map { it.bufferedReader().readText() }
        assertEquals(0, process.waitFor(), err)
        assertEquals(2, Regex("place=panic").findAll(out).count())
        assertFalse(SECRET in out || SECRET in err)
        assertEquals("", err)
    }

    @Test
    fun `a listener that throws or blocks harms nobody`() = runBlocking<Unit> {
        World().use { world ->
            nothingEscapes {
                val (alex, jimin) = befriended(world)
                val core = alex.device.core
                val (released, entered) = CountDownLatch(1) to CountDownLatch(1)
                val bad = listOf<(Event) -> Unit>(
                    { throw IllegalStateException(SECRET) },
                    { throw StackOverflowError(SECRET) },
                    {
                        entered.countDown()
                        released.await()
                    },
                ).map { core.subscribe(Ears(it)) }
                // One that goes past the layer, as the generated code lets it.
                val raw = core.subscribe(object : EventListener {
                    override fun onEvent(event: Event) = throw IllegalStateException(SECRET)
                })
                val fails = async(Dispatchers.IO) { runCatching { alex.device.events.collect { error(SECRET) } } }
                val sleeps = launch(Dispatchers.IO) { alex.device.events.collect { awaitCancellation() } }
                assertTrue(entered.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                assertEquals(SECRET, fails.await().exceptionOrNull()?.message, "a collector's fault is its own")
                val rows = (0..<MANY).map { alex.device.say(jimin.peer, "$it") }
                rows.forEach { row -> alex.hears<Event.MessageChanged> { it.row == row } }
                waitFor("all of them are there") { jimin.texts(alex.peer).size == MANY }
                released.countDown()
                sleeps.cancel()
                (bad + raw).forEach { it.close() }
                listOf(alex, jimin).forEach(Person::close)
            }
        }
    }

    @Test
    fun `a collector that is too slow is told that it missed some`() = runBlocking<Unit> {
        World().use { world ->
            val (alex, jimin) = befriended(world)
            val gate = CompletableDeferred<Unit>()
            val lagged = async(Dispatchers.IO) {
                alex.device.events.first { event ->
                    gate.await()
                    event is Event.ReadAnew && event.missed > 0uL
                }
            }
            // More than wait in the queue of the core and in that of the flow.
            List(FLOOD) { launch { alex.device.say(jimin.peer, "$it") } }.joinAll()
            gate.complete(Unit)
            assertTrue(lagged.await() is Event.ReadAnew)
            listOf(alex, jimin).forEach(Person::close)
        }
    }

    @Test
    fun `a log gets its lines on a thread of its own, and one that throws or blocks harms nobody`() =
        runBlocking<Unit> {
            World().use { world ->
                val (lines, threads) = LinkedBlockingQueue<LogLine>() to ConcurrentHashMap.newKeySet<String>()
                val released = CountDownLatch(1)
                val loggers = mapOf(
                    "+821000000001" to Logger {
                        threads += thread()
                        lines += it
                    },
                    "+821000000002" to Logger { throw IllegalStateException(SECRET) },
                    "+821000000003" to Logger { throw StackOverflowError(SECRET) },
                    "+821000000004" to Logger { released.await() },
                )
                val people = loggers.map { (phone, logger) -> Person.signUp(world, "n$phone", phone, logger = logger) }
                repeat(3) { assertThrows<TongTongException.Internal> { answered { contractPanicHere(SECRET) } } }
                for (person in people) {
                    person.device.lock()
                    person.device.unlock(pass())
                }
                repeat(3) {
                    val line = generateSequence { lines.next("a line") }.first { it.code == "panic" }
                    assertEquals(Level.ERROR, line.level)
                    assertTrue(line.file.orEmpty().endsWith("contract.rs"))
                    assertFalse(SECRET in "$line")
                }
                assertEquals(1, threads.size)
                assertFalse(thread() in threads)
                released.countDown()
                people.forEach(Person::close)
            }
        }

    @Test
    fun `a push service answers by its code, and what it throws else stays behind`() = runBlocking<Unit> {
        val answers = mapOf<WakeUp, String>(
            WakeUp { check(it.contentEquals(byteArrayOf(1, 2, 3))) } to "woken",
            WakeUp { throw WakeUpFailure.Revoked() } to "wake_up_revoked",
            WakeUp { throw WakeUpFailure.Unsupported() } to "wake_up_unsupported",
            WakeUp { throw IllegalStateException(SECRET) } to "wake_up_offline",
            WakeUp { throw StackOverflowError(SECRET) } to "wake_up_offline",
        )
        for ((service, code) in answers) {
            assertEquals(code, nothingEscapes { contractWakeUp(WakeUpAdapter(service), byteArrayOf(1, 2, 3)) })
        }
    }

    /** This thread as the system knows it: Java makes a new object whenever one of the library comes in. */
    private fun thread(): String = "${Files.readSymbolicLink(FilePath.of("/proc/thread-self"))}"

    private suspend fun befriended(world: World): Pair<Person, Person> {
        val alex = Person.signUp(world, "Alex", "+821012345678")
        val jimin = Person.signUp(world, "지민", "+821087654321")
        alex.befriend(jimin, "+821087654321")
        return alex to jimin
    }

    private companion object {
        const val SECRET = "unspeakable-7f3a"
        const val MANY = 20
        const val FLOOD = 3_000
    }
}
