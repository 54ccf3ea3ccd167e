package io.tongtong

import io.tongtong.core.PassPhrase
import io.tongtong.core.RecoveryWords
import io.tongtong.core.Reveal
import java.nio.ByteBuffer
import java.nio.CharBuffer
import java.nio.charset.CodingErrorAction

/**
 * A wallet's words, to be shown to the user: the only way by which a secret leaves the library.
 *
 * Show them one by one, keep no copy, and close it as soon as the screen goes: closing wipes them.
 */
class WordReveal internal constructor(private val core: Reveal) : AutoCloseable {
    /** How many words there are; 0 once it is closed. */
    val count: Int
        get() = core.count().toInt()

    /**
     * One of them, from 0.
     *
     * @throws TongTongException.State `secret_used` once it is closed
     * @throws TongTongException.Input `word_place` if there are fewer
     */
    fun word(place: Int): String = answered { core.word(place.toUInt()) }

    /** Wipes the words. */
    override fun close() = core.wipe()
}

/** Hands a pass phrase over; Rust owns and wipes what it gets, and the caller wipes the array. */
internal fun passPhrase(chars: CharArray): PassPhrase =
    answered { lent(chars, PassPhrase.Companion::fromUtf8) }

/** Hands a wallet's words over; Rust owns and wipes what it gets, and the caller wipes the array. */
internal fun recoveryWords(chars: CharArray): RecoveryWords =
    answered { lent(chars, RecoveryWords.Companion::fromUtf8) }

/** Lends text as UTF-8 in memory outside of the heap, where nothing moves or copies it, and wipes that. */
private inline fun <T> lent(chars: CharArray, use: (ByteBuffer) -> T): T {
    val encoder = Charsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT)
    val bytes = ByteBuffer.allocateDirect(chars.size * MOST_UTF8_BYTES_OF_A_CHAR + 1)
    try {
        val coded = encoder.encode(CharBuffer.wrap(chars), bytes, true)
        // Half of a pair is no text. A byte that UTF-8 never has lets Rust say so in its own way.
        if (coded.isError) bytes.put(NEVER_UTF8)
        bytes.flip()
        return use(bytes)
    } finally {
        wipe(bytes)
    }
}

/** Lends bytes in memory outside of the heap, and wipes that. */
internal inline fun <T> lent(secret: ByteArray, use: (ByteBuffer) -> T): T {
    val bytes = ByteBuffer.allocateDirect(secret.size)
    try {
        bytes.put(secret).flip()
        return use(bytes)
    } finally {
        wipe(bytes)
    }
}

internal fun wipe(bytes: ByteBuffer) {
    bytes.clear()
    while (bytes.hasRemaining()) bytes.put(0)
}

private const val MOST_UTF8_BYTES_OF_A_CHAR = 3
private const val NEVER_UTF8: Byte = -1
