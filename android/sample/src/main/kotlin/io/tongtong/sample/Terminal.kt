package io.tongtong.sample

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.io.FileDescriptor
import java.io.FileOutputStream
import java.io.PrintStream

/** There is nothing more to read. */
class EndOfInput : Exception()

/** What is typed, and what is read. It says whole lines, so that an answer and an event do not mix. */
class Terminal {
    private val console = System.console()
    private val input = System.`in`.bufferedReader()
    private val output = PrintStream(FileOutputStream(FileDescriptor.out), true, Charsets.UTF_8)

    /** Says a line. */
    @Synchronized
    fun say(line: String) = output.println(line)

    /** Asks, if there is something to ask, and waits for a line. */
    suspend fun ask(question: String? = null): String {
        question?.let(::say)
        return withContext(Dispatchers.IO) {
            (if (console != null) console.readLine() else input.readLine())?.trim() ?: throw EndOfInput()
        }
    }

    /** Asks for a secret, which is not shown while it is typed and is never a `String`. Wipe it after use. */
    suspend fun askSecret(question: String): CharArray {
        say(question)
        return withContext(Dispatchers.IO) {
            (if (console != null) console.readPassword() else readSecret()) ?: throw EndOfInput()
        }
    }

    /** Shows a word until Enter is hit, and then takes it from the screen. */
    suspend fun showOnce(word: String) {
        ask(word)
        if (console != null) say("$UP$ERASE$UP$ERASE$UP")
    }

    /** A line of the input that is no terminal, in an array that grows and leaves no copy behind. */
    private fun readSecret(): CharArray? {
        var line = CharArray(16)
        var length = 0
        while (true) {
            val next = input.read()
            if (next == -1 && length == 0) return null
            if (next == -1 || next == '\n'.code) break
            if (length == line.size) line = line.copyOf(length * 2).also { line.wipe() }
            line[length++] = next.toChar()
        }
        return line.copyOf(length).also { line.wipe() }
    }

    private companion object {
        const val UP = "\u001b[1A"
        const val ERASE = "\u001b[2K\r"
    }
}

/** Overwrites a secret that is no longer needed. */
fun CharArray.wipe() = fill('\u0000')

/** Lends a secret, and wipes it when the call is over. */
inline fun <T> CharArray.wiped(use: (CharArray) -> T): T =
    try {
        use(this)
    } finally {
        wipe()
    }
