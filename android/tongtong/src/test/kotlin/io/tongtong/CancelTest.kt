package io.tongtong

import io.tongtong.core.MessageContent
import io.tongtong.core.PaymentState
import io.tongtong.core.Wanted
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.CoroutineContext
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.microseconds
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

/** A coroutine that is cancelled leaves no half-done work: what had begun is done to its end, the rest never was. */
class CancelTest {
    private val seed = System.nanoTime()
    private val random = Random(seed)

    @Test
    fun `a message whose caller is cancelled is there once or not at all`() = runBlocking<Unit> {
        World().use { world ->
            val (alex, jimin) = befriended(world)
            val outcomes = (0..<MESSAGES).associate { round ->
                val moment = when (random.nextInt(4)) {
                    0 -> null
                    1 -> Duration.INFINITE
                    else -> random.nextInt(20_000).microseconds
                }
                "$round" to cancelled(moment) { alex.device.say(jimin.peer, "$round") }
            }
            alex.device.say(jimin.peer, "the device goes on")
            // The folder is let go when nothing runs any more.
            alex.device.shutdown()
            val again = Person.open(world, "Alex").apply {
                device.unlock(pass())
                peer = alex.peer
            }
            val kept = generateSequence(again.device.messages(jimin.peer, limit = PAGE)) { page ->
                page.lastOrNull()?.let { runBlocking { again.device.messages(jimin.peer, it, PAGE) } }?.ifEmpty { null }
            }.flatten().mapNotNull { (it.content as? MessageContent.Text)?.text }.toList()
            val counts = count(outcomes) { round, outcome -> fits(kept.count { it == round }, outcome, round) }
            println("said: seed $seed, $counts")
            assertEquals(BRANCHES, counts.keys, "seed $seed: $counts")
            waitFor("they arrive") { again.allDelivered(jimin.peer) }
            assertEquals(kept.size, kept.toSet().size)
            listOf(again, jimin).forEach(Person::close)
        }
    }

    @Test
    fun `a payment whose caller is cancelled is there with its message or not at all`() = runBlocking<Unit> {
        World().use { world ->
            val (alex, jimin) = befriended(world)
            jimin.device.newWallet(pass(), Language.ENGLISH).close()
            alex.fund(world, "1000")
            waitFor("jimin can be paid") { alex.device.contact(jimin.peer).payable }
            val outcomes = mutableMapOf<String, Outcome>()
            val bodies = mutableMapOf<String, String>()
            // Every branch is reached however the dice fall: before it begins, as soon as it has begun, some time.
            val moments = List(3) { null } + List(2) { Duration.ZERO } + List(4) { random.nextInt(300).milliseconds }
            for (moment in moments.shuffled(random)) {
                val review = alex.device.reviewForContact(jimin.peer, "TTC", Wanted.Exactly("1"))
                bodies[review.digest] = review.body
                val outcome = cancelled(moment) { alex.device.approve(review.digest, pass()) }
                outcomes[review.digest] = outcome
                if (outcome != Outcome.NEVER_BEGAN) {
                    waitFor("it is done to its end") {
                        alex.device.payments().any { it.plan == review.digest && it.state is PaymentState.Confirmed }
                    }
                }
            }
            alex.device.shutdown()
            val again = Person.open(world, "Alex").apply { device.unlock(pass()) }
            val payments = again.device.payments(limit = PAGE).filter { it.direction == Direction.OUT }
            val messages = again.device.messages(jimin.peer, limit = PAGE)
            val said = messages.mapNotNull { it.content as? MessageContent.Payment }
            val counts = count(outcomes) { digest, outcome ->
                val paid = payments.count { it.plan == digest }
                assertEquals(paid, said.count { it.body == bodies[digest] }, "a payment and its message, seed $seed")
                fits(paid, outcome, digest)
            }
            println("paid: seed $seed, $counts")
            assertTrue(counts.keys.containsAll(setOf(Outcome.NEVER_BEGAN, Outcome.CANCELLED)), "seed $seed: $counts")
            val sum = "${payments.size}"
            waitFor("the money is right") {
                jimin.device.refresh()
                jimin.device.wallet().balances.first().confirmed.text == sum
            }
            listOf(again, jimin).forEach(Person::close)
        }
    }

    @Test
    fun `a device whose opening is cancelled lets its folder go`() = runBlocking<Unit> {
        World().use { world ->
            TongTong.open(world.profile, world.folder.resolve("warm")).shutdown()
            val folders = (0..<OPENS).map { world.folder.resolve("device-$it") }
            val counts = folders.map { folder ->
                var opened: TongTong? = null
                val turns = AtomicInteger()
                val job = launch(counting(turns)) { opened = TongTong.open(world.profile, folder) }
                // In the third turn the device is there, and is taken over the border.
                val turn = random.nextInt(1, 4)
                while (turns.get() < turn && !job.isCompleted) Thread.onSpinWait()
                goOn(random.nextInt(200).microseconds) { Thread.onSpinWait() }
                job.cancelAndJoin()
                opened?.shutdown()
                if (opened == null) Outcome.CANCELLED else Outcome.RETURNED
            }.groupingBy { it }.eachCount()
            println("opened: seed $seed, $counts")
            assertTrue(Outcome.CANCELLED in counts, "seed $seed: $counts")
            for (folder in folders) {
                waitFor("seed $seed: $folder is free") {
                    try {
                        TongTong.open(world.profile, folder).shutdown()
                        true
                    } catch (_: TongTongException.Storage) {
                        false
                    }
                }
            }
        }
    }

