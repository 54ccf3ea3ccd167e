package io.tongtong

import io.tongtong.core.Device
import io.tongtong.core.Event
import io.tongtong.core.Wanted
import io.tongtong.core.uniffiEnsureInitialized
import java.io.File
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.channels.trySendBlocking
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

/**
 * A device: the messenger and the wallet of one folder.
 *
 * Open one per folder and keep it as long as the app lives. Every call may be made from any thread, the main
 * thread too, and none of them blocks it but [close]. Work that was begun goes on to its end even if the coroutine
 * that waits for it is cancelled; in one that is cancelled already, nothing begins but [lock] and [shutdown]. Every
 * error is a [TongTongException]. Only a call that returns something to be closed holds a cancelled coroutine until it
 * is done, and closes that.
 *
 * Pass phrases and words come in as `CharArray`: the layer wipes every copy that it makes, and **the caller wipes
 * the array** (`pass.fill('\u0000')`) when the call returns.
 */
class TongTong private constructor(internal val core: Device) : AutoCloseable {
    private val ended = CompletableDeferred<Unit>()

    /**
     * What happens, from the moment of collecting on; the first is always `Event.ReadAnew`. Every collector hears
     * everything. One that is too slow is told by another `ReadAnew` that it missed some, and holds nobody up. It
     * ends when the device is shut down.
     */
    val events: Flow<Event> = callbackFlow {
        // It waits for room on a thread of the core that may: there the queue is bounded, and says what it lost.
        val ears = Ears { event -> trySendBlocking(event) }
        val subscription = answered { core.subscribe(ears) }
        launch {
            ended.await()
            this@callbackFlow.close()
        }
        awaitClose {
            subscription.cancel()
            subscription.close()
        }
    }

    /**
     * Locks the device and lets its folder go; afterwards every other call fails with the code `shut_down`. Doing
     * so twice is harmless. A device that is dropped without is shut down in the background, some time. It works in
     * a coroutine that is cancelled too.
     *
     * It waits until the folder is free, the second time too.
     *
     * @throws TongTongException.State `still_closing` where a key vault's prompt or another call holds it up for ten
     * seconds: it goes on closing, and calling again waits again
     */
    suspend fun shutdown() = withContext(NonCancellable) {
        try {
            answered { core.shutdown() }
        } finally {
            ended.complete(Unit)
        }
    }

    /**
     * [shutdown] for `use` and for threads without coroutines: it **blocks**, ten seconds at the most, and throws the
     * same `still_closing`.
     */
    override fun close() = runBlocking { shutdown() }

    /** Shuts down a device that nobody has. Where that takes long it goes on in the background. */
    private suspend fun letGo() {
        try {
            shutdown()
        } catch (_: TongTongException) {
            // Nobody is left to be told.
        } finally {
            core.close()
        }
    }

    // Set up, unlocked, signed up, locked.

    /** Whether this device has its keys, and so needs [unlock] instead of [setUp]. */
    suspend fun isSetUp(): Boolean = cross { core.isSetUp() }

    /**
     * Makes the keys of a new device under a pass phrase, and leaves it unlocked. `set_up_already`;
     * `pass_phrase_weak` where the key vault is no hardware.
     */
    suspend fun setUp(pass: CharArray) = passPhrase(pass).use { cross { core.setUp(it) } }

    /**
     * Opens the device: the messenger goes online, and whatever was owed goes on. Being offline is no error.
     * `pass_phrase_wrong` with the facts `failures` and `wait_seconds`; `pass_phrase_wait`; `old_copy`.
     */
    suspend fun unlock(pass: CharArray) = passPhrase(pass).use { cross { core.unlock(it) } }

    /**
     * Opens a device that answered `old_copy`, because the user says that a backup of the folder was put back.
     * Nothing that the copy does not know is used twice.
     */
    suspend fun unlockOldCopy(pass: CharArray) = passPhrase(pass).use { cross { core.unlockOldCopy(it) } }

    /** Wipes every key from memory and goes offline, until [unlock], in a coroutine that is cancelled too. */
    suspend fun lock() = withContext(NonCancellable) { answered { core.lock() } }

    /** Asks for a code to be sent to this number, written as people write it. */
    suspend fun requestCode(phone: String) = cross(phone) { core.requestCode(phone) }

    /**
     * Signs up: proves the number by its code, publishes the public card, and goes online. `sms_code_wrong` with
     * the fact `left`; `sms_code_expired`; `number_held`; `signed_up_already`.
     */
    suspend fun signUp(phone: String, code: String, name: String): PeerId =
        cross(phone, code, name) { core.signUp(phone, code, name) }

