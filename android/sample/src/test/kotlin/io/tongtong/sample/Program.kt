package io.tongtong.sample

import java.io.File
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import java.util.concurrent.locks.ReentrantLock
import kotlin.concurrent.withLock

/** A process that is typed to and read from. */
class Program(private val name: String, vararg command: String) : AutoCloseable {
    private val process = ProcessBuilder(*command).redirectErrorStream(true).start()
    private val lock = ReentrantLock()
    private val more = lock.newCondition()
    private val heard = mutableListOf<String>()
    private val taken = mutableSetOf<Int>()

    init {
        Thread {
            process.inputStream.bufferedReader().forEachLine(::hear)
        }.apply {
            isDaemon = true
            start()
        }
    }

    private fun hear(line: String) = lock.withLock {
        heard += line
        more.signalAll()
    }

    /** Everything that it has said. */
    fun all(): List<String> = lock.withLock { heard.toList() }

    /** Types a line. */
    fun type(line: String) {
        process.outputStream.write("$line\n".toByteArray())
        process.outputStream.flush()
    }

    /** The first line with this text that was not looked at, as soon as it is there. */
    fun hears(text: String): String = lock.withLock {
        var left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)
        var at = -1
        while (at < 0 && left > 0) {
            at = heard.indices.firstOrNull { it !in taken && text in heard[it] } ?: -1
            if (at < 0) left = more.awaitNanos(left)
        }
        if (at < 0) throw TimeoutException("$name never said: $text\n${heard.joinToString("\n")}")
        taken += at
        heard[at]
    }

    /** Answers a question. */
    fun answers(question: String, answer: String) {
        hears(question)
        type(answer)
    }

    /** Its exit code, when it has ended. */
    fun ended(): Int {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) throw TimeoutException("$name goes on\n${all()}")
        return process.exitValue()
    }

    /** Ends it by ending its input, or else by force. */
    override fun close() {
        process.outputStream.close()
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly()
    }

    companion object {
        private const val PATIENCE_SECONDS = 60L

        /** The devnet of a folder. */
        fun devnet(folder: File): Program {
            val binary = checkNotNull(System.getenv("TONGTONG_BIN")) { "TONGTONG_BIN names no binary; scripts/kotlin does" }
            return Program("the devnet", binary, "devnet", "--dir", "$folder", "--json", "--attached")
        }

        /** The main class of a program that was built with these tests. */
        fun java(name: String, language: String, main: String, vararg arguments: String): Program {
            val java = File(System.getProperty("java.home"), "bin/java").path
            val library = "-Djna.library.path=${System.getProperty("jna.library.path")}"
            return Program(
                name, java, "-Duser.language=$language", library, "-Djna.nosys=true", "-cp", System.getProperty("java.class.path"), main,
                *arguments,
            )
        }
    }
}

/** What stands behind a name in a line of JSON. */
fun String.field(name: String): String =
    checkNotNull(Regex("\"$name\":\"([^\"]*)\"").find(this)) { "no $name in $this" }.groupValues[1]
