package io.tongtong.sample

import io.tongtong.Author
import io.tongtong.ContactState
import io.tongtong.Message
import io.tongtong.PeerId
import io.tongtong.TongTong
import io.tongtong.TongTongException
import io.tongtong.core.Event
import io.tongtong.core.MessageContent
import io.tongtong.core.MessageState

/** Prints what happens. An event says which row changed; the row says what to show. */
class Watch(private val device: TongTong, private val terminal: Terminal, private val lines: Lines) {
    /** What was said last about a row, so that nothing is said twice. */
    private val said = mutableMapOf<String, String>()

    /** Runs until it is cancelled or the device is shut down. */
    suspend fun run() = device.events.collect { event ->
        try {
            hear(event)
        } catch (why: TongTongException) {
            terminal.say(why.text(lines.locale))
        }
    }

    private suspend fun hear(event: Event) {
        when (event) {
            is Event.ReadAnew -> readAnew()
            is Event.ContactChanged -> contact(event.peer)
            is Event.MessageChanged -> device.message(event.row)?.let { message(it) }
            is Event.PaymentChanged -> device.payment(event.payment)?.let { once(it.id, lines.payment(it)) }
            is Event.LateDeposit -> terminal.say(lines.lateDeposit)
            is Event.WalletRestored -> terminal.say(lines.walletReady)
            is Event.Online -> terminal.say(lines.online(nameOf(event.peer)))
            is Event.Offline -> terminal.say(lines.offline(nameOf(event.peer)))
            // The message and the payment have events of their own, and a balance is shown when it is asked for.
            is Event.PaymentAnnounced, is Event.BalanceChanged -> {}
        }
    }

    /** The beginning, and whenever events were lost. */
    private suspend fun readAnew() {
        for (contact in device.contacts()) {
            contact(contact.peer)
            device.messages(contact.peer, limit = 20).asReversed().forEach { message(it) }
        }
    }

    private suspend fun contact(peer: PeerId) {
        val contact = device.contact(peer)
        when {
            contact.state == ContactState.ASKING -> once(peer, lines.asks(contact))
            contact.state == ContactState.ACCEPTED && contact.payable -> once(peer, lines.payable(contact))
            contact.state == ContactState.ACCEPTED -> once(peer, lines.friends(contact))
        }
        contact.alerts.forEach { once("$peer $it", lines.alert(contact, it)) }
        if (device.owesPayAddresses()) once("renew", lines.renew)
    }

    private suspend fun message(message: Message) {
        val text = when (val content = message.content) {
            is MessageContent.Text -> content.text
            is MessageContent.Request -> content.text
            is MessageContent.Payment -> lines.paid(content)
            is MessageContent.Unknown -> lines.newer
            is MessageContent.Accepted, is MessageContent.Silent -> return
        }
        if (message.author == Author.ME) {
            once(message.row, "${mark(message.state)} $text")
        } else {
            once(message.row, "${nameOf(message.peer)}: $text")
            if (message.state is MessageState.Received) device.seen(message.peer, message.row)
        }
    }

    private fun mark(state: MessageState): String = when (state) {
        is MessageState.Waiting -> "  …"
        is MessageState.Delivered -> "  ✓"
        is MessageState.Read -> "  ✓✓"
        is MessageState.Received, is MessageState.Seen, is MessageState.Conflicting -> ""
    }

    private suspend fun nameOf(peer: PeerId): String = lines.name(device.contact(peer))

    private fun once(about: String, line: String) {
        if (said.put(about, line) != line) terminal.say(line)
    }
}