    @Test
    fun `words that nobody waits for any more are wiped before their caller ends`() = runBlocking<Unit> {
        World().use { world ->
            val alex = Person.signUp(world, "Alex", "+821012345678")
            val making = launch(start = CoroutineStart.UNDISPATCHED) { alex.device.newWallet(pass(), Language.ENGLISH) }
            making.cancelAndJoin()
            alex.device.wallet()
            alex.close()
        }
    }

    @Test
    fun `a cancelled coroutine still locks a device`() = runBlocking<Unit> {
        World().use { world ->
            val alex = Person.signUp(world, "Alex", "+821012345678")
            inCancelled { alex.device.lock() }
            assertThrows<TongTongException.Locked> { alex.device.contacts() }
            alex.close()
        }
    }

    @Test
    fun `a cancelled coroutine still shuts a device down, and its events end`() = runBlocking<Unit> {
        World().use { world ->
            val folder = world.folder.resolve("alex")
            val device = TongTong.open(world.profile, folder)
            val heard = CompletableDeferred<Unit>()
            val collects = launch { device.events.collect { heard.complete(Unit) } }
            heard.await()
            inCancelled { device.shutdown() }
            withTimeout(PATIENCE_SECONDS.seconds) { collects.join() }
            assertFalse(collects.isCancelled)
            TongTong.open(world.profile, folder).shutdown()
        }
    }

    @Test
    fun `a shutdown that is cancelled on its way ends the events`() = runBlocking<Unit> {
        World().use { world ->
            val folder = world.folder.resolve("alex")
            val device = TongTong.open(world.profile, folder)
            val heard = CompletableDeferred<Unit>()
            val collects = launch { device.events.collect { heard.complete(Unit) } }
            heard.await()
            launch(start = CoroutineStart.UNDISPATCHED) { device.shutdown() }.cancelAndJoin()
            withTimeout(PATIENCE_SECONDS.seconds) { collects.join() }
            TongTong.open(world.profile, folder).shutdown()
        }
    }

    private enum class Outcome { NEVER_BEGAN, CANCELLED, RETURNED }

    /** Cancels a call so long after it began, or, if no time is named, makes it in a coroutine cancelled before. */
    private suspend fun CoroutineScope.cancelled(after: Duration?, call: suspend () -> Any): Outcome {
        var outcome = Outcome.NEVER_BEGAN
        val job = launch(start = CoroutineStart.UNDISPATCHED) {
            if (after == null) coroutineContext.cancel() else outcome = Outcome.CANCELLED
            try {
                call()
                outcome = Outcome.RETURNED
            } catch (error: TongTongException) {
                throw AssertionError("seed $seed: a cancelled call failed", error)
            }
        }
        if (after != null) {
            val start = TimeSource.Monotonic.markNow()
            do yield() while (!job.isCompleted && start.elapsedNow() < after)
        }
        job.cancelAndJoin()
        return outcome
    }

    /** Threads for a coroutine, and how often it has gone on there. */
    private fun counting(turns: AtomicInteger) = object : CoroutineDispatcher() {
        override fun dispatch(context: CoroutineContext, block: Runnable) = Dispatchers.Default.dispatch(context) {
            turns.incrementAndGet()
            block.run()
        }
    }

    /** Does something for so long. */
    private inline fun goOn(time: Duration, step: () -> Unit) {
        val start = TimeSource.Monotonic.markNow()
        do step() while (start.elapsedNow() < time)
    }

    /** Makes a call in a coroutine that was cancelled before. */
    private suspend fun CoroutineScope.inCancelled(call: suspend () -> Unit) =
        launch(start = CoroutineStart.UNDISPATCHED) {
            coroutineContext.cancel()
            call()
        }.join()

    private fun fits(times: Int, outcome: Outcome, what: String) {
        val expected = if (outcome == Outcome.NEVER_BEGAN) 0 else 1
        assertEquals(expected, times, "seed $seed: $what, $outcome")
    }

    private fun count(outcomes: Map<String, Outcome>, look: (String, Outcome) -> Unit): Map<Outcome, Int> {
        outcomes.forEach(look)
        return outcomes.values.groupingBy { it }.eachCount()
    }

    private suspend fun befriended(world: World): Pair<Person, Person> {
        val alex = Person.signUp(world, "Alex", "+821012345678")
        val jimin = Person.signUp(world, "지민", "+821087654321")
        alex.befriend(jimin, "+821087654321")
        return alex to jimin
    }

    private companion object {
        const val MESSAGES = 300
        const val PAGE = 100
        const val OPENS = 150
        val BRANCHES = Outcome.entries.toSet()
    }
}
