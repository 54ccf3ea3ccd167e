package io.tongtong

import io.tongtong.core.Event
import io.tongtong.core.MessageContent
import io.tongtong.core.MessageState
import io.tongtong.core.PaymentState
import io.tongtong.core.Wanted
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.math.BigDecimal

class StoryTest {
    @Test
    fun `two people find each other, chat, pay, and have everything after a restart`() = runBlocking<Unit> {
        World().use { world ->
            val alex = Person.signUp(world, "Alex", ALEX)
            val jimin = Person.signUp(world, "지민", JIMIN)
            assertEquals(0u, (alex.next() as Event.ReadAnew).missed.toUInt())
            alex.befriend(jimin, JIMIN)
            jimin.hears<Event.ContactChanged> { it.peer == alex.peer }
            assertEquals(alex.device.safetyNumber(jimin.peer), jimin.device.safetyNumber(alex.peer))

            val said = alex.device.say(jimin.peer, "안녕")
            jimin.hears<Event.MessageChanged> { jimin.says(it.row, "안녕") }
            jimin.device.say(alex.peer, "hello")
            alex.hears<Event.MessageChanged> { alex.says(it.row, "hello") }
            val newest = jimin.device.messages(alex.peer, limit = 1).single()
            jimin.device.seen(alex.peer, newest.row)
            waitFor("it was read") { alex.device.message(said)?.state is MessageState.Read }

            alex.fund(world, "1000")
            jimin.device.newWallet(pass(), Language.KOREAN).use { words -> assertEquals(12, words.count) }
            waitFor("jimin can be paid") { alex.device.contact(jimin.peer).payable }
            val review = alex.device.reviewForContact(jimin.peer, "TTC", Wanted.Exactly("10.5"), "점심")
            assertEquals(BigDecimal("10.50000"), review.amount.coins)
            val payment = alex.device.approve(review.digest, pass())
            alex.hears<Event.PaymentChanged> { it.payment == payment }
            jimin.hears<Event.PaymentAnnounced>()
            waitFor("both see it confirmed") {
                alex.device.payment(payment)?.state is PaymentState.Confirmed &&
                    jimin.device.payments().any { it.direction == Direction.IN && it.state is PaymentState.Confirmed }
            }
            jimin.device.refresh()
            waitFor("the money is there") { jimin.device.wallet().balances.first().confirmed.text == "10.5" }

            val before = listOf(alex, jimin).map { it.everything() }
            alex.close()
            jimin.close()
            assertEquals("shut_down", assertThrows<TongTongException.State> { alex.device.own() }.code)
            val again = listOf(alex, jimin).map { Person.open(world, it.folder.name) }
            assertEquals("locked", assertThrows<TongTongException.Locked> { again[0].device.own() }.code)
            again.forEach { it.device.unlock(pass()) }
            assertEquals(before, again.map { it.everything() })
            again.forEach(Person::close)
        }
    }

    @Test
    fun `a wrong pass phrase and a wrong word are errors of their own types`() = runBlocking<Unit> {
        World().use { world ->
            Person.open(world, "alex").use { alex ->
                val weak = assertThrows<TongTongException.PassPhrase> { alex.device.setUp("velvet".toCharArray()) }
                assertEquals("pass_phrase_weak", weak.code)
                alex.device.setUp(pass())
                val again = assertThrows<TongTongException.State> { alex.device.setUp(pass()) }
                assertEquals("set_up_already", again.code)
                alex.device.lock()
                val wrong = assertThrows<TongTongException.PassPhrase> {
                    alex.device.unlock("a wrong pass phrase of six words".toCharArray())
                }
                assertEquals("pass_phrase_wrong", wrong.code)
                assertEquals("1", wrong.facts["failures"])
                assertEquals(ErrorKind.PASS_PHRASE, wrong.kind)
                val half = charArrayOf('w', '\uD800')
                assertEquals(ErrorKind.PASS_PHRASE, assertThrows<TongTongException> { alex.device.unlock(half) }.kind)
                alex.device.unlock(pass())
                val words = "abandon abandon abandno " + "abandon ".repeat(8) + "about"
                val word = assertThrows<TongTongException.Words> {
                    alex.device.restoreWallet(pass(), words.toCharArray())
                }
                assertEquals("word_unknown", word.code)
                assertEquals("3", word.facts["position"])
                assertThrows<TongTongException.State> { alex.device.wallet() }
                val right = words.replace("abandno", "abandon").toCharArray()
                alex.device.restoreWallet(pass(), right)
                alex.device.revealWords(pass()).use { reveal ->
                    assertEquals("about", reveal.word(11))
                    assertEquals("word_place", assertThrows<TongTongException.Input> { reveal.word(12) }.code)
                    reveal.close()
                    assertEquals(0, reveal.count)
                    assertEquals("secret_used", assertThrows<TongTongException.State> { reveal.word(0) }.code)
                }
            }
        }
    }

