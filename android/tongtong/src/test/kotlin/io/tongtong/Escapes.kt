package io.tongtong

import com.sun.jna.Callback
import com.sun.jna.Native
import org.junit.jupiter.api.Assertions.assertEquals
import java.util.concurrent.ConcurrentLinkedQueue

/** Lets nothing that an app's code throws escape into JNA, which would print all of it on standard error. */
suspend fun <T> nothingEscapes(block: suspend () -> T): T {
    val escaped = ConcurrentLinkedQueue<Throwable>()
    val before = Native.getCallbackExceptionHandler()
    Native.setCallbackExceptionHandler(Callback.UncaughtExceptionHandler { _, thrown -> escaped += thrown })
    try {
        return block().also { assertEquals(emptyList<Throwable>(), escaped.toList()) }
    } finally {
        Native.setCallbackExceptionHandler(before)
    }
}
