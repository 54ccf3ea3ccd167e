package io.tongtong

import io.tongtong.core.InternalException
import io.tongtong.core.Wanted
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.isActive
import kotlinx.coroutines.withContext
import java.nio.charset.CharacterCodingException
import io.tongtong.core.TongTongException as CoreException

/**
 * Makes a call over the border; its errors arrive as [TongTongException], without the generated one as a cause.
 * Everything else passes untouched, the end of a cancelled coroutine above all.
 */
internal inline fun <T> answered(call: () -> T): T =
    try {
        call()
    } catch (why: CoreException) {
        throw TongTongException.of(why)
    } catch (_: InternalException) {
        throw TongTongException.atTheBorder()
    } catch (_: CharacterCodingException) {
        throw TongTongException.malformed()
    }

/**
 * The same for a call that a coroutine waits for, with these texts. One that is cancelled already does not begin it:
 * the generated code would, and then throw the answer away.
 */
internal suspend inline fun <T> cross(vararg texts: String?, call: () -> T): T {
    currentCoroutineContext().ensureActive()
    demandText(texts)
    return answered(call)
}

/**
 * The same for a call that returns an object. The generated code would lose one that is there when its coroutine is
 * cancelled: so the call is waited for, and what nobody takes any more is [dropped].
 */
internal suspend inline fun <T> take(
    vararg texts: String?,
    dropped: (T) -> Unit,
    crossinline call: suspend () -> T,
): T {
    currentCoroutineContext().ensureActive()
    demandText(texts)
    val taken = withContext(NonCancellable) { answered { call() } }
    if (!currentCoroutineContext().isActive) {
        dropped(taken)
        currentCoroutineContext().ensureActive()
    }
    return taken
}

/** Refuses what is no text, before the border: in the middle of it, the generated code would lose what it holds. */
internal fun demandText(texts: Array<out CharSequence?>) {
    if (!texts.all { it == null || isText(it) }) throw TongTongException.malformed()
}

/** What of an amount is text. */
internal val Wanted.text: String?
    get() = (this as? Wanted.Exactly)?.amount

/** Whether every surrogate in it has its other half. */
internal fun isText(chars: CharSequence): Boolean {
    var place = 0
    while (place < chars.length) {
        val here = chars[place++]
        if (!here.isSurrogate()) continue
        if (place == chars.length || !Character.isSurrogatePair(here, chars[place])) return false
        place++
    }
    return true
}
