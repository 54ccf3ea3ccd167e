package io.tongtong

import io.tongtong.core.Wanted
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.io.File

/** Half of a surrogate pair, as an emoji that was cut in two leaves it, is no text. */
class MalformedTextTest {
    @Test
    fun `every call that takes a text refuses what is none, and keeps nothing`() = runBlocking<Unit> {
        World().use { world ->
            val folder = world.folder.resolve("alex")
            val device = TongTong.open(world.profile, folder)
            for ((name, calls) in calls(device)) {
                for ((place, call) in calls.withIndex()) {
                    val error = assertThrows<TongTongException.Input>("$name, $place") { call() }
                    assertEquals("not_utf8", error.code)
                    assertTrue(error.cause == null && !error.retryable)
                }
            }
            // A call that failed on its way would still hold the device.
            device.core.close()
            waitFor("the folder is free") { runCatching { TongTong.open(world.profile, folder).shutdown() }.isSuccess }
        }
    }

    @Test
    fun `the opening of a device refuses it too`() = runBlocking<Unit> {
        World().use { world ->
            for (broken in BROKEN) {
                val opens = listOf<suspend () -> Unit>(
                    { TongTong.open(broken, world.folder.resolve("alex")) },
                    { TongTong.open(world.profile, File(world.folder, broken)) },
                )
                for (open in opens) assertEquals("not_utf8", assertThrows<TongTongException.Input> { open() }.code)
            }
        }
    }

    @Test
    fun `what has its pairs whole is a text, and halves are none wherever they are`() {
        for (text in listOf("", "hi", "안녕", "😀", "a😀b😀")) assertTrue(isText(text), text)
        for (text in BROKEN) assertFalse(isText(text))
    }

    @Test
    fun `no call with a text was left out`() = runBlocking<Unit> {
        World().use { world ->
            TongTong.open(world.profile, world.folder.resolve("alex")).use { device ->
                val carriers = setOf(
                    String::class.java, Place::class.java, PaymentPlace::class.java, Message::class.java,
                    Payment::class.java, Wanted::class.java,
                )
                val methods = TongTong::class.java.declaredMethods.filter { '$' !in it.name }
                val taking = methods.filter { it.parameterTypes.any(carriers::contains) }.map { it.name }
                assertEquals(taking.toSet(), calls(device).keys)
            }
        }
    }

    private fun calls(device: TongTong): Map<String, List<suspend () -> Any?>> = mapOf(
        "requestCode" to listOf({ device.requestCode(HALF) }),
        "signUp" to listOf(
            { device.signUp(HALF, "1", "Alex") },
            { device.signUp("1", HALF, "Alex") },
            { device.signUp("1", "1", HALF) },
        ),
        "find" to listOf({ device.find(HALF) }),
        "ask" to listOf({ device.ask(HALF, "hi") }, { device.ask(PEER, HALF) }),
        "accept" to listOf({ device.accept(HALF) }),
        "verify" to listOf({ device.verify(HALF) }),
        "safetyNumber" to listOf({ device.safetyNumber(HALF) }),
        "contact" to listOf({ device.contact(HALF) }),
        "connect" to listOf({ device.connect(HALF) }),
        "say" to listOf({ device.say(HALF, "hi") }, { device.say(PEER, HALF) }),
        "seen" to listOf({ device.seen(HALF, "1") }, { device.seen(PEER, HALF) }),
        "messages" to listOf(
            { device.messages(HALF) },
            { device.messages(HALF, Place(1, "1")) },
            { device.messages(PEER, Place(1, HALF)) },
        ),
        "message" to listOf({ device.message(HALF) }),
        "receiveAddress" to listOf({ device.receiveAddress(HALF) }),
        "payments" to listOf({ device.payments(PaymentPlace(1, HALF)) }),
        "payment" to listOf({ device.payment(HALF) }),
        "review" to listOf(
            { device.review(HALF, "TTC", Wanted.Max) },
            { device.review("TTC1", HALF, Wanted.Max) },
            { device.review("TTC1", "TTC", Wanted.Exactly(HALF)) },
            { device.review("TTC1", "TTC", Wanted.Max, HALF) },
        ),
        "reviewForContact" to listOf(
            { device.reviewForContact(HALF, "TTC", Wanted.Max) },
            { device.reviewForContact(PEER, HALF, Wanted.Max) },
            { device.reviewForContact(PEER, "TTC", Wanted.Exactly(HALF)) },
            { device.reviewForContact(PEER, "TTC", Wanted.Max, HALF) },
        ),
        "reviewCancel" to listOf({ device.reviewCancel(HALF) }),
        "approve" to listOf({ device.approve(HALF, pass()) }),
    )

    private companion object {
        const val HALF = "hi \uD83D"
        val BROKEN = listOf(HALF, "\uDE00", "\uD83Dhi", "\uDE00\uD83D", "\uD83D\uD83D\uDE00")
        val PEER = "ab".repeat(32)
    }
}
