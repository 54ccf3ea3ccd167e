package io.tongtong

import io.tongtong.core.CallbackException
import io.tongtong.core.Event
import io.tongtong.core.EventListener
import io.tongtong.core.ForeignLogger
import io.tongtong.core.ForeignWakeUp
import io.tongtong.core.WakeUpFailure

/**
 * The app's push service: asks it to wake a contact's device. It never carries a message.
 *
 * Called on threads that may block. It answers by [WakeUpFailure]; anything else that it throws counts as
 * [WakeUpFailure.Offline].
 */
fun interface WakeUp {
    /** Wakes whoever gave us this capability. Waking twice is harmless. */
    fun wake(capability: ByteArray)
}

/** The app's log. Called from one thread that may block; a line that cannot be taken is lost. */
fun interface Logger {
    /** Takes a line. Whatever is thrown is dropped. */
    fun log(line: LogLine)
}

/** An app's push service as the border takes it. */
internal class WakeUpAdapter(private val service: WakeUp) : ForeignWakeUp {
    override fun wake(capability: ByteArray) {
        try {
            service.wake(capability)
        } catch (said: WakeUpFailure) {
            throw said
        } catch (_: Throwable) {
            throw WakeUpFailure.Offline()
        }
    }
}

/** An app's log as the border takes it. */
internal class LoggerAdapter(private val logger: Logger) : ForeignLogger {
    override fun log(line: LogLine) = heard { logger.log(line) }
}

/** A listener as the border takes it. */
internal class Ears(private val hear: (Event) -> Unit) : EventListener {
    override fun onEvent(event: Event) = heard { hear(event) }
}

/** Drops what is thrown: it may hold anything, and errors of the machine would end on standard error. */
private inline fun heard(call: () -> Unit) {
    try {
        call()
    } catch (_: Throwable) {
        throw CallbackException.Failed()
    }
}
