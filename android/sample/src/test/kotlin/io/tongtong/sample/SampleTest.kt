package io.tongtong.sample

import io.tongtong.Author
import io.tongtong.Direction
import io.tongtong.Language
import io.tongtong.TongTong
import io.tongtong.core.MessageContent
import io.tongtong.core.PaymentState
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.nio.file.Path

class SampleTest {
    @TempDir
    lateinit var temporary: Path
    private val folder: File get() = temporary.toFile()

    @Test
    fun `two people at two terminals chat in two languages, and one pays the other`() {
        Program.devnet(folder.resolve("devnet")).use { devnet ->
            val profile = devnet.hears("\"ready\"").field("profile")
            Program.java("Alex", "en", MAIN, profile, "$folder/alex").use { alex ->
                Program.java("지민", "ko", MAIN, profile, "$folder/jimin").use { jimin ->
                    signUp(devnet, alex, jimin)
                    befriend(alex, jimin)
                    chat(alex, jimin)
                    fund(devnet, alex)
                    pay(alex, jimin)
                    for ((person, bye) in listOf(alex to "Bye.", jimin to "안녕히 가세요.")) {
                        person.type("/quit")
                        person.hears(bye)
                        assertEquals(0, person.ended())
                        assertTrue(person.all().none { "ribbon orbit" in it }, "the pass phrase was shown")
                    }
                }
            }
            rows(profile)
            comeBack(profile)
        }
    }

    @Test
    fun `without its two arguments it says which it wants`() {
        Program.java("Alex", "en", MAIN, "profile").use { alex ->
            alex.hears("usage: PROFILE FOLDER")
            assertEquals(2, alex.ended())
        }
    }

    private fun signUp(devnet: Program, alex: Program, jimin: Program) {
        alex.answers("Choose a pass phrase", "velvet")
        alex.hears("too easy to guess")
        alex.answers("Choose a pass phrase", PASS)
        alex.answers("Your name:", "Alex")
        alex.answers("Your phone number:", "010-1234-5678")
        alex.answers("The code from the SMS:", devnet.hears("+821012345678").field("code"))
        alex.hears("Hello, Alex.")
        jimin.answers("새 암호문", PASS)
        jimin.answers("이름:", "지민")
        jimin.answers("전화번호:", "010 8765 4321")
        jimin.answers("인증 번호:", devnet.hears("+821087654321").field("code"))
        jimin.hears("지민 님, 반갑습니다.")
    }

    private fun befriend(alex: Program, jimin: Program) {
        alex.type("too early")
        alex.hears("Nobody to talk to yet")
        alex.type("/add 010-8765-4321")
        alex.hears("Asked.")
        jimin.hears("Alex 님의 친구 요청")
        jimin.type("/accept")
        alex.hears("지민 is a contact.")
        jimin.hears("Alex 님과 친구입니다.")
    }

    private fun chat(alex: Program, jimin: Program) {
        alex.type("Lunch at noon?")
        jimin.hears("Alex: Lunch at noon?")
        alex.hears("✓✓ Lunch at noon?")
        jimin.type("좋아요!")
        alex.hears("지민: 좋아요!")
    }

    private fun fund(devnet: Program, alex: Program) {
        alex.type("/balance")
        alex.hears("There is no wallet yet.")
        alex.type("/wallet")
        alex.answers("Pass phrase:", PASS)
        alex.hears("Write these 12 words down.")
        val words = (1..12).map { place ->
            alex.hears("$place. ").substringAfter(' ').also { alex.type("") }
        }
        assertTrue(TongTong.wordList(Language.ENGLISH).containsAll(words))
        alex.hears("The wallet is ready.")
        alex.type("/address")
        devnet.type("faucet ${alex.hears("Your address: ").substringAfter(": ")} 1000")
        devnet.hears("minted")
        do {
            alex.type("/balance")
        } while ("1000 TTC" !in alex.hears("TTC (coming"))
        alex.hears("0 TTM (coming 0, leaving 0)")
        alex.hears("? BTC (no server for it)")
        alex.type("/address btc")
        alex.hears("name no server for this coin")
    }

    private fun pay(alex: Program, jimin: Program) {
        jimin.type("/wallet")
        jimin.answers("암호문:", PASS)
        for (place in 1..12) jimin.answers("$place. ", "")
        alex.hears("지민 can be paid.")
        alex.type("/pay 10 TTC for lunch")
        alex.hears("to  지민, TTC")
        alex.hears("amount  10 TTC")
        alex.hears("fee  0.1 TTC")
        alex.hears("change  989.9 TTC")
        alex.hears("you have never paid them before")
        alex.answers("Pass phrase to approve", "a wrong one")
        alex.hears("That is not the pass phrase")
        alex.answers("Pass phrase to approve", PASS)
        alex.hears("Signed, and on its way.")
        jimin.hears("Alex: ₮ 10 TTC — for lunch")
        alex.hears("✓✓ ₮ 10 TTC — for lunch")
        alex.hears("₮ -10 TTC: in a block")
        jimin.hears("₮ +10 TTC: 블록에 기록됨")
        jimin.type("/history")
        jimin.hears("₮ +10 TTC: 블록에 기록됨")
        alex.type("/pay 10 TTC again")
        alex.answers("Pass phrase to approve", "")
        alex.hears("Nothing was signed.")
        alex.type("/pay 5000 TTC")
        alex.hears("not enough")
    }

    /** What the one who was paid has on disk. */
    private fun rows(profile: String) = runBlocking {
        TongTong.open(File(profile).readText(), folder.resolve("jimin")).use { device ->
            device.unlock(PASS.toCharArray())
            val payment = device.payments().single()
            assertEquals(Direction.IN, payment.direction)
            assertEquals("10", payment.amount.text)
            assertTrue(payment.state is PaymentState.Confirmed)
            val message = device.messages(device.contacts().single().peer).single { it.content is MessageContent.Payment }
            assertEquals(Author.THEM, message.author)
            assertEquals("for lunch", (message.content as MessageContent.Payment).text)
            assertEquals(message.row, payment.message)
        }
    }

    private fun comeBack(profile: String) {
        Program.java("Alex", "en", MAIN, profile, "$folder/alex").use { alex ->
            alex.answers("Pass phrase:", PASS)
            alex.hears("Hello, Alex.")
            alex.hears("지민: 좋아요!")
            alex.type("/history")
            alex.hears("₮ -10 TTC: in a block")
        }
    }

    private companion object {
        const val MAIN = "io.tongtong.sample.MainKt"
        const val PASS = "wheel canyon ribbon orbit velvet summer"
    }
}
