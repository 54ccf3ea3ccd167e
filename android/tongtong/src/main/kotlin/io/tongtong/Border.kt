package io.tongtong

import io.tongtong.core.InternalException
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.isActive
import kotlinx.coroutines.withContext
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
    }

/**
 * The same for a call that a coroutine waits for. One that is cancelled already does not begin it: the generated
 * code would, and then throw the answer away.
 */
internal suspend inline fun <T> cross(call: () -> T): T {
    currentCoroutineContext().ensureActive()
    return answered(call)
}

/**
 * The same for a call that returns an object. The generated code would lose one that is there when its coroutine is
 * cancelled: so the call is waited for, and what nobody takes any more is [dropped].
 */
internal suspend inline fun <T> take(dropped: (T) -> Unit, crossinline call: suspend () -> T): T {
    currentCoroutineContext().ensureActive()
    val taken = withContext(NonCancellable) { answered { call() } }
    if (!currentCoroutineContext().isActive) {
        dropped(taken)
        currentCoroutineContext().ensureActive()
    }
    return taken
}