    /** Who I am, once signed up. */
    suspend fun own(): Own? = cross { core.own() }

    /** Allows or forbids direct paths, which show IP addresses to accepted contacts. Sessions begin anew. */
    suspend fun allowDirect(allowed: Boolean) = cross { core.allowDirect(allowed) }

    // People.

    /** Looks a number up in the phone directory. `number_not_found`; `that_is_you`. */
    suspend fun find(phone: String): Contact = cross(phone) { core.find(phone) }

    /** Takes a public card that came by another way, such as a QR code. */
    suspend fun meet(card: ByteArray): Contact = cross { core.meet(card) }

    /** Asks someone to be a contact. The request waits here until their device has it. */
    suspend fun ask(peer: PeerId, text: String = "") = cross(peer, text) { core.ask(peer, text) }

    /** Accepts someone who asked. */
    suspend fun accept(peer: PeerId) = cross(peer) { core.accept(peer) }

    /** States that the safety numbers were compared by voice and agree. */
    suspend fun verify(peer: PeerId) = cross(peer) { core.verify(peer) }

    /** The safety number of me and this person: the same 60 digits on both screens. */
    suspend fun safetyNumber(peer: PeerId): String = cross(peer) { core.safetyNumber(peer) }

    /** Everyone I know. */
    suspend fun contacts(): List<Contact> = cross { core.contacts() }

    /** One of them. `contact_unknown`. */
    suspend fun contact(peer: PeerId): Contact = cross(peer) { core.contact(peer) }

    /** Who is online just now. */
    suspend fun online(): List<Presence> = cross { core.online() }

    /** Seeks a live session with a contact even if nothing waits: their profile is on the screen. */
    suspend fun connect(peer: PeerId) = cross(peer) { core.connect(peer) }

    // Messages.

    /** Everyone I know with what was said last, the newest first. */
    suspend fun conversations(): List<Conversation> = cross { core.conversations() }

    /**
     * Says something to a contact. It is kept when this returns, and waits until it is delivered. `text_length`
     * with the fact `max`; `contact_not_accepted`.
     */
    suspend fun say(peer: PeerId, text: String): RowId = cross(peer, text) { core.say(peer, text) }

    /** I have seen everything up to this message; the other side is told. */
    suspend fun seen(peer: PeerId, row: RowId) = cross(peer, row) { core.seen(peer, row) }

    /** A page of a conversation, newest first: the newest, or what is older than [before]. */
    suspend fun messages(peer: PeerId, before: Message? = null, limit: Int = PAGE): List<Message> =
        cross(peer, before?.row) { core.messages(peer, before?.place, many(limit)) }

    /** The same below a [place][Message.place] that was kept, such as the key of a page. */
    suspend fun messages(peer: PeerId, before: Place, limit: Int = PAGE): List<Message> =
        cross(peer, before.row) { core.messages(peer, before, many(limit)) }

    /** One message, if it is there. */
    suspend fun message(row: RowId): Message? = cross(row) { core.message(row) }

    // The wallet.

    /**
     * Makes a wallet of 12 new words and gives them back, to be shown and written down. `wallet_exists`;
     * `pass_phrase_wrong`.
     */
    suspend fun newWallet(pass: CharArray, language: Language): WordReveal =
        passPhrase(pass).use { take(dropped = WordReveal::close) { WordReveal(core.newWallet(it, language)) } }

    /**
     * Brings a wallet back from its words, with spaces between them, in either language. The event
     * `WalletRestored` tells when its addresses are found. `word_unknown` with the fact `position`, from 1.
     */
    suspend fun restoreWallet(pass: CharArray, words: CharArray) = passPhrase(pass).use { passed ->
        recoveryWords(words).use { cross { core.restoreWallet(passed, it) } }
    }

    /** The wallet's words again. `wallet_missing`; `pass_phrase_wrong`. */
    suspend fun revealWords(pass: CharArray): WordReveal =
        passPhrase(pass).use { take(dropped = WordReveal::close) { WordReveal(core.revealWords(it)) } }

    /**
     * An address to be shown or copied, where [asset] can be paid to. Where the chain has fresh ones, it is fresh and
     * not given to anybody else. `asset_unknown`; `chain_not_configured`; `coin_not_opened`: offer
     * [renewPayAddresses], which opens it.
     */
    suspend fun receiveAddress(asset: String = "TTC"): String = cross(asset) { core.receiveAddress(asset) }

    /**
     * What is held, of each asset of the profile, in its order. A balance's state says whether its numbers say
     * anything. `wallet_missing`.
     */
    suspend fun wallet(): Wallet = cross { core.wallet() }

