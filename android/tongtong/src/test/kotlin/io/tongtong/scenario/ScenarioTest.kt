package io.tongtong.scenario

import com.google.gson.JsonElement
import com.google.gson.JsonObject
import com.google.gson.JsonParser
import io.tongtong.PATIENCE_SECONDS
import io.tongtong.TongTong
import io.tongtong.TongTongException
import io.tongtong.World
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.parallel.Execution
import org.junit.jupiter.api.parallel.ExecutionMode
import java.io.File
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.TimeSource

/** Runs every file of `tests/scenarios`, word for word. */
class ScenarioTest {
    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    fun `a scenario comes out as it is written`(): List<DynamicTest> {
        val files = FOLDER.listFiles { file -> file.extension == "json" }.orEmpty().sorted()
        assertTrue(files.isNotEmpty(), "there are scenarios in $FOLDER")
        return files.map { file ->
            DynamicTest.dynamicTest(file.name) {
                val chains = JsonParser.parseString(file.readText()).asJsonObject["peers"]?.asJsonArray
                World().use { world ->
                    Peers.beside(world, chains).use { peers ->
                        Scenario(world, peers).use { runBlocking { it.run(file) } }
                    }
                }
            }
        }
    }
}

private val FOLDER = File(System.getenv("TONGTONG_SCENARIOS") ?: error("TONGTONG_SCENARIOS names no folder"))

/** A device of a scenario and what it has heard. */
private class Opened(val device: TongTong, val folder: File) {
    val heard = ConcurrentLinkedQueue<JsonObject>()
}

/** One run of a file. */
private class Scenario(private val world: World, private val peers: Peers?) : AutoCloseable {
    private val names = Names()
    private val devices = mutableMapOf<String, Opened>()
    private val every = mutableListOf<TongTong>()
    private val listening = CoroutineScope(Dispatchers.IO)

    suspend fun run(file: File) {
        val steps = JsonParser.parseString(file.readText()).asJsonObject["steps"].asJsonArray
        steps.map { it.asJsonObject }.forEachIndexed { place, step ->
            try {
                step(step)
            } catch (why: Exception) {
                val note = step["note"]?.let { " (${it.asString})" }.orEmpty()
                throw AssertionError("${file.name}, step ${place + 1}: ${why.message}$note\n  $step", why)
            }
        }
    }

    private suspend fun step(step: JsonObject) {
        val words = step.keySet().intersect(setOf("call", "open", "event", "world", "include"))
        when (words.singleOrNull() ?: throw Differs("a step is one of five, not $words")) {
            "include" -> run(FOLDER.resolve(step["include"].asString))
            "event" -> event(step)
            "open" -> outcome(step) { open(step["open"].asString, it) }
            "world" -> outcome(step) { world(step["world"].asString, it) }
            "call" -> outcome(step) { with ->
                val method = step["call"].asString
                step["on"]?.let { on(it.asString).device.call(method, with) ?: Unit } ?: callFree(method, with)
            }
        }
    }

    /** Does it, and looks at what comes of it. */
    private suspend fun outcome(step: JsonObject, act: suspend (Arguments) -> Any?) {
        val with = names.resolve(step["with"] ?: JsonObject()).asJsonObject
        val again = step["until"]
        step["fails"]?.asJsonObject?.let { fails ->
            if (!fails.has("kind") || !fails.has("code")) throw Differs("an error is named by kind and code")
            val returned = try {
                attempt(with, act)
            } catch (error: TongTongException) {
                return names.compare(fails, json(error))
            }
            throw Differs("it did not fail, it returned ${json(returned)}")
        }
        if (again != null) return until { names.compare(again, json(attempt(with, act))) }
        val returned = json(attempt(with, act))
        step["returns"]?.let { names.compare(it, returned) }
    }

    private suspend fun attempt(with: JsonObject, act: suspend (Arguments) -> Any?): Any? {
        val arguments = Arguments(with)
        return try {
            act(arguments)
        } finally {
            arguments.allTaken()
        }
    }

    /** Repeats what differs, for a minute. */
    private suspend fun until(matches: suspend () -> Unit) {
        val start = TimeSource.Monotonic.markNow()
        while (true) {
            try {
                return matches()
            } catch (why: Differs) {
                if (start.elapsedNow().inWholeSeconds >= PATIENCE_SECONDS) throw why
                delay(50.milliseconds)
            }
        }
    }

    private fun on(name: String) = devices[name] ?: throw Differs("no device $name is open")

    private suspend fun open(name: String, with: Arguments) {
        val folder = world.folder.resolve(with.maybe("folder") ?: name)
        val opened = Opened(TongTong.open(with.maybe("profile") ?: peers?.profile ?: world.profile, folder), folder)
        every += opened.device
        listening.launch { opened.device.events.collect { opened.heard += json(it).asJsonObject } }
        until { if (opened.heard.isEmpty()) throw Differs("the listener hears nothing") }
        devices[name] = opened
    }

    /** Takes the oldest event of this kind that matches. */
    private suspend fun event(step: JsonObject) {
        val (kind, heard) = step["event"].asString to on(step["on"].asString).heard
        val fields: JsonElement = step["fields"] ?: JsonObject()
        until {
            val found = heard.firstOrNull { it["type"].asString == kind && fits(fields, it) }
            heard.remove(found ?: throw Differs("no event $kind with $fields among $heard"))
        }
    }

    private fun fits(fields: JsonElement, event: JsonObject) =
        try {
            names.compare(fields, event)
            true
        } catch (_: Differs) {
            false
        }

    private fun world(action: String, with: Arguments): Any? {
        fun store() = on(with.text("device")).folder.resolve("store")
        fun beside(store: File) = store.resolveSibling("store-beside")
        when (action) {
            "sms_code" -> return world.code(with.text("phone"))
            "node" -> return world.node(with.text("method"), with.list("params"))
            "peers" -> {
                val nodes = peers ?: throw Differs("the file names no peers")
                return nodes.obey(with.record("command") ?: throw Differs("the argument command is missing"))
            }
            "back_up" -> store().let { it.copyRecursively(beside(it), overwrite = true) }
            "put_back" -> store().let {
                it.deleteRecursively()
                beside(it).copyRecursively(it)
            }
            else -> throw Differs("the world does not know $action")
        }
        return null
    }

    override fun close() {
        every.forEach(TongTong::close)
    }
}
