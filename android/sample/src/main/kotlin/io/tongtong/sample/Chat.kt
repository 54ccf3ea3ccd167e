package io.tongtong.sample

import io.tongtong.Contact
import io.tongtong.ContactState
import io.tongtong.Language
import io.tongtong.PeerId
import io.tongtong.TongTong
import io.tongtong.TongTongException
import io.tongtong.core.Wanted

/** Does what is typed, until `/quit`. */
class Chat(private val device: TongTong, private val terminal: Terminal, private val lines: Lines) {
    /** Whom plain lines and payments go to. */
    private var partner: PeerId? = null

    /** Runs until `/quit`, or until there is nothing more to read. */
    suspend fun run() {
        partner = device.conversations().firstOrNull()?.contact?.peer
        terminal.say(lines.help)
        while (true) {
            val line = terminal.ask()
            if (line == "/quit") return
            try {
                act(line)
            } catch (why: TongTongException) {
                terminal.say(why.text(lines.locale))
            }
        }
    }

    private suspend fun act(line: String) {
        val rest = line.substringAfter(' ', "").trim()
        when (line.substringBefore(' ')) {
            "" -> {}
            "/add" -> add(rest)
            "/accept" -> accept()
            "/contacts" -> contacts().forEachIndexed { at, contact -> terminal.say(lines.contact(at + 1, contact)) }
            "/to" -> turnTo(rest)
            "/wallet" -> newWallet()
            "/address" -> terminal.say(lines.address(device.receiveAddress(rest.uppercase().ifEmpty { "TTC" })))
            "/balance" -> balance()
            "/history" -> device.payments().asReversed().forEach { terminal.say(lines.payment(it)) }
            "/pay" -> pay(rest)
            "/renew" -> terminal.askSecret(lines.askPassPhrase).wiped { device.renewPayAddresses(it) }
            else -> if (line.startsWith("/")) terminal.say(lines.help) else say(line)
        }
    }

    private suspend fun say(text: String) = withPartner { device.say(it.peer, text) }

    // People.

    private suspend fun add(phone: String) {
        val found = device.find(phone)
        device.ask(found.peer, lines.greeting)
        partner = found.peer
        terminal.say(lines.asked)
    }

    private suspend fun accept() {
        val asking = contacts().filter { it.state == ContactState.ASKING }
        for (contact in asking) {
            device.accept(contact.peer)
            partner = contact.peer
        }
        if (asking.isEmpty()) terminal.say(lines.nobodyAsks)
    }

    private suspend fun turnTo(number: String) {
        val contact = number.toIntOrNull()?.let { contacts().getOrNull(it - 1) }
        if (contact == null) return terminal.say(lines.noSuchContact)
        partner = contact.peer
        terminal.say(lines.talkingTo(contact))
    }

    private suspend fun contacts(): List<Contact> = device.contacts().sortedBy { it.since }

    private suspend fun withPartner(use: suspend (Contact) -> Unit) =
        partner?.let { use(device.contact(it)) } ?: terminal.say(lines.nobody)

    // Money.

    private suspend fun newWallet() {
        val language = if (lines.korean) Language.KOREAN else Language.ENGLISH
        terminal.askSecret(lines.askPassPhrase).wiped { device.newWallet(it, language) }.use { words ->
            terminal.say(lines.wordsFollow(words.count))
            for (place in 0 until words.count) terminal.showOnce("${place + 1}. ${words.word(place)}")
        }
        terminal.say(lines.walletReady)
    }

    private suspend fun balance() {
        device.refresh()
        device.wallet().balances.forEach { terminal.say(lines.balance(it)) }
    }

    /** `/pay 10 TTC lunch`: shows what would be signed, and signs it for a pass phrase. */
    private suspend fun pay(rest: String) = withPartner { contact ->
        val (amount, asset, note) = (rest.split(' ', limit = 3) + listOf("", "")).take(3)
        if (asset.isEmpty()) return@withPartner terminal.say(lines.payUsage)
        val review = device.reviewForContact(contact.peer, asset.uppercase(), Wanted.Exactly(amount), note)
        lines.review(review, contact).forEach(terminal::say)
        approve(review.digest)
    }

    /** Approves what was shown. A wrong pass phrase leaves the plan waiting, so it is asked for again. */
    private suspend fun approve(digest: String) {
        while (true) {
            val pass = terminal.askSecret(lines.askApproval)
            if (pass.isEmpty()) return terminal.say(lines.notPaid)
            try {
                pass.wiped { device.approve(digest, it) }
                return terminal.say(lines.approved)
            } catch (why: TongTongException.PassPhrase) {
                terminal.say(why.text(lines.locale))
            }
        }
    }
}
