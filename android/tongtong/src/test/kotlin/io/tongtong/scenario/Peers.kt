package io.tongtong.scenario

import com.google.gson.JsonArray
import com.google.gson.JsonObject
import io.tongtong.Lines
import io.tongtong.World
import io.tongtong.next
import org.junit.jupiter.api.Assumptions.assumeTrue
import java.io.File
import java.util.concurrent.LinkedBlockingQueue

/** Real nodes of other chains beside a devnet, and one profile that names all of them. */
class Peers private constructor(world: World, chains: JsonArray) : AutoCloseable {
    private val told = LinkedBlockingQueue<JsonObject>()
    private val file = File(world.folder, "world.json")
    private val nodes = Lines(
        "--devnet", world.profileFile, "--profile", "$file", *chains.map { it.asString }.toTypedArray(),
        variable = VARIABLE, hear = told::add,
    )
    val profile: String

    init {
        var line = hear()
        while (line["event"].asString == "ready") line = hear()
        if (line["peers"]?.asJsonArray?.size() != chains.size()) {
            close()
            error("not every node runs; scripts/peers installs them: $line")
        }
        profile = file.readText()
    }

    /** Lets the nodes do something: their answer. */
    fun obey(command: JsonObject): JsonObject {
        nodes.write("$command")
        return hear().also { if (it["event"].asString != "done") throw Differs("the peers: $it") }
    }

    private fun hear() = told.next("a word of the nodes")

    override fun close() = nodes.close()

    companion object {
        private const val VARIABLE = "TONGTONG_PEERS"

        /** The nodes that a scenario names. Without the program that starts them it is skipped, and in CI it fails. */
        fun beside(world: World, chains: JsonArray?): Peers? {
            if (chains == null) return null
            val how = "$VARIABLE names no program: scripts/peers builds it and prints its path"
            val named = System.getenv(VARIABLE) != null
            check(named || System.getenv("CI") != "true") { how }
            assumeTrue(named, how)
            return Peers(world, chains)
        }
    }
}
