package io.tongtong

import com.google.gson.JsonArray
import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import kotlinx.coroutines.delay
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Files
import java.util.concurrent.BlockingQueue
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.TimeSource

/** How long anything may take before a test gives up. */
const val PATIENCE_SECONDS = 60L

/** Waits until something holds, and names it if it never does. */
suspend fun waitFor(what: String, holds: suspend () -> Boolean) {
    val start = TimeSource.Monotonic.markNow()
    while (!holds()) {
        if (start.elapsedNow().inWholeSeconds >= PATIENCE_SECONDS) throw TimeoutException("waited in vain: $what")
        delay(50.milliseconds)
    }
}

/** A process, of the program that [variable] names: it reads lines, answers with JSON lines, ends with its input. */
class Lines(
    vararg arguments: String,
    variable: String = "TONGTONG_BIN",
    private val hear: (JsonObject) -> Unit,
) : AutoCloseable {
    private val binary = System.getenv(variable) ?: error("$variable names no program: run scripts/kotlin")
    private val process = ProcessBuilder(binary, *arguments).redirectError(ProcessBuilder.Redirect.DISCARD).start()
    private val reader = Thread {
        process.inputStream.bufferedReader().forEachLine { hear(JsonParser.parseString(it).asJsonObject) }
    }.apply {
        isDaemon = true
        start()
    }

    @Synchronized
    fun write(line: String) {
        process.outputStream.write("$line\n".toByteArray())
        process.outputStream.flush()
    }

    override fun close() {
        process.outputStream.close()
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly()
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))
    }
}

/** Takes the next one, or gives up. */
fun <T : Any> BlockingQueue<T>.next(what: String): T =
    poll(PATIENCE_SECONDS, TimeUnit.SECONDS) ?: throw TimeoutException("waited in vain: $what")

/** A devnet of its own in a process of its own: node, relay and directory on loopback, and a folder for devices. */
class World : AutoCloseable {
    val folder: File = Files.createTempDirectory("tongtong").toFile()
    private val ready = LinkedBlockingQueue<JsonObject>()
    private val minted = LinkedBlockingQueue<JsonObject>()
    private val codes = ConcurrentHashMap<String, LinkedBlockingQueue<String>>()
    private val devnet = Lines("--json", "devnet", "--dir", "$folder/devnet", "--attached", hear = ::hear)
    private val told = ready.next("the devnet is ready")
    val profileFile: String = told["profile"].asString

    /** The network's profile, as text. */
    val profile: String = File(profileFile).readText()

    private fun hear(told: JsonObject) {
        when (told["event"].asString) {
            "ready" -> ready.add(told)
            "sms" -> sentTo(told["phone"].asString).add(told["code"].asString)
            else -> minted.add(told)
        }
    }

    private fun sentTo(phone: String) = codes.computeIfAbsent(phone) { LinkedBlockingQueue() }

    /** The next code that the directory sent to this phone, named in its international form. */
    fun code(phone: String): String = sentTo(phone).next("an SMS")

    /** Coins out of nowhere. */
    @Synchronized
    fun faucet(address: String, amount: String) {
        devnet.write("faucet $address $amount")
        check(minted.next("coins")["event"].asString == "minted") { "the faucet refused" }
    }

    /** Asks the node, by a call of the tests' own. */
    fun node(method: String, params: JsonArray): JsonElement {
        val call = JsonObject().apply {
            addProperty("jsonrpc", "2.0")
            addProperty("id", 1)
            addProperty("method", method)
            add("params", params)
        }
        val request = HttpRequest.newBuilder(URI(told["node"].asString))
            .POST(HttpRequest.BodyPublishers.ofString("$call")).build()
        val answer = JsonParser.parseString(HTTP.send(request, BodyHandlers.ofString()).body()).asJsonObject
        check(!answer.has("error")) { "$method: $answer" }
        return answer["result"]
    }

    override fun close() {
        devnet.close()
        folder.deleteRecursively()
    }

    private companion object {
        val HTTP: HttpClient = HttpClient.newHttpClient()
    }
}

/** A device of the command line in a process of its own. */
class Agent(world: World, name: String) : AutoCloseable {
    private val answers = ConcurrentHashMap<Int, LinkedBlockingQueue<JsonObject>>()
    private var asked = 0
    private val lines = Lines(
        "--home", "${world.folder}/$name", "--profile", world.profileFile, "--lang", "en", "--json", "agent",
    ) { line -> if (line.has("id")) answers.getValue(line["id"].asInt).add(line) }

    /** Does one operation. */
    fun ask(op: String, vararg args: Pair<String, String>): JsonElement {
        val id = ++asked
        val answer = LinkedBlockingQueue<JsonObject>()
        answers[id] = answer
        val line = JsonObject().apply {
            addProperty("id", id)
            addProperty("op", op)
            add("args", JsonObject().apply { args.forEach { (name, value) -> addProperty(name, value) } })
        }
        lines.write("$line")
        val told = answer.next("an answer to $op")
        return told["done"] ?: error("$op: ${told["error"]}")
    }

    override fun close() = lines.close()
}