    /** Looks at the chain now instead of at the next turn. */
    suspend fun refresh() = cross { core.refresh() }

    /** A page of payments, newest first: the newest, or what is older than [before]. */
    suspend fun payments(before: Payment? = null, limit: Int = PAGE): List<Payment> =
        cross(before?.id) { core.payments(before?.place, many(limit)) }

    /** The same below a [place][Payment.place] that was kept, such as the key of a page. */
    suspend fun payments(before: PaymentPlace, limit: Int = PAGE): List<Payment> =
        cross(before.id) { core.payments(before, many(limit)) }

    /** One payment, if it is there. */
    suspend fun payment(id: PaymentId): Payment? = cross(id) { core.payment(id) }

    // Paying: a review is shown, and what was shown is approved.

    /**
     * Prices a payment to an address and shows what would be signed. Nothing is kept; the plan waits until it is
     * approved by its digest, runs out, or the device is locked. [memo] is public, on the chain for ever.
     *
     * The address decides the chain, and with it the asset that is sent; the review says which. The fee is in the
     * coin that it is paid in, which for some assets is another one.
     */
    suspend fun review(to: String, asset: String, amount: Wanted, memo: String? = null): Review =
        cross(to, asset, amount.text, memo) { core.review(to, asset, amount, memo) }

    /** The same for a contact, to an address that the contact has signed for us. [text] goes into the chat. */
    suspend fun reviewForContact(peer: PeerId, asset: String, amount: Wanted, text: String = ""): Review =
        cross(peer, asset, amount.text, text) { core.reviewForContact(peer, asset, amount, text) }

    /**
     * What to approve so that a payment which is in no block yet is not paid any more: its money moves to a fresh
     * address of ours. Whichever is in a block first makes the other fail.
     */
    suspend fun reviewCancel(payment: PaymentId): Review = cross(payment) { core.reviewCancel(payment) }

    /** What to approve so that money which came late to an old address moves to a fresh one, if there is any. */
    suspend fun reviewRescue(): Review? = cross { core.reviewRescue() }

    /**
     * Approves the plan whose review was shown, by its digest; signs it, keeps payment and message together, and
     * then sends it. Kind `REVIEW`: show a new review. `pass_phrase_wrong`: the plan still waits.
     */
    suspend fun approve(digest: PlanDigest, pass: CharArray): PaymentId =
        passPhrase(pass).use { cross(digest) { core.approve(digest, it) } }

    /** Whether a contact waits for pay addresses that only the pass phrase can sign: offer [renewPayAddresses]. */
    suspend fun owesPayAddresses(): Boolean = cross { core.owesPayAddresses() }

    /** Signs fresh pay addresses for contacts that run short of them, and opens coins that are not opened yet. */
    suspend fun renewPayAddresses(pass: CharArray) =
        passPhrase(pass).use { cross { core.renewPayAddresses(it) } }

    /** Opening, and what needs no device. */
    companion object {
        /** How many rows a page has if nothing is said. */
        const val PAGE: Int = 50

        /** The version of the library, as `major.minor.patch`. */
        val version: String
            get() = io.tongtong.core.version()

        /**
         * The words of a list, in its order: public data, for a keyboard that completes words.
         */
        fun wordList(language: Language): List<String> = io.tongtong.core.wordList(language)

        /**
         * Opens the device of a folder, locked. The folder is made if it is not there; it belongs to one device in
         * one process at a time, on storage that is not backed up or synchronised.
         *
         * [profile] is the network's JSON, as text. Without a [keyVault] a file in the folder holds the device's
         * keys: good for a computer and for tests; it is no hardware, so a strong pass phrase is demanded.
         *
         * @throws TongTongException.Input for a bad profile
         * @throws TongTongException.Storage if another process has the folder
         */
        suspend fun open(
            profile: String,
            folder: File,
            keyVault: KeyVault? = null,
            wakeUp: WakeUp? = null,
            logger: Logger? = null,
        ): TongTong {
            // The first call of a process loads the library from disk.
            withContext(Dispatchers.IO) { uniffiEnsureInitialized() }
            return take(profile, folder.absolutePath, dropped = { it.letGo() }) {
                val core = Device.open(
                    profile,
                    folder.absolutePath,
                    keyVault?.let(::VaultAdapter),
                    wakeUp?.let(::WakeUpAdapter),
                    logger?.let(::LoggerAdapter),
                )
                TongTong(core)
            }
        }

        private fun many(limit: Int): UInt = limit.coerceAtLeast(0).toUInt()
    }
}
