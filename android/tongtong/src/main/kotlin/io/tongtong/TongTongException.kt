package io.tongtong

import io.tongtong.core.ErrorKind.CONTACT
import io.tongtong.core.ErrorKind.INPUT
import io.tongtong.core.ErrorKind.INTERNAL
import io.tongtong.core.ErrorKind.KEY_VAULT
import io.tongtong.core.ErrorKind.LOCKED
import io.tongtong.core.ErrorKind.NOT_ENOUGH
import io.tongtong.core.ErrorKind.OFFLINE
import io.tongtong.core.ErrorKind.PASS_PHRASE
import io.tongtong.core.ErrorKind.PAYMENT
import io.tongtong.core.ErrorKind.REVIEW
import io.tongtong.core.ErrorKind.SERVER
import io.tongtong.core.ErrorKind.SIGN_UP
import io.tongtong.core.ErrorKind.STATE
import io.tongtong.core.ErrorKind.STORAGE
import io.tongtong.core.ErrorKind.WAIT
import io.tongtong.core.ErrorKind.WORDS
import java.util.Locale
import io.tongtong.core.TongTongException as CoreException

/**
 * Why a call did not do as asked. Nothing is half done.
 *
 * There is a subclass for each thing that an app can do about it: match them with `when`. It holds no secret, no
 * address, no number and no text of the user: it is safe to log.
 *
 * @property kind what to do about it
 * @property code which situation it is, stable for ever
 * @property retryable whether the same call may succeed later without the user changing anything
 * @property facts what belongs to it, by name
 */
sealed class TongTongException private constructor(
    val kind: ErrorKind,
    val code: String,
    val retryable: Boolean,
    val facts: Map<String, String>,
) : Exception(code) {
    private constructor(why: CoreException.Failed) : this(why.kind, why.code, why.retryable, why.facts)

    /** The device is locked: ask for the pass phrase and unlock. */
    class Locked internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** The call does not fit where the device stands: not set up, signed up already, no wallet, shut down. */
    class State internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** The pass phrase is wrong, too weak, or not one. */
    class PassPhrase internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** The words are not a valid phrase. */
    class Words internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** A text or number that was passed in is malformed or too long. */
    class Input internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** Too many tries: wait as long as the fact `wait_seconds` says. */
    class Wait internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** The code from the SMS, or the number, was not taken. */
    class SignUp internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** The person is unknown, has not accepted, or cannot be paid now. */
    class Contact internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** The payment is refused: show why and let the user change it. */
    class Payment internal constructor(why: CoreException.Failed) : TongTongException(why)

    /**
     * There is too little money: the facts `missing` and `coming` are in the smallest unit. `not_enough_for_fee`:
     * the amount is there, and what is missing is of the fact `asset`, in which the fee is paid.
     */
    class NotEnough internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** What was approved is no longer what would be signed: show a new review. */
    class Review internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** Nobody answers: try again later. */
    class Offline internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** A server answered what it should not. */
    class Server internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** The data on this device: held by another process, full, damaged, or an old copy. */
    class Storage internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** The device's safe refused or failed. */
    class KeyVault internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** A fault of this library: please report the code. */
    class Internal internal constructor(why: CoreException.Failed) : TongTongException(why)

    /** Words for people, with the facts filled in: Korean for Korean, English for every other language. */
    fun text(locale: Locale = Locale.getDefault()): String = filled(this, locale)

    internal companion object {
        /** The subclass for an error of the border. A kind that is new there breaks the build here. */
        fun of(why: CoreException): TongTongException = when (why) {
            is CoreException.Failed -> when (why.kind) {
                LOCKED -> Locked(why)
                STATE -> State(why)
                PASS_PHRASE -> PassPhrase(why)
                WORDS -> Words(why)
                INPUT -> Input(why)
                WAIT -> Wait(why)
                SIGN_UP -> SignUp(why)
                CONTACT -> Contact(why)
                PAYMENT -> Payment(why)
                NOT_ENOUGH -> NotEnough(why)
                REVIEW -> Review(why)
                OFFLINE -> Offline(why)
                SERVER -> Server(why)
                STORAGE -> Storage(why)
                KEY_VAULT -> KeyVault(why)
                INTERNAL -> Internal(why)
            }
        }

        /** For what the generated code throws of its own accord: its text stays behind. */
        fun atTheBorder(): TongTongException =
            of(CoreException.Failed(INTERNAL, "internal", false, mapOf("place" to "border")))

        /** For a text that is none, such as half of an emoji. */
        fun malformed(): TongTongException = of(CoreException.Failed(INPUT, "not_utf8", false, emptyMap()))
    }
}