    @Test
    fun `the events end when the device is shut down`() = runBlocking<Unit> {
        World().use { world ->
            val device = TongTong.open(world.profile, world.folder.resolve("alex"))
            val all = mutableListOf<Event>()
            device.events.collect { event ->
                all += event
                device.shutdown()
            }
            assertEquals(listOf<Event>(Event.ReadAnew(0u)), all)
            assertThrows<TongTongException.State> { device.events.toList() }
            device.close()
        }
    }

    @Test
    fun `a device here and one of the command line chat and pay`() = runBlocking<Unit> {
        World().use { world ->
            Agent(world, "jimin").use { jimin ->
                jimin.ask("set_up", "pass" to String(pass()))
                jimin.ask("request_code", "phone" to JIMIN)
                val signedUp = jimin.ask("sign_up", "phone" to JIMIN, "code" to world.code(JIMIN), "name" to "지민")
                val peer = signedUp.asJsonObject["peer"].asString
                val alex = Person.signUp(world, "Alex", ALEX)
                alex.use {
                    assertEquals(peer, alex.device.find(JIMIN).peer)
                    alex.device.ask(peer, "hi")
                    waitFor("the request is there") {
                        jimin.ask("contacts").asJsonArray.any { it.asJsonObject["state"].asString == "asking" }
                    }
                    jimin.ask("accept", "peer" to alex.peer)
                    waitFor("they are contacts") { alex.device.contact(peer).state == ContactState.ACCEPTED }
                    assertEquals("지민", alex.device.contact(peer).name)
                    val number = jimin.ask("safety", "peer" to alex.peer).asJsonObject["number"].asString
                    assertEquals(number, alex.device.safetyNumber(peer))

                    alex.device.say(peer, "hello")
                    jimin.ask("say", "peer" to alex.peer, "text" to "안녕")
                    waitFor("both have both") {
                        val there = jimin.ask("messages", "peer" to alex.peer).asJsonArray.map { it.asJsonObject }
                        there.any { it["author"].asString == "them" && it["text"]?.asString == "hello" } &&
                            alex.texts(peer).toSet() == setOf("hello", "안녕") && alex.allDelivered(peer)
                    }

                    jimin.ask("wallet_new", "pass" to String(pass()), "language" to "ko")
                    alex.fund(world, "100")
                    waitFor("jimin can be paid") { alex.device.contact(peer).payable }
                    val review = alex.device.reviewForContact(peer, "TTC", Wanted.Exactly("7"))
                    alex.device.approve(review.digest, pass())
                    waitFor("it is confirmed on the other side") {
                        jimin.ask("payments").asJsonArray.map { it.asJsonObject }.any {
                            it["direction"].asString == "in" && it["state"].asString == "confirmed"
                        }
                    }
                    jimin.ask("refresh")
                    waitFor("the money is there") { "$SEVEN" in "${jimin.ask("wallet")}" }
                }
            }
        }
    }

    @Test
    fun `a page begins below a row and no row stands on two pages`() = runBlocking<Unit> {
        World().use { world ->
            val alex = Person.signUp(world, "Alex", ALEX)
            val jimin = Person.signUp(world, "지민", JIMIN)
            alex.befriend(jimin, JIMIN)
            repeat(5) { alex.device.say(jimin.peer, "$it") }
            val all = alex.device.messages(jimin.peer).map(Message::row)
            val shown = mutableListOf<Message>()
            do {
                val page = alex.device.messages(jimin.peer, before = shown.lastOrNull(), limit = 2)
                assertTrue(page.size <= 2)
                shown += page
            } while (page.isNotEmpty())
            assertEquals(all, shown.map(Message::row))
            assertTrue(all.size >= 5)
            assertNull(alex.device.message("0".repeat(32)))
            listOf(alex, jimin).forEach(Person::close)
        }
    }

    private fun Person.says(row: RowId, text: String) = runBlocking {
        (device.message(row)?.content as? MessageContent.Text)?.text == text
    }

    private suspend fun Person.everything(): List<Any?> {
        val own = device.own()
        val people = device.contacts().map { it.copy(payable = true) }
        val messages = people.flatMap { device.messages(it.peer) }
        return listOf(own?.peer, own?.name, people, messages, device.payments(), device.wallet())
    }

    private companion object {
        const val ALEX = "+821012345678"
        const val JIMIN = "+821087654321"
        const val SEVEN = "\"7\""
    }
}
