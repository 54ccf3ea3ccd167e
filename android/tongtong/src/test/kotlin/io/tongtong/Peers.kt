package io.tongtong

import com.google.gson.JsonArray
import com.google.gson.JsonObject
import com.google.gson.JsonPrimitive
import org.junit.jupiter.api.Assumptions.assumeTrue
import java.io.File
import java.math.BigInteger
import java.util.concurrent.LinkedBlockingQueue

/** A coin of another chain: the node that carries it, and what its fee is paid in. */
enum class Coin(val chain: String, private val fee: String? = null) {
    BTC("bitcoin"),
    ETH("ethereum"),
    SOL("solana"),
    TTCL("solana", "SOL");

    val feeCoin: Coin
        get() = fee?.let(::valueOf) ?: this
}

/** Real nodes of other chains beside a devnet, and one profile that names all of them. */
class Peers private constructor(chains: List<String>) : AutoCloseable {
    private val world = World()
    private val told = LinkedBlockingQueue<JsonObject>()
    private val file = File(world.folder, "world.json")
    private val nodes = Lines(
        "--devnet", world.profileFile, "--profile", "$file", *chains.toTypedArray(),
        variable = VARIABLE, hear = told::add,
    )
    private val profile: String
    private val holders = mutableListOf<Person>()

    init {
        val started = hear("the nodes run") { it["event"].asString in listOf("started", "failed") }
        val running = JsonArray().apply { chains.forEach(::add) }
        if (started["peers"] != running) {
            close()
            error("not every node runs; scripts/peers installs them: $started")
        }
        profile = file.readText()
    }

    /** Pays an address from the node's own coins, in a block. */
    fun fund(coin: Coin, address: String, units: BigInteger) {
        // A chain with one coin takes no name of it.
        val asset = listOfNotNull(("asset" to coin.name).takeIf { coin.chain == "solana" })
        obey("fund", coin, asset + listOf("to" to address, "units" to "$units"))
    }

    /** Makes a block of this coin's chain. */
    fun mine(coin: Coin) = obey("mine", coin)

    /** A new device with a new wallet. It is closed before the nodes end. */
    suspend fun holder(name: String): Person = Person.open(profile, File(world.folder, name)).apply {
        holders += this
        device.setUp(pass())
        device.newWallet(pass(), Language.ENGLISH).close()
    }

    /** The answers come in the order of the commands. */
    @Synchronized
    private fun obey(command: String, coin: Coin, words: List<Pair<String, String>> = emptyList()) {
        val all = listOf("cmd" to command, "chain" to coin.chain) + words
        val line = JsonObject().apply { all.forEach { (name, word) -> addProperty(name, word) } }
        nodes.write("$line")
        val answer = hear("an answer to $command") { it["cmd"] == JsonPrimitive(command) }
        check(answer["event"].asString == "done") { "$line: $answer" }
    }

    private fun hear(what: String, it: (JsonObject) -> Boolean): JsonObject {
        while (true) {
            val line = told.next(what)
            if (it(line)) return line
        }
    }

    override fun close() {
        holders.forEach(Person::close)
        nodes.close()
        world.close()
    }

    companion object {
        private const val VARIABLE = "TONGTONG_PEERS"

        /** Starts the nodes of these chains. Without the program that does it a test is skipped, and in CI fails. */
        fun start(vararg chains: String): Peers {
            val how = "$VARIABLE names no program: scripts/peers builds it and prints its path"
            val named = System.getenv(VARIABLE) != null
            check(named || System.getenv("CI") != "true") { how }
            assumeTrue(named, how)
            return Peers(chains.toList())
        }
    }
}
