package io.tongtong

import io.tongtong.core.Event
import io.tongtong.core.MessageContent
import io.tongtong.core.MessageState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import java.io.File
import kotlin.time.Duration.Companion.seconds

/** A pass phrase that a software safe takes, in an array of its own. */
fun pass(): CharArray = "wheel canyon ribbon orbit velvet summer".toCharArray()

/** A device of these tests, what it hears, and who it is. */
class Person private constructor(val device: TongTong, val folder: File) : AutoCloseable {
    private val scope = CoroutineScope(Dispatchers.IO + Job())
    private val heard = Channel<Event>(Channel.UNLIMITED)
    lateinit var peer: PeerId

    init {
        scope.launch {
            device.events.collect(heard::send)
            heard.close()
        }
    }

    /** Drops what was heard until this. */
    suspend inline fun <reified T : Event> hears(crossinline it: (T) -> Boolean = { true }): T {
        while (true) {
            val event = next()
            if (event is T && it(event)) return event
        }
    }

    suspend fun next(): Event = withTimeout(PATIENCE_SECONDS.seconds) { heard.receive() }

    /** Everything that is said between us, oldest first. */
    suspend fun texts(with: PeerId): List<String> =
        device.messages(with).reversed().mapNotNull { (it.content as? MessageContent.Text)?.text }

    suspend fun allDelivered(with: PeerId): Boolean =
        device.messages(with).filter { it.author == Author.ME }
            .all { it.state is MessageState.Delivered || it.state is MessageState.Read }

    suspend fun befriend(other: Person, phone: String) {
        peerFound(device.find(phone).peer == other.peer)
        device.ask(other.peer, "hi")
        waitFor("the request is there") {
            other.device.contacts().any { it.peer == peer && it.state == ContactState.ASKING }
        }
        other.device.accept(peer)
        waitFor("they are contacts") { device.contact(other.peer).state == ContactState.ACCEPTED }
    }

    private fun peerFound(right: Boolean) = check(right) { "somebody else was found" }

    /** A wallet with money. */
    suspend fun fund(world: World, amount: String) {
        device.newWallet(pass(), Language.ENGLISH).close()
        world.faucet(device.receiveAddress(), amount)
        device.refresh()
        waitFor("the money is seen") { device.wallet().balances.any { it.confirmed.text == amount } }
    }

    override fun close() {
        device.close()
        scope.cancel()
    }

    companion object {
        suspend fun open(world: World, name: String, keyVault: KeyVault? = null, logger: Logger? = null): Person =
            open(world.profile, File(world.folder, name), keyVault, logger)

        suspend fun open(profile: String, folder: File, keyVault: KeyVault? = null, logger: Logger? = null): Person =
            Person(TongTong.open(profile, folder, keyVault, logger = logger), folder)

        suspend fun signUp(
            world: World,
            name: String,
            phone: String,
            keyVault: KeyVault? = null,
            logger: Logger? = null,
        ): Person {
            val person = open(world, name, keyVault, logger)
            person.device.setUp(pass())
            person.device.requestCode(phone)
            person.peer = person.device.signUp(phone, world.code(phone), name)
            return person
        }
    }
}
